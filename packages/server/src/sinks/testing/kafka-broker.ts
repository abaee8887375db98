// A Kafka broker, as far as a producer sees one, written from the protocol guide (kafka.apache.org/protocol): ApiVersions 3,
// Metadata 12, Produce 9, SaslHandshake 1 and SaslAuthenticate 2. No broker is to be had as a package here, so this is what proves
// the sink: it checks frames, batches, their CRC-32C and compression, and keeps the messages.
import { createServer, type Server, type Socket } from "node:net"
import { gunzipSync } from "node:zlib"

const PRODUCE = 0
const METADATA = 3
const SASL_HANDSHAKE = 17
const API_VERSIONS = 18
const SASL_AUTHENTICATE = 36
const apis = [[PRODUCE, 3, 9], [METADATA, 4, 12], [SASL_HANDSHAKE, 1, 1], [API_VERSIONS, 0, 3], [SASL_AUTHENTICATE, 2, 2]] as const
const UUID = Buffer.from("00112233445566778899aabbccddeeff", "hex")
export const PARTITIONS = 3

export interface KafkaMessage { readonly topic: string; readonly partition: number; readonly key: string; readonly value: string; readonly timestampMs: number }
export interface BrokerOptions {
  readonly port: number
  readonly login?: { readonly user: string; readonly password: string }
  /** Error code of the protocol for a batch of so many bytes; 0 = taken. */
  readonly refuse?: (bytes: number) => number
}
export interface KafkaBroker { readonly messages: KafkaMessage[]; readonly compressions: Set<number>; failure: unknown; start(): Promise<void>; stop(): Promise<void> }

export function createKafkaBroker({ port, login, refuse = () => 0 }: BrokerOptions): KafkaBroker {
  const open = new Set<Socket>()
  let server: Server | null = null

  function serve(socket: Socket): void {
    let isIn = login === undefined
    let waiting = Buffer.alloc(0)
    open.add(socket)
    socket.on("error", () => undefined).on("close", () => open.delete(socket)).on("data", (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk])
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readInt32BE(0)) {
        const frame = waiting.subarray(4, 4 + waiting.readInt32BE(0))
        waiting = waiting.subarray(4 + frame.length)
        try {
          const answer = request(frame, isIn, () => { isIn = true })
          if (answer) socket.write(Buffer.concat([i32(answer.length), answer]))
          else socket.destroy()
        } catch (error) {
          broker.failure ??= error
          socket.destroy()
        }
      }
    })
  }

  function request(frame: Buffer, isIn: boolean, letIn: () => void): Buffer | null {
    const api = frame.readInt16BE(0)
    const version = frame.readInt16BE(2)
    const correlation = frame.subarray(4, 8)
    const from = { bytes: frame, at: 8 }
    const clientLength = from.bytes.readInt16BE(from.at)
    from.at += 2 + Math.max(0, clientLength)
    const known = apis.find(([id, min, max]) => id === api && version >= min && version <= max)
    if (!known) throw new Error(`the client asks for API ${api} version ${version}, which was not offered`)
    const isFlexible = api !== SASL_HANDSHAKE
    if (isFlexible) tags(from)
    if (api === API_VERSIONS) return Buffer.concat([correlation, i16(0), compactArray(apis.map(([id, min, max]) => Buffer.concat([i16(id), i16(min), i16(max), NO_TAGS]))), i32(0), NO_TAGS])
    if (api === SASL_HANDSHAKE) return Buffer.concat([correlation, i16(0), i32(1), string("PLAIN")])
    if (api === SASL_AUTHENTICATE) {
      const words = compactBytes(from).toString("utf8").split("\0")
      const isRight = words[1] === login?.user && words[2] === login?.password
      if (isRight) letIn()
      return Buffer.concat([correlation, NO_TAGS, i16(isRight ? 0 : 58), isRight ? NULL : compactString("Authentication failed: Invalid username or password"), uvarint(1), i64(0n), NO_TAGS])
    }
    if (!isIn) return null
    return api === METADATA ? metadata(correlation, from) : produce(correlation, from)
  }

  function metadata(correlation: Buffer, from: Cursor): Buffer {
    const names: string[] = []
    for (let i = uvarintOf(from) - 1; i > 0; i--) {
      from.at += 16
      names.push(compactBytes(from).toString("utf8"))
      tags(from)
    }
    const partition = (index: number) => Buffer.concat([i16(0), i32(index), i32(1), i32(0), compactArray([i32(1)]), compactArray([i32(1)]), compactArray([]), NO_TAGS])
    const topics = names.map((name) => Buffer.concat([i16(0), compactString(name), UUID, Buffer.from([0]), compactArray(Array.from({ length: PARTITIONS }, (_, index) => partition(index))), i32(0), NO_TAGS]))
    const self = Buffer.concat([i32(1), compactString("127.0.0.1"), i32(port), NULL, NO_TAGS])
    return Buffer.concat([correlation, NO_TAGS, i32(0), compactArray([self]), compactString("test-cluster"), i32(1), compactArray(topics), NO_TAGS])
  }

  function produce(correlation: Buffer, from: Cursor): Buffer {
    compactBytes(from) // transactional id
    const acks = from.bytes.readInt16BE(from.at)
    if (acks !== -1 && acks !== 1) throw new Error(`acks ${acks}`)
    from.at += 6
    const topics: Buffer[] = []
    for (let i = uvarintOf(from) - 1; i > 0; i--) {
      const topic = compactBytes(from).toString("utf8")
      const partitions: Buffer[] = []
      for (let j = uvarintOf(from) - 1; j > 0; j--) {
        const index = from.bytes.readInt32BE(from.at)
        from.at += 4
        const records = compactBytes(from)
        tags(from)
        const code = refuse(records.length)
        if (code === 0) broker.messages.push(...batchOf(records, topic, index))
        partitions.push(Buffer.concat([i32(index), i16(code), i64(0n), i64(-1n), i64(0n), compactArray([]), NULL, NO_TAGS]))
      }
      tags(from)
      topics.push(Buffer.concat([compactString(topic), compactArray(partitions), NO_TAGS]))
    }
    return Buffer.concat([correlation, NO_TAGS, compactArray(topics), i32(0), NO_TAGS])
  }

  /** Record batch, version 2. */
  function batchOf(bytes: Buffer, topic: string, partition: number): KafkaMessage[] {
    if (bytes.readInt32BE(8) !== bytes.length - 12 || bytes[16] !== 2) throw new Error("no record batch")
    if (crc32c(bytes.subarray(21)) !== bytes.readUInt32BE(17)) throw new Error("the batch's CRC is wrong")
    const compression = bytes.readInt16BE(21) & 7
    broker.compressions.add(compression)
    if (compression > 1) throw new Error(`compression ${compression}`)
    const base = bytes.readBigInt64BE(27)
    const count = bytes.readInt32BE(57)
    const from: Cursor = { bytes: compression === 1 ? gunzipSync(bytes.subarray(61)) : bytes.subarray(61), at: 0 }
    const messages: KafkaMessage[] = []
    for (let i = 0; i < count; i++) {
      const end = varintOf(from) + from.at
      from.at++ // attributes
      const timestampMs = Number(base) + varintOf(from)
      if (varintOf(from) !== i) throw new Error("offsets are not in order")
      const key = lengthed(from)
      const value = lengthed(from)
      for (let headers = varintOf(from); headers > 0; headers--) { lengthed(from); lengthed(from) }
      if (from.at !== end) throw new Error("a record's length is wrong")
      messages.push({ topic, partition, key, value, timestampMs })
    }
    return messages
  }

  const broker: KafkaBroker = {
    messages: [], compressions: new Set(), failure: null,
    async start() {
      const next = createServer(serve)
      await new Promise<void>((resolve) => { next.listen(port, "127.0.0.1", resolve) })
      server = next
    },
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => { if (server) server.close(() => resolve()); else resolve() })
      server = null
    },
  }
  return broker
}

interface Cursor { readonly bytes: Buffer; at: number }
function uvarintOf(from: Cursor): number {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = from.bytes[from.at++]
    value += (byte & 127) * scale
    if (byte < 128) return value
  }
}
function varintOf(from: Cursor): number {
  const value = uvarintOf(from)
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
function lengthed(from: Cursor): string {
  const length = varintOf(from)
  if (length < 0) return ""
  from.at += length
  return from.bytes.toString("utf8", from.at - length, from.at)
}
function compactBytes(from: Cursor): Buffer {
  const length = uvarintOf(from) - 1
  if (length <= 0) return Buffer.alloc(0)
  from.at += length
  return from.bytes.subarray(from.at - length, from.at)
}
function tags(from: Cursor): void {
  for (let i = uvarintOf(from); i > 0; i--) {
    uvarintOf(from)
    from.at += uvarintOf(from)
  }
}
function uvarint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}
const NO_TAGS = Buffer.from([0])
const NULL = Buffer.from([0])
const i16 = (value: number) => { const bytes = Buffer.alloc(2); bytes.writeInt16BE(value); return bytes }
const i32 = (value: number) => { const bytes = Buffer.alloc(4); bytes.writeInt32BE(value); return bytes }
const i64 = (value: bigint) => { const bytes = Buffer.alloc(8); bytes.writeBigInt64BE(value); return bytes }
const string = (text: string) => Buffer.concat([i16(Buffer.byteLength(text)), Buffer.from(text)])
const compactString = (text: string) => Buffer.concat([uvarint(Buffer.byteLength(text) + 1), Buffer.from(text)])
const compactArray = (items: readonly Buffer[]) => Buffer.concat([uvarint(items.length + 1), ...items])

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc >>> 0
})
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 255]
  return (crc ^ 0xffffffff) >>> 0
}
