// Makes the captures that this machine's kernel cannot be asked for: tunnels, tags, fragments, loss. Same bytes at each run.
//   node corpus/generated.make.mjs
import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

const folder = path.dirname(fileURLToPath(import.meta.url))
const u8 = (...values) => Buffer.from(values)
const u16 = (value) => u8((value >> 8) & 255, value & 255)
const u32 = (value) => { const b = Buffer.alloc(4); b.writeUInt32BE(value >>> 0); return b }
const text = (value) => Buffer.from(value, "latin1")
const cat = (...parts) => Buffer.concat(parts)
const A = "10.0.0.2", B = "10.0.0.1"
const address = (ip) => u8(...ip.split(".").map(Number))
function checksum(bytes) {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
function ipv4(src, dst, protocol, payload, { id = 1, fragment = 0, ttl = 64 } = {}) {
  const head = cat(u8(0x45, 0), u16(20 + payload.length), u16(id), u16(fragment), u8(ttl, protocol, 0, 0), address(src), address(dst))
  head.writeUInt16BE(checksum(head), 10)
  return cat(head, payload)
}
const v6 = (last) => cat(u8(0xfd, 0x77), Buffer.alloc(13), u8(last))
const ipv6 = (src, dst, next, payload) => cat(u32(0x60000000), u16(payload.length), u8(next, 64), v6(src), v6(dst), payload)
const udp = (srcPort, dstPort, payload) => cat(u16(srcPort), u16(dstPort), u16(8 + payload.length), u16(0), payload)
const tcp = (srcPort, dstPort, seq, ack, flags, payload = Buffer.alloc(0)) => cat(u16(srcPort), u16(dstPort), u32(seq), u32(ack), u8(0x50, flags), u16(64240), u16(0), u16(0), payload)
const MAC_A = u8(2, 0x77, 0, 0, 0, 2), MAC_B = u8(2, 0x77, 0, 0, 0, 1)
const ethernet = (type, payload, toB = true) => cat(toB ? MAC_B : MAC_A, toB ? MAC_A : MAC_B, u16(type), payload)
const vlan = (id, type, payload) => cat(u16(id), u16(type), payload)
const query = (id, name) => cat(u16(id), u16(0x0100), u16(1), u16(0), u16(0), u16(0), ...name.split(".").map((label) => cat(u8(label.length), text(label))), u8(0), u16(1), u16(1))
const dns = (port, name) => udp(port, 53, query(port, name))

function write(name, frames, linkType = 1) {
  const out = [cat(u32(0xd4c3b2a1), u8(2, 0, 4, 0), Buffer.alloc(8), u8(0, 0, 4, 0), u8(linkType & 255, linkType >> 8, 0, 0))]
  frames.forEach(([ms, bytes, wire = bytes.length]) => {
    const head = Buffer.alloc(16)
    head.writeUInt32LE(1_700_000_000 + Math.floor(ms / 1000), 0); head.writeUInt32LE(Math.round((ms % 1000) * 1000), 4); head.writeUInt32LE(bytes.length, 8); head.writeUInt32LE(wire, 12)
    out.push(head, bytes)
  })
  mkdirSync(path.join(folder, path.dirname(name)), { recursive: true })
  writeFileSync(path.join(folder, `${name}.pcap`), cat(...out))
}

let innerPort = 5000
const inner = (name) => ipv4("172.16.0.2", "172.16.0.53", 17, dns(innerPort++, name))
const innerEthernet = (name) => ethernet(0x0800, inner(name))
const outer = (protocol, payload) => ethernet(0x0800, ipv4(A, B, protocol, payload))
const gtp = inner("gtp.example.org")
write("tunnels/all", [
  [0, outer(4, inner("ipip.example.org"))],
  [1, outer(41, ipv6(2, 1, 17, dns(5001, "6in4.example.org")))],
  [2, outer(47, cat(u16(0), u16(0x0800), inner("gre.example.org")))],
  [3, outer(47, cat(u16(0x2000), u16(0x0800), u32(42), inner("gre-key.example.org")))],
  [4, outer(47, cat(u16(0x1000), u16(0x88be), u32(7), u8(0x10, 0, 0, 1), u32(0), innerEthernet("erspan2.example.org")))],
  [5, outer(17, udp(40000, 4789, cat(u8(8, 0, 0, 0), u8(0, 0, 42, 0), innerEthernet("vxlan.example.org"))))],
  [6, outer(17, udp(40000, 6081, cat(u8(0, 0), u16(0x6558), u8(0, 0, 7, 0), innerEthernet("geneve.example.org"))))],
  [7, outer(17, udp(2152, 2152, cat(u8(0x30, 0xff), u16(gtp.length), u32(99), gtp)))],
  [8, outer(17, udp(40000, 37008, cat(u8(1, 0, 0, 1, 1), innerEthernet("tzsp.example.org"))))],
])
write("vlan/qinq-mpls-pppoe", [
  [0, ethernet(0x8100, vlan(100, 0x0800, ipv4(A, B, 17, dns(5100, "vlan.example.org"))))],
  [1, ethernet(0x88a8, vlan(200, 0x8100, vlan(101, 0x0800, ipv4(A, B, 17, dns(5101, "qinq.example.org")))))],
  [2, ethernet(0x8847, cat(u32((16 << 12) | 64), u32((17 << 12) | 0x100 | 64), ipv4(A, B, 17, dns(5102, "mpls.example.org"))))],
  [3, ethernet(0x8864, cat(u8(0x11, 0), u16(1), u16(2 + ipv4(A, B, 17, dns(5103, "pppoe.example.org")).length), u16(0x0021), ipv4(A, B, 17, dns(5103, "pppoe.example.org"))))],
])
const long = udp(5200, 53, cat(query(5200, "fragments.example.org"), Buffer.alloc(1200)))
const piece = (from, to, more, id = 9) => ethernet(0x0800, ipv4(A, B, 17, long.subarray(from, to), { id, fragment: (more ? 0x2000 : 0) | (from / 8) }))
write("ip/fragments", [ // in order; last first; overlapping (refused); never complete
  [0, piece(0, 24, true, 1)], [1, piece(24, 800, true, 1)], [2, piece(800, long.length, false, 1)],
  [10, piece(800, long.length, false, 2)], [11, piece(24, 800, true, 2)], [12, piece(0, 24, true, 2)],
  [20, piece(0, 24, true, 3)], [21, piece(16, 800, true, 3)], [22, piece(800, long.length, false, 3)],
  [30, piece(800, long.length, false, 4)],
])
// Loss and reordering as a monitor between the two sees them: segment 3 is lost before it and sent again, 6 and 7 change places,
// and segment 9 comes twice.
const frames = []
let ms = 0
const segment = (fromClient, seq, ack, flags, payload, wait = 10) => { ms += wait; frames.push([ms, ethernet(0x0800, ipv4(fromClient ? A : B, fromClient ? B : A, 6, fromClient ? tcp(51000, 80, seq, ack, flags, payload) : tcp(80, 51000, seq, ack, flags, payload)), fromClient)]) }
const body = (n) => Buffer.alloc(1000, 0x61 + n)
segment(true, 999, 0, 2); segment(false, 4999, 1000, 18, undefined, 40); segment(true, 1000, 5000, 16, undefined, 5)
const request = text("GET /loss HTTP/1.1\r\nHost: www.example.org\r\n\r\n"), answer = text("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10000\r\n\r\n")
const asked = 1000 + request.length
segment(true, 1000, 5000, 24, request); segment(false, 5000, asked, 24, answer, 100)
const at = (n) => 5000 + answer.length + n * 1000
for (const n of [0, 1, 2, 4, 5, 7, 6, 8, 9, 9]) segment(false, at(n), asked, 16, body(n), 1)
segment(true, asked, at(3), 16, undefined, 1); segment(false, at(3), asked, 16, body(3), 120)
segment(true, asked, at(10), 17); segment(false, at(10), asked + 1, 17); segment(true, asked + 1, at(10) + 1, 16)
write("tcp/loss-and-reordering", frames.map(([time, bytes]) => [time, bytes]))
write("tcp/server-first", [[0, ethernet(0x0800, ipv4(B, A, 6, tcp(22, 51001, 700, 301, 18)), false)], [20, ethernet(0x0800, ipv4(A, B, 6, tcp(51001, 22, 301, 701, 16)))], [30, ethernet(0x0800, ipv4(B, A, 6, tcp(22, 51001, 701, 301, 24, text("SSH-2.0-OpenSSH_9.2\r\n"))), false)]])
