// Protocols whose first bytes are a fixed text that nobody else begins with: one row each. What needs more than that gets a file.
import { ascii, hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Dissector, type Transport } from "../inspect/types.ts"

interface Opening { readonly protocol: string; readonly transports?: readonly Transport[]; readonly openings: readonly Uint8Array[]; readonly hintPorts?: readonly number[] }

const rows: readonly Opening[] = [
  // RFC 7540 section 3.5: the client's preface
  { protocol: "HTTP2", openings: [ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")] },
  // HAProxy's PROXY protocol, versions 1 and 2
  { protocol: "HAProxy", openings: [ascii("PROXY TCP4 "), ascii("PROXY TCP6 "), ascii("PROXY UNKNOWN"), hex("0d0a0d0a000d0a515549540a")] },
  // CORBA: GIOP message header, OMG formal/2021-02-03 part 2 section 9.4.1
  { protocol: "Corba", openings: [hex("47494f50 0100"), hex("47494f50 0101"), hex("47494f50 0102")] },
  // FIX: the first field is the version
  { protocol: "FIX", openings: [ascii("8=FIX.4."), ascii("8=FIXT.1.")] },
  // HL7 v2 over MLLP: a vertical tab, then the message header and its separators
  { protocol: "HL7", openings: [ascii("\x0bMSH|^~\\&|"), ascii("\x0bFHS|^~\\&|"), ascii("\x0bBHS|^~\\&|")], hintPorts: [2575] },
  // NATS: both sides open with a JSON object
  { protocol: "Nats", openings: [ascii('INFO {"'), ascii('CONNECT {"')], hintPorts: [4222] },
  // TeamSpeak 3: the handshake packet's id instead of a message authentication code
  { protocol: "TeamSpeak", transports: ["udp"], openings: [ascii("TS3INIT1")], hintPorts: [9987] },
  // RFB, RFC 6143 section 7.1.1
  { protocol: "VNC", openings: [ascii("RFB 003."), ascii("RFB 004."), ascii("RFB 005.")] },
  // BGP, RFC 4271 section 4.1: the marker; a length below 4096 follows
  { protocol: "BGP", openings: [hex("ffffffffffffffffffffffffffffffff 00"), hex("ffffffffffffffffffffffffffffffff 01"), hex("ffffffffffffffffffffffffffffffff 0f")] },
]

function opening({ protocol, transports = ["tcp"], openings, hintPorts }: Opening): Dissector {
  const longest = Math.max(...openings.map((one) => one.length))
  return defineDissector({
    protocol, transports, hintPorts,
    firstBytes: [...new Set(openings.map((one) => one[0]))],
    recognise({ stream, transport }) {
      for (const one of openings) if (stream.has(0, one)) return MATCH
      if (transport !== "tcp" || stream.length >= longest) return NO_MATCH
      for (const one of openings) if (beginsLike(stream, one)) return NEED_MORE
      return NO_MATCH
    },
  })
}

function beginsLike(stream: ByteWindow, one: Uint8Array): boolean {
  for (let i = 0; i < Math.min(stream.length, one.length); i++) if (stream.u8(i) !== one[i]) return false
  return true
}

export const fixedOpenings: readonly Dissector[] = rows.map(opening)
