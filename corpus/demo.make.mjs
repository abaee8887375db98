// Makes demo.pcap: fifteen minutes of a small office, so that the first start shows something worth seeing.
// Everything is generated (names and public addresses are real ones, no payload is); the same bytes at each run.
//   node corpus/demo.make.mjs
import { createCipheriv, createHmac } from "node:crypto"
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

let seed = 20261121
const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32
const pick = (list) => list[Math.floor(random() * list.length)]
const between = (low, high) => low + random() * (high - low)
const START = 1_790_000_000 // seconds
const LENGTH = 900
const CAPTURED = 1300 // longer packets keep their wire length only

const router = { ip: "192.168.10.1", mac: "00:0d:b9:4a:10:01" }
const hosts = [
  ["192.168.10.21", "3c:22:fb:10:00:21", "annas-macbook"], ["192.168.10.22", "8c:85:90:10:00:22", "bens-mbp"],
  ["192.168.10.23", "f4:8e:38:10:00:23", "LAPTOP-CARLA"], ["192.168.10.24", "d8:bb:c1:10:00:24", "DESKTOP-DAN"],
  ["192.168.10.31", "ac:37:43:10:00:31", "pixel-8"], ["192.168.10.32", "f0:99:b6:10:00:32", "emmas-iphone"],
  ["192.168.10.41", "00:11:32:10:00:41", "nas"], ["192.168.10.42", "3c:2a:f4:10:00:42", "office-printer"],
  ["192.168.10.51", "b8:27:eb:10:00:51", "sensor-hub"], ["192.168.10.61", "2c:aa:8e:10:00:61", "door-camera"],
].map(([ip, mac, name]) => ({ ip, mac, name }))
const clients = hosts.slice(0, 6)
const nas = hosts[6]
const sites = [ // name, address, weight, mean bytes to client, quic share
  ["www.google.com", "142.250.184.196", 8, 60e3, 0.7], ["fonts.gstatic.com", "142.250.184.195", 4, 30e3, 0.7], ["www.youtube.com", "142.250.184.206", 3, 200e3, 0.8],
  ["rr3---sn-4g5e6nsz.googlevideo.com", "173.194.188.72", 3, 6e6, 0.8], ["api-global.netflix.com", "54.74.73.31", 2, 90e3, 0], ["ipv4-c010-fra001-ix.1.oca.nflxvideo.net", "45.57.40.12", 2, 9e6, 0],
  ["github.com", "140.82.121.4", 5, 150e3, 0], ["api.github.com", "140.82.121.6", 3, 20e3, 0], ["teams.microsoft.com", "52.113.194.132", 4, 120e3, 0], ["outlook.office365.com", "52.97.183.162", 5, 90e3, 0],
  ["slack.com", "3.68.124.95", 4, 60e3, 0], ["www.wikipedia.org", "185.15.59.224", 3, 200e3, 0], ["static.xx.fbcdn.net", "157.240.20.19", 3, 300e3, 0.6], ["web.whatsapp.com", "157.240.20.60", 3, 50e3, 0],
  ["s3.eu-central-1.amazonaws.com", "52.219.171.10", 2, 1.5e6, 0], ["registry.npmjs.org", "104.16.27.34", 3, 700e3, 0], ["deb.debian.org", "151.101.86.132", 2, 900e3, 0], ["open.spotify.com", "35.186.224.25", 2, 400e3, 0.5],
  ["ocsp.digicert.com", "192.229.221.95", 2, 3e3, 0], ["updates.signal.org", "104.18.37.78", 1, 40e3, 0], ["www.dropbox.com", "162.125.66.18", 1, 300e3, 0], ["login.microsoftonline.com", "40.126.31.69", 3, 40e3, 0],
]
const siteBag = sites.flatMap((site) => Array.from({ length: site[2] }, () => site))

// ── bytes of the layers
const ip4 = (text) => Buffer.from(text.split(".").map(Number))
const mac = (text) => Buffer.from(text.split(":").map((part) => Number.parseInt(part, 16)))
const u16 = (value) => Buffer.from([value >> 8, value & 255])
const u32 = (value) => { const b = Buffer.alloc(4); b.writeUInt32BE(value >>> 0); return b }
const ipMac = new Map([...hosts, router].map((host) => [host.ip, host.mac]))
const macOf = (ip) => ipMac.get(ip) ?? (ip.startsWith("224.") ? "01:00:5e:00:00:fb" : ip === "239.255.255.250" ? "01:00:5e:7f:ff:fa" : ip === "255.255.255.255" ? "ff:ff:ff:ff:ff:ff" : router.mac)
function checksum(buffers) {
  const all = Buffer.concat(buffers)
  let sum = 0
  for (let i = 0; i < all.length; i += 2) sum += (all[i] << 8) | (all[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
let ipId = 1
function frame(src, dst, protocol, segment, wirePayload, ttl, dscp = 0) {
  const total = 20 + segment.length + Math.max(0, wirePayload)
  const head = Buffer.concat([Buffer.from([0x45, dscp << 2]), u16(total), u16(ipId++ & 0xffff), Buffer.from([0x40, 0, ttl, protocol, 0, 0]), ip4(src), ip4(dst)])
  head.writeUInt16BE(checksum([head]), 10)
  return { bytes: Buffer.concat([mac(macOf(dst)), mac(macOf(src)), u16(0x0800), head, segment]), wire: 14 + total }
}
const packets = []
const emit = (time, made) => packets.push({ time, ...made })
const ttlOf = (ip) => (ip.startsWith("192.168.") ? 64 : 52 + (ip.charCodeAt(0) % 8))

function udp(time, src, srcPort, dst, dstPort, payload, extraWire = 0, dscp = 0) {
  const segment = Buffer.concat([u16(srcPort), u16(dstPort), u16(8 + payload.length + extraWire), u16(0), payload])
  emit(time, frame(src, dst, 17, segment, extraWire, ttlOf(src), dscp))
}
/** One TCP connection; `talk` is a list of [fromClient, bytes, extraWireBytes, pauseSeconds]. */
function tcp(time, client, clientPort, server, serverPort, talk, { rtt = 0.02, end = "fin", refuse = false, lose = 0 } = {}) {
  const options = Buffer.from([2, 4, 5, 180, 1, 3, 3, 7, 4, 2, 1, 1])
  let seqC = (seed & 0xffffff) >>> 0, seqS = (seed >>> 3) & 0xffffff
  const send = (fromClient, flags, payload = Buffer.alloc(0), extraWire = 0, withOptions = false) => {
    const [src, dst, sp, dp, seq, ack] = fromClient ? [client, server, clientPort, serverPort, seqC, seqS] : [server, client, serverPort, clientPort, seqS, seqC]
    const head = Buffer.concat([u16(sp), u16(dp), u32(seq), u32(flags & 16 ? ack : 0), Buffer.from([(withOptions ? 8 : 5) << 4, flags]), u16(64240), u16(0), u16(0), withOptions ? options : Buffer.alloc(0)])
    emit(time, frame(src, dst, 6, Buffer.concat([head, payload]), extraWire, ttlOf(src)))
    const length = payload.length + extraWire + (flags & 3 ? 1 : 0)
    if (fromClient) seqC = (seqC + length) >>> 0
    else seqS = (seqS + length) >>> 0
  }
  send(true, 2, undefined, 0, true)
  time += rtt * 0.9
  if (refuse) { seqS = 0; send(false, 20); return time }
  send(false, 18, undefined, 0, true)
  time += rtt * 0.1
  send(true, 16)
  for (const [fromClient, bytes, extraWire = 0, pause = 0] of talk) {
    time += pause + rtt / 2
    send(fromClient, 24, bytes, Math.min(extraWire, 1460 - Math.min(bytes.length, 1460)))
    let left = extraWire - Math.min(extraWire, 1460 - Math.min(bytes.length, 1460))
    let count = 0
    while (left > 0) { // the bulk: full segments, one acknowledgement for two
      const size = Math.min(1460, left)
      time += 0.00025 + (count % 40 === 39 ? rtt : 0)
      const again = lose && random() < lose ? [seqC, seqS] : null
      send(fromClient, 16, Buffer.from([23, 3, 3, 64]).subarray(0, Math.min(4, size)), size - Math.min(4, size))
      if (again) { const [c, s] = [seqC, seqS]; [seqC, seqS] = again; time += rtt * 1.5; send(fromClient, 16, Buffer.from([23, 3, 3, 64]).subarray(0, Math.min(4, size)), size - Math.min(4, size)); [seqC, seqS] = [c, s] }
      left -= size
      if (++count % 2 === 0) send(!fromClient, 16)
    }
    if (count % 2) send(!fromClient, 16)
  }
  time += 0.01
  if (end === "fin") { send(true, 17); time += rtt; send(false, 17); time += 0.001; send(true, 16) }
  if (end === "reset") send(false, 4)
  return time
}

// ── application payloads
const block = (bytes, width) => Buffer.concat([width === 1 ? Buffer.from([bytes.length]) : width === 2 ? u16(bytes.length) : Buffer.from([bytes.length >> 16, (bytes.length >> 8) & 255, bytes.length & 255]), bytes])
const extension = (type, body) => Buffer.concat([u16(type), block(body, 2)])
const noise = (length) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
function clientHello(name, { version = 0x0303, tls13 = true, alpn = ["h2", "http/1.1"] } = {}) {
  const suites = tls13 ? [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030] : [0xc014, 0xc00a, 0x0035, 0x002f, 0x000a]
  const extensions = [extension(0, block(Buffer.concat([Buffer.from([0]), block(Buffer.from(name), 2)]), 2)), extension(10, block(Buffer.concat([u16(29), u16(23), u16(24)]), 2)), extension(11, Buffer.from([1, 0])),
    extension(16, block(Buffer.concat(alpn.map((one) => block(Buffer.from(one), 1))), 2)), extension(13, block(Buffer.concat([0x0403, 0x0804, 0x0401, 0x0503, 0x0805].map(u16)), 2))]
  if (tls13) extensions.push(extension(43, block(Buffer.concat([u16(0x0304), u16(0x0303)]), 1)), extension(51, block(Buffer.concat([u16(29), block(noise(32), 2)]), 2)))
  const body = Buffer.concat([u16(version), noise(32), block(noise(32), 1), block(Buffer.concat(suites.map(u16)), 2), Buffer.from([1, 0]), block(Buffer.concat(extensions), 2)])
  return Buffer.concat([Buffer.from([22, 3, 1]), block(Buffer.concat([Buffer.from([1]), block(body, 3)]), 2)])
}
function serverHello({ tls13 = true, version = 0x0303, suite = tls13 ? 0x1301 : 0x002f } = {}) {
  const extensions = tls13 ? [extension(43, u16(0x0304)), extension(51, Buffer.concat([u16(29), block(noise(32), 2)]))] : []
  const body = Buffer.concat([u16(version), noise(32), block(noise(32), 1), u16(suite), Buffer.from([0]), ...(extensions.length ? [block(Buffer.concat(extensions), 2)] : [])])
  return Buffer.concat([Buffer.from([22, 3, 3]), block(Buffer.concat([Buffer.from([2]), block(body, 3)]), 2), ...(tls13 ? [Buffer.from([20, 3, 3, 0, 1, 1])] : [])])
}
/** A QUIC version 1 Initial with this ClientHello, protected as RFC 9001 section 5 says. */
function quicInitial(connectionId, name) {
  const hmac = (key, message) => createHmac("sha256", key).update(message).digest()
  const expand = (secret, label, size) => hmac(secret, Buffer.concat([u16(size), block(Buffer.from(`tls13 ${label}`), 1), Buffer.from([0, 1])])).subarray(0, size)
  const secret = expand(hmac(Buffer.from("38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "hex"), connectionId), "client in", 32)
  const hello = clientHello(name, { alpn: ["h3"] }).subarray(5)
  const crypto = Buffer.concat([Buffer.from([6, 0]), u16(0x4000 | hello.length), hello])
  const plain = Buffer.concat([crypto, Buffer.alloc(1162 - crypto.length)])
  const header = Buffer.concat([Buffer.from([0xc3, 0, 0, 0, 1]), block(connectionId, 1), Buffer.from([0, 0]), u16(0x4000 | (plain.length + 20)), u32(0)])
  const cipher = createCipheriv("aes-128-gcm", expand(secret, "quic key", 16), expand(secret, "quic iv", 12))
  cipher.setAAD(header)
  const packet = Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  const mask = createCipheriv("aes-128-ecb", expand(secret, "quic hp", 16), null).update(packet.subarray(header.length, header.length + 16))
  packet[0] ^= mask[0] & 15
  for (let i = 0; i < 4; i++) packet[header.length - 4 + i] ^= mask[1 + i]
  return packet
}
const data = (length) => Buffer.concat([Buffer.from([23, 3, 3]), u16(Math.min(length, 16384)), noise(Math.min(60, length))])
const dnsName = (name) => Buffer.concat([...name.split(".").map((label) => block(Buffer.from(label), 1)), Buffer.from([0])])
function lookUp(time, client, name, address) {
  const port = 40000 + Math.floor(random() * 20000), id = Math.floor(random() * 65536)
  const question = Buffer.concat([dnsName(name), u16(1), u16(1)])
  udp(time, client, port, router.ip, 53, Buffer.concat([u16(id), u16(0x0100), u16(1), u16(0), u16(0), u16(0), question]))
  const answer = address ? Buffer.concat([u16(0xc00c), u16(1), u16(1), u32(300), u16(4), ip4(address)]) : Buffer.alloc(0)
  udp(time + between(0.002, 0.02), router.ip, 53, client, port, Buffer.concat([u16(id), u16(address ? 0x8180 : 0x8183), u16(1), u16(address ? 1 : 0), u16(0), u16(0), question, answer]))
}
const port = () => 32768 + Math.floor(random() * 28000)

// ── the fifteen minutes
hosts.forEach((host, i) => { // everybody asks for an address and says its name
  const options = [[53, Buffer.from([3])], [12, Buffer.from(host.name)], [60, Buffer.from(i < 2 || i === 5 ? "" : i === 4 ? "android-dhcp-14" : i < 4 ? "MSFT 5.0" : "udhcp 1.36.1")], [55, Buffer.from([1, 3, 6, 15, 119, 252])]].filter(([, value]) => value.length)
  const dhcp = Buffer.concat([Buffer.from([1, 1, 6, 0]), u32(i + 77), Buffer.alloc(4), ip4(host.ip), Buffer.alloc(12), mac(host.mac), Buffer.alloc(10 + 192), Buffer.from([0x63, 0x82, 0x53, 0x63]), ...options.map(([code, value]) => Buffer.concat([Buffer.from([code]), block(value, 1)])), Buffer.from([255])])
  udp(START + 0.5 + i * 0.21, host.ip, 68, "255.255.255.255", 67, dhcp)
  udp(START + 2 + i * 0.3, host.ip, 5353, "224.0.0.251", 5353, Buffer.concat([u16(0), u16(0x8400), u16(0), u16(1), u16(0), u16(0), dnsName(`${host.name}.local`), u16(1), u16(0x8001), u32(120), u16(4), ip4(host.ip)]))
})
for (let i = 0; i < 620; i++) {
  const time = START + 3 + between(0, LENGTH - 40), client = pick(clients).ip, [name, address, , mean, quic] = pick(siteBag)
  const bytes = Math.min(9e5, Math.max(800, -Math.log(1 - random()) * mean * 0.07)), rtt = between(0.008, 0.06)
  if (random() < 0.6) lookUp(time - 0.05, client, name, address)
  if (random() < quic) { // a real Initial, then short-header noise
    const cid = noise(8), p = port(); udp(time, client, p, address, 443, quicInitial(cid, name))
    udp(time + rtt, address, 443, client, p, Buffer.concat([Buffer.from([0xc1, 0, 0, 0, 1, 0, 8]), cid, Buffer.from([0, 0x44, 0xd0]), noise(60)]), 1120)
    for (let sent = 0, t = time + rtt * 2; sent < bytes; sent += 1250) { t += 0.0006; udp(t, address, 443, client, p, Buffer.concat([Buffer.from([0x41]), noise(20)]), 1229); if (sent % 10000 < 1250) udp(t + 0.001, client, p, address, 443, Buffer.concat([Buffer.from([0x40]), cid, noise(20)])) }
  } else tcp(time, client, port(), address, 443, [[true, clientHello(name)], [false, serverHello(), 3200], [true, data(120)], [true, data(400)], [false, data(1300), Math.floor(bytes)], ...(random() < 0.3 ? [[true, data(300), 0, between(1, 12)], [false, data(900), Math.floor(bytes / 3)]] : [])], { rtt, lose: random() < 0.15 ? 0.03 : 0, end: random() < 0.06 ? "reset" : "fin" })
}
const http = (method, path, host, agent, body = "") => Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: ${agent}\r\nAccept: */*\r\n${body ? `Content-Length: ${body.length}\r\n` : ""}\r\n${body}`)
const reply = (status, type, length) => Buffer.from(`HTTP/1.1 ${status}\r\nServer: nginx/1.24.0\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`)
for (let i = 0; i < 30; i++) { const size = Math.floor(between(2e3, 9e5)); tcp(START + between(5, LENGTH - 60), pick(clients).ip, port(), "151.101.86.132", 80, [[true, http("GET", `/debian/pool/main/p/package${i}.deb`, "deb.debian.org", "Debian APT-HTTP/1.3 (2.6.1)")], [false, reply("200 OK", "application/x-debian-package", size), size]]) }
for (let i = 0; i < 12; i++) tcp(START + between(5, LENGTH - 60), clients[i % 4].ip, port(), nas.ip, 445, [[true, Buffer.concat([u32(0x6c), Buffer.from([0xfe, 0x53, 0x4d, 0x42]), u16(0x4000), Buffer.alloc(102)])], [false, Buffer.concat([u32(0x8c), Buffer.from([0xfe, 0x53, 0x4d, 0x42]), u16(0x4000), Buffer.alloc(80)]), 54], [true, noise(80), Math.floor(between(1e4, 8e5))]], { rtt: 0.0006 })
for (let i = 0; i < 6; i++) tcp(START + 30 + i * 130, clients[2].ip, port(), "192.168.10.42", 9100, [[true, Buffer.from("%-12345X@PJL JOB\r\n"), 60000]], { rtt: 0.001 })
for (let i = 0; i < 15; i++) { const p = 123; udp(START + 10 + i * 58, hosts[i % 10].ip, p, "162.159.200.123", 123, Buffer.concat([Buffer.from([0x23, 0, 6, 0xec]), Buffer.alloc(44)])); udp(START + 10.02 + i * 58, "162.159.200.123", 123, hosts[i % 10].ip, p, Buffer.concat([Buffer.from([0x24, 3, 6, 0xe7]), noise(44)])) }
for (let t = 0; t < 240; t += 0.04) { // a call: RTP both ways, expedited forwarding
  const sequence = Math.floor(t / 0.02), head = (ssrc) => Buffer.concat([Buffer.from([0x80, 0]), u16(sequence & 0xffff), u32(sequence * 160), u32(ssrc), noise(40)])
  udp(START + 200 + t, clients[1].ip, 16400, "203.0.113.20", 22000, head(0x1234), 120, 46); udp(START + 200.011 + t, "203.0.113.20", 22000, clients[1].ip, 16400, head(0x5678), 120, 46)
}
for (let i = 0; i < 220; i++) { const t = START + i * 4; tcp(t, hosts[8].ip, port(), "192.168.10.41", 1883, [[true, Buffer.concat([Buffer.from([0x10, 0x18, 0, 4]), Buffer.from("MQTT"), Buffer.from([4, 2, 0, 60, 0, 12]), Buffer.from("sensor-hub-1")])], [false, Buffer.from([0x20, 2, 0, 0])], [true, Buffer.concat([Buffer.from([0x30, 0x12, 0, 9]), Buffer.from("home/temp"), Buffer.from("21.5 C")])]], { rtt: 0.001 }) ; if (i > 40) break }
// ── what is wrong
for (let p = 1; p <= 120; p++) tcp(START + 420 + p * 0.05, hosts[9].ip, 51000 + p, nas.ip, p * 7, [], { rtt: 0.0005, refuse: p % 11 !== 0, end: "reset" }) // the camera looks for services
for (let i = 0; i < 8; i++) tcp(START + 300 + i * 60, hosts[9].ip, port(), "45.155.205.99", 443, [[true, clientHello("cam-relay.example.net", { tls13: false, version: 0x0301, alpn: ["http/1.1"] })], [false, serverHello({ tls13: false, version: 0x0301 }), 900], [true, data(300), 20000]], { rtt: 0.13 }) // TLS 1.0, weak cipher
tcp(START + 350, clients[3].ip, port(), "203.0.113.80", 80, [[true, http("GET", "/item.php?id=1%27%20UNION%20SELECT%20user,password%20FROM%20users--", "shop.example.com", "sqlmap/1.7")], [false, reply("500 Internal Server Error", "text/html", 500), 500]])
tcp(START + 360, clients[3].ip, port(), "203.0.113.81", 8080, [[true, http("GET", "/dl/update.exe", "203.0.113.81:8080", "Mozilla/5.0")], [false, Buffer.concat([reply("200 OK", "application/octet-stream", 180000), Buffer.from("MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", "latin1")]), 180000]])
for (let i = 0; i < 40; i++) lookUp(START + 500 + i * 3, clients[3].ip, `${Array.from({ length: 14 }, () => pick("bcdfghjklmnpqrstvwxz".split(""))).join("")}.info`, null)
tcp(START + 610, clients[0].ip, port(), nas.ip, 21, [[false, Buffer.from("220 FTP server ready\r\n")], [true, Buffer.from("USER backup\r\n")], [false, Buffer.from("331 Password required\r\n")], [true, Buffer.from("PASS hunter2\r\n")], [false, Buffer.from("230 Logged in\r\n")]], { rtt: 0.001 })

// ── the file
packets.sort((a, b) => a.time - b.time)
const out = [Buffer.alloc(24)]
out[0].writeUInt32LE(0xa1b2c3d4, 0); out[0].writeUInt16LE(2, 4); out[0].writeUInt16LE(4, 6); out[0].writeUInt32LE(262144, 16); out[0].writeUInt32LE(1, 20)
for (const { time, bytes, wire } of packets) {
  const head = Buffer.alloc(16), captured = Math.min(bytes.length, CAPTURED)
  head.writeUInt32LE(Math.floor(time), 0); head.writeUInt32LE(Math.floor((time % 1) * 1e6), 4); head.writeUInt32LE(captured, 8); head.writeUInt32LE(Math.max(wire, captured), 12)
  out.push(head, bytes.subarray(0, captured))
}
const file = Buffer.concat(out)
writeFileSync(fileURLToPath(new URL("demo.pcap", import.meta.url)), file)
console.log(`${packets.length} packets, ${file.length} bytes`)
