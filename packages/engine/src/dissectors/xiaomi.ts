// Xiaomi's push service: magic c2fe, version 5, length of the message.
import { hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const OPENING = hex("c2fe 0005")
const MAX_MESSAGE_BYTES = 32_768

export const xiaomi = defineDissector({
  protocol: "Xiaomi",
  transports: ["tcp"],
  hintPorts: [5222, 443],
  firstBytes: [OPENING[0]],
  minBytes: 8,
  recognise: ({ stream }) => (stream.has(0, OPENING) && stream.u32(4) > 0 && stream.u32(4) <= MAX_MESSAGE_BYTES ? MATCH : NO_MATCH),
})
