// Protocols whose first bytes are a fixed text that nobody else begins with: one row each. What needs more than that gets a file.
import { ascii, hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Dissector, type Transport } from "../inspect/types.ts"
import { takeTivoBeacon } from "./tivo-beacon.ts"

interface Opening {
  readonly protocol: string
  readonly transports?: readonly Transport[]
  readonly openings: readonly Uint8Array[]
  readonly hintPorts?: readonly number[]
  readonly extract?: Dissector["extract"]
}

const rows: readonly Opening[] = [
  // HAProxy's PROXY protocol, versions 1 and 2
  { protocol: "HAProxy", openings: [ascii("PROXY TCP4 "), ascii("PROXY TCP6 "), ascii("PROXY UNKNOWN"), hex("0d0a0d0a000d0a515549540a")] },
  // CORBA: GIOP message header, OMG formal/2021-02-03 part 2 section 9.4.1; MIOP's packet header for datagrams (section 11.3)
  { protocol: "Corba", transports: ["tcp", "udp"], openings: [hex("47494f50 0100"), hex("47494f50 0101"), hex("47494f50 0102"), hex("4d494f50 10")] },
  // FIX: the first field is the version
  { protocol: "FIX", openings: [ascii("8=FIX.4."), ascii("8=FIXT.1.")] },
  // HL7 v2 over MLLP: a vertical tab, then the message header and its separators
  { protocol: "HL7", openings: [ascii("\x0bMSH|^~\\&|"), ascii("\x0bFHS|^~\\&|"), ascii("\x0bBHS|^~\\&|")], hintPorts: [2575] },
  // NATS: both sides open with a JSON object
  { protocol: "Nats", openings: [ascii('INFO {"'), ascii('CONNECT {"')], hintPorts: [4222] },
  // RFB, RFC 6143 section 7.1.1
  { protocol: "VNC", openings: [ascii("RFB 003."), ascii("RFB 004."), ascii("RFB 005.")] },
  // Citrix: ICA's opening of both sides, CGP's of the client
  { protocol: "Citrix", openings: [hex("7f7f49434100"), ascii("\x1aCGP/01")], hintPorts: [1494, 2598] },
  // Zabbix: the header of version 1, its flags (plain, compressed, large)
  { protocol: "Zabbix", openings: [ascii("ZBXD\x01"), ascii("ZBXD\x03"), ascii("ZBXD\x05"), ascii("ZBXD\x07")], hintPorts: [10050, 10051] },
  // TiVo's discovery beacon
  { protocol: "TiVoConnect", transports: ["tcp", "udp"], openings: [ascii("TiVoConnect="), ascii("tivoconnect="), ascii("TIVOCONNECT=")], hintPorts: [2190], extract: takeTivoBeacon },
  // Kismet's server greets its clients
  { protocol: "Kismet", openings: [ascii("*KISMET: ")], hintPorts: [2501] },
  // RIPE Atlas: the probes' "MGLNDD_<address>_<port>" to unused ports
  { protocol: "RipeAtlas", transports: ["udp"], openings: [ascii("MGLNDD_")] },
  // Tailscale's discovery messages between peers ("TS" and a speech balloon); the data is WireGuard's
  { protocol: "Tailscale", transports: ["udp"], openings: [hex("5453f09f92ac")], hintPorts: [41641] },
  // Frames of a CAN bus (ISO 11898) in datagrams: the standard's name and a version
  { protocol: "Controller_Area_Network", transports: ["udp", "tcp"], openings: [ascii("ISO11898\x01")] },
  // TeamSpeak's text interfaces: the server's query and the client's (their manuals), and that of version 2
  { protocol: "TeamSpeak", openings: [ascii("TS3\n\rWelcome"), ascii("TS3\r\nWelcome"), ascii("TS3 Client\n\r"), ascii("[TS]\r\n")], hintPorts: [10011, 25639, 51234] },
  // rsync daemon: both sides greet with their version
  { protocol: "RSYNC", openings: [ascii("@RSYNCD: ")] },
  // RTPS (DDS), OMG formal/2021-03-03 section 9.4.5.1: the header's magic and major version
  { protocol: "RTPS", transports: ["udp"], openings: [hex("52545053 01"), hex("52545053 02"), hex("52545058 02")], hintPorts: [7400, 7401, 7410, 7411] },
  // Java RMI, section 10.2: magic, version 1 or 2, then stream, single operation or multiplex
  { protocol: "JRMI", openings: ["00014b", "00014c", "00014d", "00024b", "00024c", "00024d"].map((rest) => hex(`4a524d49 ${rest}`)) },
  // Ceph's messenger, versions 1 and 2: the banner of both sides
  { protocol: "Ceph", openings: [ascii("ceph v0"), ascii("ceph v2\n")] },
  // Monero's peers speak levin: its signature
  { protocol: "Monero", openings: [hex("0121010101010101")], hintPorts: [18080] },
  // Microsoft RPC over HTTP: the endpoint's banner ([MS-RPCH] section 2.1.1)
  { protocol: "MS-RPCH", openings: [ascii("ncacn_http/1.0")], hintPorts: [593] },
  // BGP, RFC 4271 section 4.1: the marker; a length below 4096 follows
  { protocol: "BGP", openings: [hex("ffffffffffffffffffffffffffffffff 00"), hex("ffffffffffffffffffffffffffffffff 01"), hex("ffffffffffffffffffffffffffffffff 0f")] },
]

function opening({ protocol, transports = ["tcp"], openings, hintPorts, extract }: Opening): Dissector {
  const longest = Math.max(...openings.map((one) => one.length))
  return defineDissector({
    protocol, transports, hintPorts, extract,
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
