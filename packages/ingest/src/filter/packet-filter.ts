// A filter in user space: for files, pipes and the pseudo interface "any", where the kernel cannot do it for us.
import type { BlockColumns } from "../block-columns.ts"
import type { Tally } from "../tally.ts"

export interface PacketFilter {
  /** Removes refused packets from the block and counts them as filtered. */
  apply(block: BlockColumns, tally: Tally): void
}
