// Alibaba Cloud's agents: each message behind the mark cefabeba and its length, little-endian.
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MARK = 0xcefabeba
const HEADER_BYTES = 8
const MAX_MESSAGE_BYTES = 65_536

export const alicloud = defineDissector({
  protocol: "AliCloud",
  transports: ["tcp"],
  hintPorts: [8999],
  firstBytes: [MARK >>> 24],
  minBytes: HEADER_BYTES,
  recognise: ({ stream }) => (stream.u32(0) === MARK && stream.u32le(4) > 0 && stream.u32le(4) <= MAX_MESSAGE_BYTES ? MATCH : NO_MATCH),
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
