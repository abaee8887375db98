// Records of a pcap file (draft-ietf-opsawg-pcap section 5):
//    0             4                   8                 12
//    | seconds     | micro/nanoseconds | captured bytes  | wire bytes | packet ...
import type { BlockColumns } from "../block-columns.ts"
import type { Tally } from "../tally.ts"
import { MAX_PACKET_BYTES, type CaptureParser, type ParseOutcome } from "./capture-parser.ts"
import type { InputWindow } from "./input-window.ts"
import type { PcapHeader } from "./pcap-header.ts"

/** After damage, this many record headers in a row must look right before we believe that we found the records again. */
const CHAIN_LENGTH = 3
const MAX_WIRE_BYTES = 16 << 20
/** A record found after damage lies within this time of the last good one. */
const MAX_JUMP_SECONDS = 7 * 86_400

export class PcapParser implements CaptureParser {
  readonly format = "pcap"
  neededBytes: number
  #header: PcapHeader
  #lastSeconds = -1
  /** Bytes passed over in search of the next record; -1 = not searching. */
  #searchedBytes = -1

  constructor(header: PcapHeader) {
    this.#header = header
    this.neededBytes = header.recordHeaderBytes
  }

  parse(window: InputWindow, block: BlockColumns, tally: Tally, isLast: boolean): ParseOutcome {
    if (this.#searchedBytes >= 0 && !this.#search(window, tally, isLast)) return "needs-bytes"
    const { little, isNano, recordHeaderBytes, linkType, lengthsMayBeSwapped } = this.#header
    const { view, end } = window
    const { capacity, offset, capturedBytes, wireBytes, timestampUs, linkType: linkTypes } = block
    let at = window.start
    let count = block.count
    let seconds = this.#lastSeconds
    let outcome: ParseOutcome = "block-full"
    block.bytes = window.bytes
    while (count < capacity) {
      const start = at + recordHeaderBytes
      if (start > end) {
        this.neededBytes = recordHeaderBytes
        outcome = "needs-bytes"
        break
      }
      let captured = view.getUint32(at + 8, little)
      let wire = view.getUint32(at + 12, little)
      if (lengthsMayBeSwapped && captured > wire) {
        const first = captured
        captured = wire
        wire = first
      }
      if (captured > MAX_PACKET_BYTES) {
        tally.drop("record-too-long")
        this.#searchedBytes = 0
        window.start = at + 1 // the header itself is wrong, so the next record may begin anywhere behind
        break
      }
      if (start + captured > end) {
        this.neededBytes = recordHeaderBytes + captured
        outcome = "needs-bytes"
        break
      }
      seconds = view.getUint32(at, little)
      const fraction = view.getUint32(at + 4, little)
      timestampUs[count] = seconds * 1e6 + (isNano ? Math.floor(fraction / 1000) : fraction)
      offset[count] = start
      capturedBytes[count] = captured
      wireBytes[count] = wire < captured ? captured : wire
      linkTypes[count] = linkType
      count++
      at = start + captured
    }
    this.#lastSeconds = seconds
    block.count = count
    if (this.#searchedBytes < 0) window.start = at
    else if (count === 0) return this.parse(window, block, tally, isLast)
    return outcome
  }

  finish(window: InputWindow, tally: Tally): void {
    if (this.#searchedBytes >= 0) {
      tally.note(`No further record was found in the last ${this.#searchedBytes + window.length} bytes of the damaged capture`)
    } else if (window.length > 0) {
      tally.drop("record-truncated")
      tally.note(`The capture ends inside a record: ${window.length} bytes are left of it`)
    }
    window.start = window.end
  }

  /** Looks byte by byte for a chain of believable records. True when `window.start` stands on one. */
  #search(window: InputWindow, tally: Tally, isLast: boolean): boolean {
    for (let at = window.start; ; at++) {
      const found = this.#looksLikeRecords(window, at, isLast)
      if (found === "no") continue
      this.#searchedBytes += at - window.start
      window.start = at
      if (found === "unsure") return false
      tally.note(`Damaged record: continued with the next one that makes sense, ${this.#searchedBytes + 1} bytes further on`)
      this.#searchedBytes = -1
      return true
    }
  }

  #looksLikeRecords(window: InputWindow, from: number, isLast: boolean): "yes" | "no" | "unsure" {
    const { little, isNano, recordHeaderBytes, lengthsMayBeSwapped } = this.#header
    const { view, end } = window
    let at = from
    for (let link = 0; link < CHAIN_LENGTH; link++) {
      if (isLast && link > 0 && at === end) return "yes"
      if (at + recordHeaderBytes > end) {
        if (isLast && from < end) return "no"
        this.neededBytes = at - from + recordHeaderBytes
        return "unsure"
      }
      const first = view.getUint32(at + 8, little)
      const second = view.getUint32(at + 12, little)
      const captured = lengthsMayBeSwapped ? Math.min(first, second) : first
      if (captured === 0 || captured > MAX_PACKET_BYTES) return "no"
      const wire = lengthsMayBeSwapped ? Math.max(first, second) : second
      if (wire < captured || wire > MAX_WIRE_BYTES) return "no"
      if (view.getUint32(at + 4, little) >= (isNano ? 1e9 : 1e6)) return "no"
      if (this.#lastSeconds >= 0 && Math.abs(view.getUint32(at, little) - this.#lastSeconds) > MAX_JUMP_SECONDS) return "no"
      at += recordHeaderBytes + captured
    }
    return "yes"
  }
}
