// Blocks of a pcapng file (draft-ietf-opsawg-pcapng section 3.1), each framed by its length on both sides:
//    0            4              8                    length-4
//    | block type | total length | body ...           | total length |
import type { BlockColumns } from "../block-columns.ts"
import type { Tally } from "../tally.ts"
import { MAX_PACKET_BYTES, type CaptureParser, type ParseOutcome } from "./capture-parser.ts"
import type { InputWindow } from "./input-window.ts"
import { setResolution, toMicroseconds, type PcapngInterface } from "./pcapng-interface.ts"
import { addressText, eachNameRecord, eachOption, optionText, type OptionReader } from "./pcapng-options.ts"

export const SECTION_HEADER = 0x0a0d0d0a // reads the same in both byte orders
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const INTERFACE_DESCRIPTION = 1
const OBSOLETE_PACKET = 2
const SIMPLE_PACKET = 3
const NAME_RESOLUTION = 4
const INTERFACE_STATISTICS = 5
const ENHANCED_PACKET = 6
const JOURNAL_EXPORT = 9
const DECRYPTION_SECRETS = 10
const CUSTOM = 0x0bad
const CUSTOM_NOT_COPIED = 0x4000_0bad

/** What a search after damage accepts as a block. */
const knownTypes = new Set([
  SECTION_HEADER, INTERFACE_DESCRIPTION, OBSOLETE_PACKET, SIMPLE_PACKET, NAME_RESOLUTION, INTERFACE_STATISTICS, ENHANCED_PACKET,
  JOURNAL_EXPORT, DECRYPTION_SECRETS, CUSTOM, CUSTOM_NOT_COPIED,
])

/** Longer blocks are passed over without being kept in memory; no packet needs more. */
const MAX_KEPT_BYTES = 1 << 20
/** A block that claims more is damage, not data. */
const MAX_BLOCK_BYTES = 256 << 20
const MAX_INTERFACES = 4096
const MIN_BLOCK_BYTES = 12

export class PcapngParser implements CaptureParser {
  readonly format = "pcapng"
  neededBytes = 28
  #little = true
  #interfaces: PcapngInterface[] = []
  /** Rest of a block that is passed over. */
  #passBytes = 0
  #searching = false
  #searchedBytes = 0
  /** Simple packets have no time of their own. */
  #lastTimestampUs = 0

  parse(window: InputWindow, block: BlockColumns, tally: Tally, isLast: boolean): ParseOutcome {
    const { view } = window
    block.bytes = window.bytes
    while (block.count < block.capacity) {
      if (this.#passBytes > 0) {
        const step = Math.min(this.#passBytes, window.length)
        window.start += step
        this.#passBytes -= step
      }
      if (this.#searching && !this.#search(window, tally, isLast)) return "needs-bytes"
      const at = window.start
      if (window.length < MIN_BLOCK_BYTES) return this.#needs(MIN_BLOCK_BYTES)
      const type = view.getUint32(at, this.#little)
      if (type === SECTION_HEADER && !this.#readByteOrder(view, at)) {
        this.#damaged(window, tally)
        continue
      }
      const bytes = view.getUint32(at + 4, this.#little)
      if (bytes < MIN_BLOCK_BYTES || (bytes & 3) !== 0 || bytes > MAX_BLOCK_BYTES) {
        this.#damaged(window, tally)
        continue
      }
      if (bytes > MAX_KEPT_BYTES) {
        if (isPacketBlock(type)) tally.drop("record-too-long")
        else tally.note(`A block of type ${type} with ${bytes} bytes was passed over`)
        this.#passBytes = bytes
        continue
      }
      if (window.length < bytes) return this.#needs(bytes)
      if (view.getUint32(at + bytes - 4, this.#little) !== bytes) {
        this.#damaged(window, tally)
        continue
      }
      if (type === ENHANCED_PACKET) this.#enhancedPacket(window, at, bytes, block, tally)
      else this.#otherBlock(type, window, at, bytes, block, tally)
      window.start = at + bytes
    }
    return "block-full"
  }

  finish(window: InputWindow, tally: Tally): void {
    if (this.#searching) {
      tally.note(`No further block was found in the last ${this.#searchedBytes + window.length} bytes of the damaged capture`)
    } else if (window.length > 0 || this.#passBytes > 0) {
      tally.drop("record-truncated")
      tally.note(`The capture ends inside a block: ${window.length} bytes are left of it`)
    }
    window.start = window.end
    this.#passBytes = 0
  }

  #needs(bytes: number): "needs-bytes" {
    this.neededBytes = bytes
    return "needs-bytes"
  }

  #readByteOrder(view: DataView, at: number): boolean {
    if (view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC) this.#little = true
    else if (view.getUint32(at + 8, false) === BYTE_ORDER_MAGIC) this.#little = false
    else return false
    return true
  }

  #damaged(window: InputWindow, tally: Tally): void {
    tally.drop("block-malformed")
    this.#searching = true
    this.#searchedBytes = 0
    window.start++
  }

  /** Finds the next block of a known type whose two lengths agree. True when `window.start` stands on one. */
  #search(window: InputWindow, tally: Tally, isLast: boolean): boolean {
    const { view, end } = window
    for (let at = window.start; ; at++) {
      if (at + MIN_BLOCK_BYTES <= end) {
        const type = view.getUint32(at, this.#little)
        if (!knownTypes.has(type) || (type === SECTION_HEADER && !this.#readByteOrder(view, at))) continue
        const bytes = view.getUint32(at + 4, this.#little)
        if (bytes < MIN_BLOCK_BYTES || (bytes & 3) !== 0 || bytes > MAX_KEPT_BYTES) continue
        if (at + bytes <= end) {
          if (view.getUint32(at + bytes - 4, this.#little) !== bytes) continue
          this.#searchedBytes += at - window.start
          window.start = at
          this.#searching = false
          tally.note(`Damaged block: continued with the next one that makes sense, ${this.#searchedBytes + 1} bytes further on`)
          return true
        }
        if (isLast) continue
        this.neededBytes = bytes
      } else {
        if (isLast) at = end
        this.neededBytes = MIN_BLOCK_BYTES
      }
      this.#searchedBytes += at - window.start
      window.start = at
      return false
    }
  }

  /** Section 4.3:  8 interface | 12 time high | 16 time low | 20 captured | 24 wire | 28 packet ... options */
  #enhancedPacket(window: InputWindow, at: number, bytes: number, block: BlockColumns, tally: Tally): void {
    const { view } = window
    const little = this.#little
    if (bytes < 32) return tally.drop("record-malformed")
    const source = this.#interfaces[view.getUint32(at + 8, little)]
    if (source === undefined) return tally.drop("interface-unknown")
    const captured = view.getUint32(at + 20, little)
    if (captured > bytes - 32) return tally.drop("record-malformed")
    if (captured > MAX_PACKET_BYTES) return tally.drop("record-too-long")
    const timeUs = toMicroseconds(source, view.getUint32(at + 12, little), view.getUint32(at + 16, little))
    this.#append(block, at + 28, captured, view.getUint32(at + 24, little), timeUs, source.linkType)
    const options = at + 28 + ((captured + 3) & ~3)
    if (options + 8 <= at + bytes) this.#comments(window, options, at + bytes - 4, tally)
  }

  #append(block: BlockColumns, start: number, captured: number, wire: number, timestampUs: number, linkType: number): void {
    const row = block.count++
    block.offset[row] = start
    block.capturedBytes[row] = captured
    block.wireBytes[row] = wire < captured ? captured : wire
    block.linkType[row] = linkType
    // An absurd resolution or offset must not throw the clock of everything behind us.
    if (timestampUs >= 0 && timestampUs <= Number.MAX_SAFE_INTEGER) this.#lastTimestampUs = timestampUs
    block.timestampUs[row] = this.#lastTimestampUs
  }

  #otherBlock(type: number, window: InputWindow, at: number, bytes: number, block: BlockColumns, tally: Tally): void {
    const reader: OptionReader = { view: window.view, bytes: window.bytes, little: this.#little }
    const end = at + bytes - 4
    switch (type) {
      case SECTION_HEADER:
        this.#interfaces = []
        return bytes < 28 ? tally.drop("block-malformed") : sectionNotes(reader, at + 24, end, tally)
      case INTERFACE_DESCRIPTION:
        return this.#describeInterface(reader, at, bytes, tally)
      case OBSOLETE_PACKET:
        return this.#obsoletePacket(window, at, bytes, block, tally)
      case SIMPLE_PACKET:
        return this.#simplePacket(window, at, bytes, block, tally)
      case NAME_RESOLUTION:
        return readNames(reader, at + 8, end, tally)
      case INTERFACE_STATISTICS:
        return bytes < 24 ? tally.drop("block-malformed") : statisticsNote(reader, at, end, tally)
      case DECRYPTION_SECRETS:
        return readSecrets(reader, at, end, tally)
      default: // custom, journal and future blocks carry nothing for us (section 3.1: unknown ones are skipped)
    }
  }

  /** Section 4.2:  8 link type (2) | 12 snaplen | 16 options */
  #describeInterface(reader: OptionReader, at: number, bytes: number, tally: Tally): void {
    if (bytes < 20) return tally.drop("block-malformed")
    if (this.#interfaces.length >= MAX_INTERFACES) return tally.note(`More than ${MAX_INTERFACES} interfaces in one section: packets of the others are dropped`)
    const { view, little } = reader
    const described: PcapngInterface = {
      linkType: view.getUint16(at + 8, little), snaplen: view.getUint32(at + 12, little), scale: "identity", factor: 1, offsetUs: 0,
    }
    const words: string[] = []
    eachOption(reader, at + 16, at + bytes - 4, (code, from, length) => {
      if (code === 9 && length >= 1) setResolution(described, view.getUint8(from))
      else if (code === 14 && length === 8) described.offsetUs = Number(view.getBigInt64(from, little)) * 1e6
      else if (code === 2) words.unshift(optionText(reader, from, length)) // if_name
      else if (code === 3) words.push(`(${optionText(reader, from, length)})`) // if_description
      else if (code === 11 && length > 1) words.push(`filter "${optionText(reader, from + 1, length - 1)}"`)
      else if (code === 12 || code === 15) words.push(optionText(reader, from, length)) // if_os, if_hardware
      else if (code === 1) tally.note(`Interface comment: ${optionText(reader, from, length)}`)
    })
    this.#interfaces.push(described)
    if (words.length > 0) tally.note(`Captured on ${words.join(", ")}`)
  }

  /** Appendix A:  8 interface (2) | 10 drops (2) | 12 time high | 16 time low | 20 captured | 24 wire | 28 packet ... */
  #obsoletePacket(window: InputWindow, at: number, bytes: number, block: BlockColumns, tally: Tally): void {
    const { view } = window
    const little = this.#little
    if (bytes < 32) return tally.drop("record-malformed")
    const source = this.#interfaces[view.getUint16(at + 8, little)]
    if (source === undefined) return tally.drop("interface-unknown")
    const captured = view.getUint32(at + 20, little)
    if (captured > bytes - 32) return tally.drop("record-malformed")
    if (captured > MAX_PACKET_BYTES) return tally.drop("record-too-long")
    const timeUs = toMicroseconds(source, view.getUint32(at + 12, little), view.getUint32(at + 16, little))
    this.#append(block, at + 28, captured, view.getUint32(at + 24, little), timeUs, source.linkType)
    const options = at + 28 + ((captured + 3) & ~3)
    if (options + 8 <= at + bytes) this.#comments(window, options, at + bytes - 4, tally)
  }

  /** Section 4.4:  8 wire | 12 packet ...   Always of interface 0, cut to its snaplen, without a time of its own. */
  #simplePacket(window: InputWindow, at: number, bytes: number, block: BlockColumns, tally: Tally): void {
    if (bytes < 16) return tally.drop("record-malformed")
    const source = this.#interfaces[0]
    if (source === undefined) return tally.drop("interface-unknown")
    const wire = window.view.getUint32(at + 8, this.#little)
    const captured = Math.min(wire, bytes - 16, source.snaplen === 0 ? MAX_PACKET_BYTES : source.snaplen)
    if (captured > MAX_PACKET_BYTES) return tally.drop("record-too-long")
    this.#append(block, at + 12, captured, wire, this.#lastTimestampUs, source.linkType)
  }

  #comments(window: InputWindow, from: number, end: number, tally: Tally): void {
    const little = this.#little
    // Nearly every packet of "any" captures carries epb_flags and no comment: look before making a reader.
    for (let at = from, index = 0; at + 4 <= end && index < 32; index++) {
      const code = window.view.getUint16(at, little)
      const length = window.view.getUint16(at + 2, little)
      if (code === 0 || at + 4 + length > end) return
      if (code === 1) tally.note(`Packet comment: ${optionText({ view: window.view, bytes: window.bytes, little }, at + 4, length)}`)
      at += 4 + ((length + 3) & ~3)
    }
  }
}

function isPacketBlock(type: number): boolean {
  return type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OBSOLETE_PACKET
}

function sectionNotes(reader: OptionReader, from: number, end: number, tally: Tally): void {
  eachOption(reader, from, end, (code, at, bytes) => {
    if (code === 1) tally.note(`Capture comment: ${optionText(reader, at, bytes)}`)
    else if (code === 4) tally.note(`Written by ${optionText(reader, at, bytes)}`) // shb_userappl
  })
}

/** Section 4.6:  8 interface | 12 time | 20 options; drops counted by whoever captured are history, not ours. */
function statisticsNote(reader: OptionReader, at: number, end: number, tally: Tally): void {
  const counts = new Map<number, bigint>()
  eachOption(reader, at + 20, end, (code, from, bytes) => {
    if (bytes === 8) counts.set(code, reader.view.getBigUint64(from, reader.little))
  })
  const lost = (counts.get(5) ?? 0n) + (counts.get(7) ?? 0n) // isb_ifdrop, isb_osdrop
  const received = counts.get(4)
  if (lost > 0n) tally.note(`When this was captured, interface ${reader.view.getUint32(at + 8, reader.little)} lost ${lost} packets${received === undefined ? "" : ` of ${received}`}`)
}

/** Section 4.5: an address followed by names, each ended by a zero byte. */
function readNames(reader: OptionReader, from: number, end: number, tally: Tally): void {
  eachNameRecord(reader, from, end, (kind, at, bytes) => {
    const addressBytes = kind === 1 ? 4 : kind === 2 ? 16 : 0
    if (addressBytes === 0 || bytes <= addressBytes) return
    const ip = addressText(reader.bytes, at, addressBytes)
    for (const name of optionText(reader, at + addressBytes, bytes - addressBytes).split("\0", 16)) tally.name(ip, name)
  })
}

/** Section 4.7:  8 secrets type | 12 length | 16 secrets */
function readSecrets(reader: OptionReader, at: number, end: number, tally: Tally): void {
  if (at + 16 > end) return tally.drop("block-malformed")
  const kind = reader.view.getUint32(at + 8, reader.little)
  const bytes = reader.view.getUint32(at + 12, reader.little)
  if (bytes > end - at - 16) return tally.drop("block-malformed")
  const letters = String.fromCharCode(kind >>> 24, (kind >>> 16) & 255, (kind >>> 8) & 255, kind & 255)
  tally.secret(/^[\x20-\x7e]{4}$/.test(letters) ? letters : `0x${kind.toString(16)}`, reader.bytes.subarray(at + 16, at + 16 + bytes))
}
