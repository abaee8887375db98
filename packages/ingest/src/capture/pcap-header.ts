// The 24 byte header of a pcap file: draft-ietf-opsawg-pcap section 4, and the older variants that are still met.

export interface PcapHeader {
  readonly little: boolean
  /** Fractions of a second are nanoseconds. */
  readonly isNano: boolean
  /** 16; 24 in files of a patched libpcap of the 1990s ("modified" pcap: interface, protocol and packet type follow). */
  readonly recordHeaderBytes: number
  readonly linkType: number
  readonly snaplen: number
  /** Old writers stored the wire length first: always before version 2.3, sometimes in 2.3. The smaller one is the captured length. */
  readonly lengthsMayBeSwapped: boolean
  readonly headerBytes: number
}

interface Variant { readonly isNano: boolean; readonly recordHeaderBytes: number; readonly headerBytes: number }

const variants = new Map<number, Variant>([
  [0xa1b2c3d4, { isNano: false, recordHeaderBytes: 16, headerBytes: 24 }],
  [0xa1b23c4d, { isNano: true, recordHeaderBytes: 16, headerBytes: 24 }],
  [0xa1b2cd34, { isNano: false, recordHeaderBytes: 24, headerBytes: 24 }], // Kuznetsov's "modified" format
  [0x1c0001ac, { isNano: true, recordHeaderBytes: 16, headerBytes: 28 }], // Ixia hardware capture: a total length follows the header
  [0x1c0001ab, { isNano: true, recordHeaderBytes: 16, headerBytes: 28 }], // Ixia software capture
])

/** Is this the magic number of a pcap file, in either byte order? */
export function isPcapMagic(littleEndianMagic: number): boolean {
  return variants.has(littleEndianMagic) || variants.has(swap32(littleEndianMagic))
}

/** The header at `at`; `pcapHeaderBytes` of it must be there. Null when the magic number is none of ours. */
export function readPcapHeader(view: DataView, at: number): PcapHeader | null {
  const little = variants.has(view.getUint32(at, true))
  const variant = variants.get(view.getUint32(at, little))
  if (!variant) return null
  const major = view.getUint16(at + 4, little)
  const minor = view.getUint16(at + 6, little)
  return {
    little,
    ...variant,
    snaplen: view.getUint32(at + 16, little),
    linkType: view.getUint32(at + 20, little) & 0xffff, // the upper half holds the length of the frame check sequence
    lengthsMayBeSwapped: major < 2 || (major === 2 && minor < 4) || major === 543, // 543: DG/UX tcpdump
  }
}

export function pcapHeaderBytes(littleEndianMagic: number): number {
  return (variants.get(littleEndianMagic) ?? variants.get(swap32(littleEndianMagic)))?.headerBytes ?? 24
}

function swap32(value: number): number {
  return (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0
}
