// What is this input? By its first bytes, never by its name.
import { isPcapMagic } from "./pcap-header.ts"
import { SECTION_HEADER } from "./pcapng-parser.ts"

export type InputFormat = "pcap" | "pcapng" | "gzip" | "zstd" | "unknown"

export function sniff(bytes: Uint8Array, start: number, end: number): InputFormat {
  if (end - start < 4) return "unknown"
  const magic = new DataView(bytes.buffer, bytes.byteOffset + start, 4).getUint32(0, true)
  if (isPcapMagic(magic)) return "pcap"
  if (magic === SECTION_HEADER) return "pcapng"
  if ((magic & 0xffff) === 0x8b1f) return "gzip"
  // A zstd frame, or one of the sixteen skippable frames that may stand before it (RFC 8878 section 3.1).
  if (magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50) return "zstd"
  return "unknown"
}

const relatives: readonly { magic: string; what: string; fix: string }[] = [
  { magic: "42 5a 68", what: "bzip2-compressed data", fix: "Decompress it first: bunzip2 -k FILE, or bzcat FILE | netweir -i -." },
  { magic: "fd 37 7a 58 5a", what: "xz-compressed data", fix: "Decompress it first: xzcat FILE | netweir -i -." },
  { magic: "04 22 4d 18", what: "lz4-compressed data", fix: "Decompress it first: lz4cat FILE | netweir -i -." },
  { magic: "50 4b 03 04", what: "a zip archive", fix: "Unpack it and give the capture inside." },
  { magic: "73 6e 6f 6f 70", what: "a snoop capture", fix: "Convert it: editcap -F pcapng FILE new.pcapng." },
  { magic: "a5 0c 00", what: "an nfdump file", fix: "Netweir reads packets here; replay flows to its collector instead." },
]

/** Names a format that we know of but do not read, with the way out. */
export function describeUnknown(bytes: Uint8Array): { what: string; fix: string } {
  const head = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ")
  const relative = relatives.find(({ magic }) => head.startsWith(magic))
  if (relative) return relative
  return { what: `not a capture (it begins with ${head})`, fix: "Give a pcap or pcapng file, plain or compressed with gzip or zstd. Wireshark's editcap converts other formats." }
}
