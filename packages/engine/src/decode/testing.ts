// Frames for tests, built from the inside out: ethernet(ipv4({ protocol: 17 }, udp({}, payload))).
import type { EngineBlock } from "../engine.ts"
import { Reassembly, defaultReassemblyLimits } from "../reassembly/reassembly.ts"
import { formatIp, parseIp } from "../addresses/ip-text.ts"
import { Decoder } from "./decoder.ts"

export type Bytes = readonly number[]

export const hexBytes = (text: string): Bytes => Array.from(text.replace(/\s+/g, "").match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
export const ascii = (text: string): Bytes => Array.from(text, (letter) => letter.charCodeAt(0))
export const be16 = (value: number): Bytes => [(value >> 8) & 255, value & 255]
export const be32 = (value: number): Bytes => [...be16(value >>> 16), ...be16(value)]

const CLIENT_MAC = hexBytes("020000000001")
const SERVER_MAC = hexBytes("020000000002")

export const ethernet = (payload: Bytes, type = payload[0] >> 4 === 6 ? 0x86dd : 0x0800): Bytes => [...SERVER_MAC, ...CLIENT_MAC, ...be16(type), ...payload]
export const vlanTag = (id: number, type: number, payload: Bytes): Bytes => [...be16(id), ...be16(type), ...payload]

export interface Ipv4Fields { protocol: number; src?: string; dst?: string; id?: number; fragment?: number; ttl?: number; tos?: number; options?: Bytes; totalBytes?: number }
export function ipv4({ protocol, src = "10.0.0.1", dst = "10.0.0.2", id = 1, fragment = 0, ttl = 64, tos = 0, options = [], totalBytes }: Ipv4Fields, payload: Bytes): Bytes {
  const headerBytes = 20 + options.length
  return [
    0x40 | (headerBytes / 4), tos, ...be16(totalBytes ?? headerBytes + payload.length), ...be16(id), ...be16(fragment), ttl, protocol, 0, 0,
    ...ipBytes(src, 4), ...ipBytes(dst, 4), ...options, ...payload,
  ]
}
export interface Ipv6Fields { next: number; src?: string; dst?: string; hops?: number; payloadBytes?: number }
export function ipv6({ next, src = "2001:db8::1", dst = "2001:db8::2", hops = 64, payloadBytes }: Ipv6Fields, payload: Bytes): Bytes {
  return [0x60, 0, 0, 0, ...be16(payloadBytes ?? payload.length), next, hops, ...ipBytes(src, 16), ...ipBytes(dst, 16), ...payload]
}
function ipBytes(text: string, length: 4 | 16): Bytes {
  const words = new Uint32Array(4)
  if (!parseIp(text, words)) throw new Error(text)
  return Array.from(words).flatMap(be32).slice(16 - length)
}

export const udp = (payload: Bytes, { srcPort = 40_000, dstPort = 50_000, length = 8 + payload.length } = {}): Bytes =>
  [...be16(srcPort), ...be16(dstPort), ...be16(length), 0, 0, ...payload]
export interface TcpFields { srcPort?: number; dstPort?: number; sequence?: number; acknowledgement?: number; flags?: number; window?: number; options?: Bytes }
export const tcp = (payload: Bytes, { srcPort = 40_000, dstPort = 80, sequence = 1000, acknowledgement = 0, flags = 0x10, window = 1024, options = [] }: TcpFields = {}): Bytes =>
  [...be16(srcPort), ...be16(dstPort), ...be32(sequence), ...be32(acknowledgement), ((20 + options.length) / 4) << 4, flags, ...be16(window), 0, 0, 0, 0, ...options, ...payload]

export interface Frame { readonly bytes: Bytes; readonly timestampUs?: number; readonly wireBytes?: number; readonly linkType?: number; readonly vlanTci?: number }

/** A block as sources make them; the frames stand one after the other with a gap of other bytes between. */
export function blockOf(frames: readonly Frame[]): EngineBlock {
  const count = frames.length
  const gap = 3
  const block = {
    bytes: new Uint8Array(frames.reduce((sum, { bytes }) => sum + bytes.length + gap, 0)).fill(0xee), count,
    offset: new Uint32Array(count), capturedBytes: new Uint32Array(count), wireBytes: new Uint32Array(count),
    timestampUs: new Float64Array(count), linkType: new Uint16Array(count), vlanTci: new Int32Array(count),
  }
  let at = 0
  for (const [i, { bytes, timestampUs = 1e15 + i * 1000, wireBytes = bytes.length, linkType = 1, vlanTci = -1 }] of frames.entries()) {
    block.bytes.set(bytes, at)
    block.offset[i] = at
    block.capturedBytes[i] = bytes.length
    block.wireBytes[i] = wireBytes
    block.timestampUs[i] = timestampUs
    block.linkType[i] = linkType
    block.vlanTci[i] = vlanTci
    at += bytes.length + gap
  }
  return block
}

export function testDecoder(limits = defaultReassemblyLimits): Decoder {
  return new Decoder(new Reassembly(limits, 7), true)
}

/** Decodes one frame and says what tests compare. */
export function decodeFrame(frame: Frame, decoder = testDecoder()) {
  const outcome = decoder.decode(blockOf([frame]), 0)
  return { outcome, ...described(decoder) }
}

export function described({ packet }: Decoder) {
  return {
    src: formatIp(packet.src, 0), dst: formatIp(packet.dst, 0), srcPort: packet.srcPort, dstPort: packet.dstPort,
    ipVersion: packet.ipVersion, ipProtocol: packet.ipProtocol, ttl: packet.ttl, dscp: packet.dscp, vlan: packet.vlan, tunnel: packet.tunnel,
    etherType: packet.etherType, oddities: packet.oddities, frames: packet.frames, wireBytes: packet.wireBytes,
    payloadWireBytes: packet.payloadWireBytes,
    payload: Array.from(packet.payloadSource.subarray(packet.payloadStart, packet.payloadStart + packet.payloadBytes)),
  }
}
