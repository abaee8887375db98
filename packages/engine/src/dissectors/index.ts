// This list is the registry; order is the order of trial (ports and first bytes are sorted out before): cheap and certain proofs
// first, proofs that need several packets or prove little last.
import type { Dissector } from "../inspect/types.ts"

export const dissectors: readonly Dissector[] = [
]
