// Tuya's local protocol: 000055aa | sequence | command | length of what follows | data, CRC | 0000aa55; since 3.5 with 00006699 and 00009966.
import { hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const START = hex("000055aa")
const END = hex("0000aa55")
const START_35 = hex("00006699")
const END_35 = hex("00009966")

export const tuyaLp = defineDissector({
  protocol: "TuyaLP",
  transports: ["udp", "tcp"],
  hintPorts: [6666, 6667, 6668, 7000],
  firstBytes: [0],
  minBytes: 24,
  recognise({ payload }) {
    if (payload.has(0, START)) return payload.u32(12) <= 0xffff && payload.has(payload.length - 4, END) ? MATCH : NO_MATCH
    return payload.has(0, START_35) && payload.u32(14) <= 0xffff && payload.has(payload.length - 4, END_35) ? MATCH : NO_MATCH
  },
})
