// What a capture format is to the reader: it turns bytes of the window into rows of the block.
import type { BlockColumns } from "../block-columns.ts"
import type { Tally } from "../tally.ts"
import type { InputWindow } from "./input-window.ts"

/** No packet is longer: libpcap's MAXIMUM_SNAPLEN. A record that claims more is damage. */
export const MAX_PACKET_BYTES = 262_144

export type ParseOutcome = "needs-bytes" | "block-full" | "ended"

export interface CaptureParser {
  readonly format: "pcap" | "pcapng"
  /** How many bytes from `window.start` on must be there before "needs-bytes" can change. */
  readonly neededBytes: number
  /** Appends packets to `block` and moves `window.start` behind what was used. `isLast`: no more input will come. */
  parse(window: InputWindow, block: BlockColumns, tally: Tally, isLast: boolean): ParseOutcome
  /** Input has ended: whatever is left in the window is a cut record. */
  finish(window: InputWindow, tally: Tally): void
}
