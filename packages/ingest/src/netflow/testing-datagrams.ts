// Builds NetFlow and IPFIX datagrams for tests and benchmarks: fields as lists, values as numbers, texts, addresses or bytes.

/** [element, bytes] or [element, bytes, enterprise]; "v" = variable length. */
export type TestField = readonly [element: number, bytes: number | "v", enterprise?: number]
export type TestValue = number | bigint | string | Uint8Array

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export function u16(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * values.length)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) view.setUint16(2 * i, value)
  return bytes
}

export function u32(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value)
  return bytes
}

/** Numbers big-endian; texts "10.0.0.1" as an address when 4 bytes are wanted, else as characters, padded with zeros. */
export function encodeValue(value: TestValue, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  if (value instanceof Uint8Array) bytes.set(value.subarray(0, length))
  else if (typeof value === "string") {
    const isAddress = length === 4 && /^\d+\.\d+\.\d+\.\d+$/.test(value)
    bytes.set(isAddress ? value.split(".").map(Number) : new TextEncoder().encode(value).subarray(0, length))
  } else {
    let rest = BigInt(value)
    for (let i = length - 1; i >= 0; i--) {
      bytes[i] = Number(rest & 0xffn)
      rest >>= 8n
    }
  }
  return bytes
}

function encodeVariable(value: TestValue): Uint8Array {
  const content = value instanceof Uint8Array ? value : typeof value === "string" ? new TextEncoder().encode(value) : encodeValue(value, 8)
  return content.length < 255 ? concat(Uint8Array.of(content.length), content) : concat(Uint8Array.of(255), u16(content.length), content)
}

export function record(fields: readonly TestField[], values: readonly TestValue[]): Uint8Array {
  return concat(...fields.map(([, length], i) => length === "v" ? encodeVariable(values[i] ?? 0) : encodeValue(values[i] ?? 0, length)))
}

export function set(id: number, content: Uint8Array): Uint8Array {
  return concat(u16(id, 4 + content.length), content)
}

export function dataSet(id: number, fields: readonly TestField[], rows: readonly (readonly TestValue[])[]): Uint8Array {
  return set(id, concat(...rows.map((values) => record(fields, values))))
}

function fieldSpecs(fields: readonly TestField[], isIpfix: boolean): Uint8Array {
  return concat(...fields.map(([element, length, enterprise]) => {
    const bytes = length === "v" ? 0xffff : length
    if (enterprise === undefined) return u16(element, bytes)
    if (!isIpfix) throw new Error(`NetFlow v9 has no enterprises: ${enterprise}.${element}`)
    return concat(u16(element | 0x8000, bytes), u32(enterprise))
  }))
}

export function v9Template(id: number, fields: readonly TestField[]): Uint8Array {
  return set(0, concat(u16(id, fields.length), fieldSpecs(fields, false)))
}

/** `scopes` are scope types: 1 system, 2 interface, 3 line card, 4 cache, 5 template. */
export function v9OptionsTemplate(id: number, scopes: readonly TestField[], options: readonly TestField[]): Uint8Array {
  return set(1, concat(u16(id, 4 * scopes.length, 4 * options.length), fieldSpecs([...scopes, ...options], false)))
}

export function ipfixTemplate(id: number, fields: readonly TestField[]): Uint8Array {
  return set(2, concat(u16(id, fields.length), fieldSpecs(fields, true)))
}

export function ipfixOptionsTemplate(id: number, scopes: readonly TestField[], options: readonly TestField[]): Uint8Array {
  return set(3, concat(u16(id, scopes.length + options.length, scopes.length), fieldSpecs([...scopes, ...options], true)))
}

export function ipfixWithdrawal(id: number, isOptions = false): Uint8Array {
  return set(isOptions ? 3 : 2, u16(id, 0))
}

export interface TestHeader {
  readonly seconds?: number
  readonly uptimeMs?: number
  readonly sequence?: number
  readonly domain?: number
  /** v9 counts records and templates; nobody needs it to be right. */
  readonly count?: number
  /** v5: mode and interval. */
  readonly sampling?: number
}

export const TEST_SECONDS = 1_800_000_000
export const TEST_UPTIME_MS = 100_000_000

export function v9({ seconds = TEST_SECONDS, uptimeMs = TEST_UPTIME_MS, sequence = 0, domain = 0, count = 1 }: TestHeader, ...sets: readonly Uint8Array[]): Uint8Array {
  return concat(u16(9, count), u32(uptimeMs, seconds, sequence, domain), ...sets)
}

export function ipfix({ seconds = TEST_SECONDS, sequence = 0, domain = 0 }: TestHeader, ...sets: readonly Uint8Array[]): Uint8Array {
  const body = concat(...sets)
  return concat(u16(10, 16 + body.length), u32(seconds, sequence, domain), body)
}

export interface TestFlow {
  readonly src?: string
  readonly dst?: string
  readonly nextHop?: string
  readonly inIf?: number
  readonly outIf?: number
  readonly packets?: number
  readonly bytes?: number
  /** Milliseconds of uptime. */
  readonly first?: number
  readonly last?: number
  readonly srcPort?: number
  readonly dstPort?: number
  readonly tcpFlags?: number
  readonly protocol?: number
  readonly tos?: number
  readonly srcAs?: number
  readonly dstAs?: number
  readonly srcMask?: number
  readonly dstMask?: number
}

const ends = (flow: TestFlow) => concat(
  encodeValue(flow.src ?? "10.0.0.1", 4), encodeValue(flow.dst ?? "10.0.0.2", 4), encodeValue(flow.nextHop ?? "0.0.0.0", 4), u16(flow.inIf ?? 1, flow.outIf ?? 2),
  u32(flow.packets ?? 1, flow.bytes ?? 100, flow.first ?? TEST_UPTIME_MS - 2000, flow.last ?? TEST_UPTIME_MS - 1000), u16(flow.srcPort ?? 40_000, flow.dstPort ?? 443),
)
const tail = (flow: TestFlow) => concat(Uint8Array.of(0, flow.tcpFlags ?? 0x1b, flow.protocol ?? 6, flow.tos ?? 0), u16(flow.srcAs ?? 0, flow.dstAs ?? 0), Uint8Array.of(flow.srcMask ?? 0, flow.dstMask ?? 0, 0, 0))

export function v5(header: TestHeader, ...flows: readonly TestFlow[]): Uint8Array {
  const { seconds = TEST_SECONDS, uptimeMs = TEST_UPTIME_MS, sequence = 0, domain = 0, count = flows.length, sampling = 0 } = header
  return concat(u16(5, count), u32(uptimeMs, seconds, 0, sequence), u16(domain, sampling), ...flows.map((flow) => concat(ends(flow), tail(flow))))
}

export function v7(header: TestHeader, ...flows: readonly TestFlow[]): Uint8Array {
  const { seconds = TEST_SECONDS, uptimeMs = TEST_UPTIME_MS, sequence = 0, count = flows.length } = header
  return concat(u16(7, count), u32(uptimeMs, seconds, 0, sequence, 0), ...flows.map((flow) => concat(ends(flow), tail(flow), u32(0))))
}

export function v1(header: TestHeader, ...flows: readonly TestFlow[]): Uint8Array {
  const { seconds = TEST_SECONDS, uptimeMs = TEST_UPTIME_MS, count = flows.length } = header
  return concat(u16(1, count), u32(uptimeMs, seconds, 0), ...flows.map((flow) => concat(ends(flow), Uint8Array.of(0, 0, flow.protocol ?? 6, flow.tos ?? 0, flow.tcpFlags ?? 0x1b), new Uint8Array(11))))
}

/** `aggregation` and its records, already encoded. */
export function v8(header: TestHeader, aggregation: number, ...records: readonly Uint8Array[]): Uint8Array {
  const { seconds = TEST_SECONDS, uptimeMs = TEST_UPTIME_MS, sequence = 0, domain = 0, count = records.length } = header
  return concat(u16(8, count), u32(uptimeMs, seconds, 0, sequence), u16(domain), Uint8Array.of(aggregation, 2), u32(0), ...records)
}

/** What routers send: 30 elements, as in the bench of NetFlow v9. */
export const thirtyFields: readonly TestField[] = [
  [8, 4], [12, 4], [7, 2], [11, 2], [4, 1], [5, 1], [6, 1], [1, 8], [2, 8], [22, 4], [21, 4], [10, 4], [14, 4], [16, 4], [17, 4], [9, 1], [13, 1], [15, 4], [18, 4],
  [56, 6], [80, 6], [58, 2], [59, 2], [52, 1], [53, 1], [61, 1], [48, 1], [136, 1], [234, 4], [32, 2],
]

/** Values for `thirtyFields`, different for each number. */
export function thirtyValues(n: number): readonly TestValue[] {
  return [
    0x0a000000 + (n % 65_536), 0xc0a80000 + ((n * 7) % 65_536), 1024 + (n % 60_000), n % 3 === 0 ? 443 : 53, n % 3 === 0 ? 6 : 17, 0, 0x1b, 1000 + n, 10 + (n % 100),
    TEST_UPTIME_MS - 5000, TEST_UPTIME_MS - 1000, n % 48, (n + 1) % 48, 64_500, 15_169, 24, 16, 0xc0000201, 0xc0000202,
    0x020000000000 + n, 0x020000001000 + n, 100 + (n % 10), 0, 64, 64, 0, 0, 1, 0, 0,
  ]
}
