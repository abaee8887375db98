// HP virtual group: both sides' first messages carry their whole length; the client's is of type 16 (hex), the server's of type 17.
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const CLIENT_HELLO = 0x16
const SERVER_HELLO = 0x17
const HELLO_SEEN = 1

export const hpVirtgrp = defineDissector({
  protocol: "HP_VIRTGRP",
  transports: ["tcp"],
  hintPorts: [5223],
  firstBytes: [CLIENT_HELLO, SERVER_HELLO],
  minBytes: 8,
  recognise(seen) {
    const { stream } = seen
    const isWhole = stream.u16(1) === stream.length && stream.u8(3) === 0
    if (seen.toServer) {
      if (seen.state !== 0 || stream.u8(0) !== CLIENT_HELLO || !isWhole) return NO_MATCH
      seen.state = HELLO_SEEN
      return NEED_MORE
    }
    return seen.state === HELLO_SEEN && stream.u8(0) === SERVER_HELLO && isWhole ? MATCH : NO_MATCH
  },
})
