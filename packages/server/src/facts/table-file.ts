// The files that compile/ writes and the server maps at start: named arrays of numbers and bytes behind a small JSON head.
//   "NWF1" | u32 head length | head (JSON: name -> [kind, offset, length in elements]) | arrays, each on an 8-byte boundary
// All numbers little-endian, as every machine that Node runs on has them.

const MAGIC = "NWF1"
const ALIGN = 8

export type Section = Uint8Array | Uint16Array | Uint32Array
type Kind = "u8" | "u16" | "u32"
type Head = Record<string, [kind: Kind, offset: number, length: number]>

export function encodeTables(sections: Readonly<Record<string, Section>>): Uint8Array {
  const head: Head = {}
  let offset = 0
  for (const [name, section] of Object.entries(sections)) {
    head[name] = [kindOf(section), offset, section.length]
    offset = aligned(offset + section.byteLength)
  }
  const headBytes = new TextEncoder().encode(JSON.stringify(head))
  const start = aligned(8 + headBytes.length)
  const file = new Uint8Array(start + offset)
  file.set(new TextEncoder().encode(MAGIC))
  new DataView(file.buffer).setUint32(4, headBytes.length, true)
  file.set(headBytes, 8)
  for (const [name, section] of Object.entries(sections)) file.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), start + head[name][1])
  return file
}

/** Views over the memory of the file; nothing is copied. Throws when it is none of ours. */
export function decodeTables(buffer: ArrayBufferLike, byteOffset: number, byteLength: number): (name: string) => Section {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  if (byteLength < 8 || String.fromCharCode(...bytes.slice(0, 4)) !== MAGIC) throw new Error("not a facts file")
  const headLength = new DataView(buffer, byteOffset, byteLength).getUint32(4, true)
  const head = JSON.parse(new TextDecoder().decode(bytes.slice(8, 8 + headLength))) as Head // written by encodeTables
  const start = byteOffset + aligned(8 + headLength)
  return (name) => {
    const entry = head[name]
    if (!entry) throw new Error(`facts file without "${name}"`)
    const [kind, offset, length] = entry
    if (kind === "u8") return new Uint8Array(buffer, start + offset, length)
    return kind === "u16" ? new Uint16Array(buffer, start + offset, length) : new Uint32Array(buffer, start + offset, length)
  }
}

export function u32Section(section: Section): Uint32Array {
  if (!(section instanceof Uint32Array)) throw new Error("facts file with a section of the wrong kind")
  return section
}

function kindOf(section: Section): Kind {
  return section instanceof Uint8Array ? "u8" : section instanceof Uint16Array ? "u16" : "u32"
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGN) * ALIGN
}
