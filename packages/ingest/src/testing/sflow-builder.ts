// Builds sFlow datagrams word by word, so that tests know every field of what they read.
import { parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { ByteWriter } from "./capture-builder.ts"

const writer = () => new ByteWriter(false)

export interface DatagramShape {
  readonly version?: number
  readonly agent?: string
  readonly subAgent?: number
  readonly sequence?: number
  readonly uptimeMs?: number
  /** Samples that the header announces; default: those that follow. */
  readonly count?: number
}

export function sflowDatagram(samples: readonly Uint8Array[], shape: DatagramShape = {}): Buffer {
  const { version = 5, agent = "192.0.2.1", subAgent = 0, sequence = 1, uptimeMs = 1_000_000, count = samples.length } = shape
  const out = writer().u32(version).raw(addressBytes(agent)).u32(subAgent).u32(sequence).u32(uptimeMs).u32(count)
  for (const sample of samples) out.raw(sample)
  return out.bytes()
}

/** Type and address. */
export function addressBytes(address: string): Buffer {
  const words = new Uint32Array(4)
  if (!parseIp(address, words)) return writer().u32(0).bytes()
  const isIpv6 = address.includes(":")
  const out = writer().u32(isIpv6 ? 2 : 1)
  for (const word of isIpv6 ? words : words.subarray(3)) out.u32(word)
  return out.bytes()
}

export interface FlowSampleShape {
  readonly sequence?: number
  readonly sourceClass?: number
  readonly sourceIndex?: number
  readonly rate?: number
  readonly pool?: number
  readonly drops?: number
  /** [form, value]. */
  readonly input?: readonly [number, number]
  readonly output?: readonly [number, number]
  /** Records that are announced; default: those that follow. */
  readonly count?: number
}

export function flowSample(records: readonly Uint8Array[], shape: FlowSampleShape = {}): Buffer {
  const { sequence = 1, sourceClass = 0, sourceIndex = 3, rate = 512, pool = 0, drops = 0, input = [0, 3], output = [0, 4], count = records.length } = shape
  const out = writer().u32(sequence).u32(sourceClass * 2 ** 24 + sourceIndex).u32(rate).u32(pool).u32(drops)
  out.u32(input[0] * 2 ** 30 + input[1]).u32(output[0] * 2 ** 30 + output[1]).u32(count)
  return sample(1, Buffer.concat([out.bytes(), ...records]))
}

export function expandedFlowSample(records: readonly Uint8Array[], shape: FlowSampleShape = {}): Buffer {
  const { sequence = 1, sourceClass = 0, sourceIndex = 3, rate = 512, pool = 0, drops = 0, input = [0, 3], output = [0, 4], count = records.length } = shape
  const out = writer().u32(sequence).u32(sourceClass).u32(sourceIndex).u32(rate).u32(pool).u32(drops).u32(input[0]).u32(input[1]).u32(output[0]).u32(output[1]).u32(count)
  return sample(3, Buffer.concat([out.bytes(), ...records]))
}

export function counterSample(records: readonly Uint8Array[], { sequence = 1, sourceClass = 0, sourceIndex = 3, count = records.length } = {}): Buffer {
  return sample(2, Buffer.concat([writer().u32(sequence).u32(sourceClass * 2 ** 24 + sourceIndex).u32(count).bytes(), ...records]))
}

export function discardSample(reason: number, records: readonly Uint8Array[] = []): Buffer {
  return sample(5, Buffer.concat([writer().u32(1).u32(0).u32(3).u32(0).u32(3).u32(0).u32(reason).u32(records.length).bytes(), ...records]))
}

export function sample(type: number, body: Uint8Array, length = body.length): Buffer {
  return writer().u32(type).u32(length).raw(body).bytes()
}

/** A record of words, of bytes, or of a mixture made by `fields`. */
export function record(format: number, body: Uint8Array | readonly number[], length?: number): Buffer {
  const bytes = body instanceof Uint8Array ? body : fields(...body)
  return writer().u32(format).u32(length ?? bytes.length).padded(bytes).bytes()
}

/** Numbers become words, texts counted strings, bytes stay. */
export function fields(...values: readonly (number | string | Uint8Array)[]): Buffer {
  const out = writer()
  for (const value of values) {
    if (typeof value === "number") out.u32(value)
    else if (typeof value === "string") out.u32(Buffer.byteLength(value)).padded(Buffer.from(value))
    else out.raw(value)
  }
  return out.bytes()
}

export function rawHeader(header: Uint8Array, { protocol = 1, frameBytes = header.length + 4, stripped = 4 } = {}): Buffer {
  return record(1, Buffer.concat([fields(protocol, frameBytes, stripped, header.length), header]))
}

/** Ethernet, IPv4, UDP with these ports; addresses 10.0.0.1 and 10.0.0.2. */
export function udpFrame(srcPort: number, dstPort: number, payloadBytes = 20): Uint8Array {
  const bytes = new Uint8Array(42 + payloadBytes)
  const view = new DataView(bytes.buffer)
  bytes.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0])
  view.setUint16(16, 28 + payloadBytes)
  bytes.set([64, 17], 22)
  bytes.set([10, 0, 0, 1, 10, 0, 0, 2], 26)
  view.setUint16(34, srcPort)
  view.setUint16(36, dstPort)
  view.setUint16(38, 8 + payloadBytes)
  return bytes
}
