// Gaijin's games (War Thunder) on their UDP ports: ENet's connect command, and the client's counters as text.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const counters = [",env=production,circuit=", ",env=test,circuit="].map(ascii)
/** ENet (enet.bespin.org): the first packet has no peer yet, and connect wants to be acknowledged. */
const NO_PEER = 0x8fff
const VERIFIED_PEER = 0x8000
const CONNECT = 0x82
const VERIFY_CONNECT = 0x83
const MIN_MTU = 576
const MAX_MTU = 4096

function mtuFits(payload: ByteWindow, at: number): boolean {
  return payload.u32(at) >= MIN_MTU && payload.u32(at) <= MAX_MTU
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
}

export const gaijinEntertainment = defineDissector({
  protocol: "GaijinEntertainment",
  transports: ["udp"],
  hintPorts: [20010, 20011, 20012, 20013, 20014, 20015, 20016, 20017, 20018, 20019, 20020, 20021, 20022, 20023, 20024, 20025],
  onlyOnHintPorts: true,
  minBytes: 40,
  recognise({ payload }) {
    if (isLetter(payload.u8(0))) {
      for (let i = 0; i < counters.length; i++) if (payload.indexOf(counters[i], 1, 80) > 0) return MATCH
      return NO_MATCH
    }
    const isConnect = payload.u16(0) === NO_PEER && payload.u8(4) === CONNECT
    const isAnswer = payload.u16(0) >> 12 === VERIFIED_PEER >> 12 && payload.u8(4) === VERIFY_CONNECT
    return (isConnect || isAnswer) && payload.u8(5) === 0xff && payload.u16(6) === 1 && mtuFits(payload, 12) ? MATCH : NO_MATCH
  },
})
