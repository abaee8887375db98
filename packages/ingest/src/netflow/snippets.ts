// Lines of code that move one field of a record into a column. They are joined into one function per template (program.ts), or run
// one by one; either way they are made of our own text and of lengths that were checked, never of received text.
//
// In a snippet: `at` where the field starts, `len` its bytes, `bytes`/`view` the datagram, `s` the slot, `r` the RecordContext,
// `$column` a column of the block.

/**
 * Makes the code for a field of `length` bytes; `length` 0 stands for one whose length is known at run time only (`len`). `isDual`: the
 * template has addresses of both IP versions, one of which is empty. Null: that length makes no sense.
 */
export type Snippet = (length: number, isDual?: boolean) => string | null

/** Unsigned integer of 1..8 bytes, exact to 2^53. */
export function uint(length: number): string | null {
  switch (length) {
    case 0: return "r.uint(bytes, at, len)"
    case 1: return "bytes[at]"
    case 2: return "view.getUint16(at)"
    case 3: return "((bytes[at] << 16) | view.getUint16(at + 1))"
    case 4: return "view.getUint32(at)"
    case 5: return "(bytes[at] * 4294967296 + view.getUint32(at + 1))"
    case 6: return "(view.getUint16(at) * 4294967296 + view.getUint32(at + 2))"
    case 7: return "(((bytes[at] << 16) | view.getUint16(at + 1)) * 4294967296 + view.getUint32(at + 3))"
    case 8: return "(view.getUint32(at) * 4294967296 + view.getUint32(at + 4))"
    default: return null
  }
}

/** The lowest `bits` of an integer of any of those lengths: some exporters send ports and protocols wider than they are. */
export function low(bits: 8 | 16 | 32, length: number): string | null {
  const bytes = bits / 8
  if (length <= bytes || length > 8) return uint(length)
  const skip = length - bytes
  return bits === 8 ? `bytes[at + ${skip}]` : bits === 16 ? `view.getUint16(at + ${skip})` : `view.getUint32(at + ${skip})`
}

/** Into a column of integers. */
export function column(name: string, bits: 8 | 16 | 32): Snippet {
  return (length) => around(low(bits, length), (value) => `$${name}[s] = ${value}`)
}

/** The same, but zero means "not told" and must not overwrite what another element said. */
export function columnUnlessZero(name: string, bits: 8 | 16 | 32): Snippet {
  return (length) => around(low(bits, length), (value) => `{ const v = ${value}; if (v !== 0) $${name}[s] = v }`)
}

export function counter(name: string, andThen = ""): Snippet {
  return (length) => around(uint(length), (value) => `$${name}[s] = ${value}; ${andThen}`)
}

/** A method of RecordContext that takes the value. */
export function tell(method: string): Snippet {
  return (length) => around(uint(length), (value) => `r.${method}(${value}, b, s)`)
}

/** Sets a field of RecordContext. */
export function remember(field: string): Snippet {
  return (length) => around(uint(length), (value) => `r.${field} = ${value}`)
}

/** Microseconds since the epoch from a count of units; 0 stays "not told". */
export function time(name: string, unitUs: number): Snippet {
  return (length) => around(uint(length), (value) => `$${name}[s] = ${value} * ${unitUs}`)
}

/** Milliseconds of the exporter's uptime. The difference to now is signed 32 bits: the clock wraps after 49.7 days, flows are shorter. */
export function uptime(name: string): Snippet {
  return (length) => around(low(32, length), (value) => `{ const v = ${value}; $${name}[s] = v === 0 || r.uptimeAtUs === 0 ? 0 : r.uptimeAtUs - ((r.uptimeMs - v) | 0) * 1000 }`)
}

/** Microseconds before the export (RFC 5102: flowStartDeltaMicroseconds). */
export function beforeExport(name: string): Snippet {
  return (length) => around(uint(length), (value) => `$${name}[s] = r.exportUs - ${value}`)
}

/** NTP's 64 bits (RFC 7011 section 6.1.9); plain counts since 1970 are told by their small upper half. */
export function ntpTime(name: string, plainUnitUs: number): Snippet {
  return (length) => length === 8 ? `$${name}[s] = r.ntpUs(view.getUint32(at), view.getUint32(at + 4), ${plainUnitUs})` : null
}

export function ipv4(name: "src" | "dst" | "nextHop"): Snippet {
  const version = name === "nextHop" ? "" : "; $ipVersion[s] = 4"
  return (length, isDual) => length === 4 ? `{ const v = view.getUint32(at); ${isDual === true || name === "nextHop" ? "if (v !== 0) " : ""}{ $${name}[4 * s + 2] = 65535; $${name}[4 * s + 3] = v${version} } }` : null
}

export function ipv6(name: "src" | "dst" | "nextHop"): Snippet {
  const version = name === "nextHop" ? "" : "$ipVersion[s] = w0 === 0 && w1 === 0 && w2 === 65535 ? 4 : 6"
  const store = `{ $${name}[4 * s] = w0; $${name}[4 * s + 1] = w1; $${name}[4 * s + 2] = w2; $${name}[4 * s + 3] = w3; ${version} }`
  return (length, isDual) => length === 16
    ? `{ const w0 = view.getUint32(at), w1 = view.getUint32(at + 4), w2 = view.getUint32(at + 8), w3 = view.getUint32(at + 12); ${isDual === true || name === "nextHop" ? "if ((w0 | w1 | w2 | w3) !== 0) " : ""}${store} }`
    : null
}

export function mac(name: "srcMac" | "dstMac"): Snippet {
  return (length) => length === 6 ? `{ const h = view.getUint16(at), l = view.getUint32(at + 2); if (h !== 0 || l !== 0) { $${name}High[s] = h; $${name}Low[s] = l } }` : null
}

/** Everything that needs memory: a handler of extras.ts by number. */
export function extra(handler: number): Snippet {
  return (length) => `r.extra(${handler}, bytes, at, ${length === 0 ? "len" : length}, b, s)`
}

/** The same for integers and addresses that are mostly zero, which says nothing: then nothing is allocated. */
export function extraUnlessZero(handler: number): Snippet {
  return (length) => length === 0 || length > 8 ? `r.extraUnlessZero(${handler}, bytes, at, ${length === 0 ? "len" : length}, b, s)` : around(uint(length), (value) => `if (${value} !== 0) r.extra(${handler}, bytes, at, ${length}, b, s)`)
}

function around(value: string | null, make: (value: string) => string): string | null {
  return value === null ? null : make(value)
}
