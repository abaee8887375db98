// A filter in user space: for files, pipes and the pseudo interface "any", where the kernel can't do it for us.
import type { BlockColumns } from "../block-columns.ts"
import type { Tally } from "../tally.ts"
import { runBpf, type BpfProgram } from "./bpf-program.ts"
import { assertValid, loadFilterCompiler, type FilterCompiler } from "./filter-compiler.ts"

/** Link types that one capture may mix before the rest is refused; there are about 300 in all. */
const MAX_PROGRAMS = 400

export class PacketFilter {
  #expression: string
  #compiler: FilterCompiler
  /** By link type; null: the expression has no meaning there, nothing passes. */
  #programs = new Map<number, BpfProgram | null>()

  constructor(expression: string, compiler: FilterCompiler) {
    this.#expression = expression
    this.#compiler = compiler
  }

  /** Removes refused packets from the block and counts them as filtered. */
  apply(block: BlockColumns, tally: Tally): void {
    const { bytes, offset, capturedBytes, wireBytes, timestampUs, linkType, vlanTci, count } = block
    let kept = 0
    let programLinkType = -1
    let program: BpfProgram | null = null
    for (let row = 0; row < count; row++) {
      if (linkType[row] !== programLinkType) {
        programLinkType = linkType[row]
        program = this.#programFor(programLinkType, tally)
      }
      if (program === null || runBpf(program, bytes, offset[row], capturedBytes[row], wireBytes[row]) === 0) continue
      if (kept !== row) {
        offset[kept] = offset[row]
        capturedBytes[kept] = capturedBytes[row]
        wireBytes[kept] = wireBytes[row]
        timestampUs[kept] = timestampUs[row]
        linkType[kept] = linkType[row]
        vlanTci[kept] = vlanTci[row]
      }
      kept++
    }
    tally.filtered += count - kept
    block.count = kept
  }

  #programFor(linkType: number, tally: Tally): BpfProgram | null {
    const known = this.#programs.get(linkType)
    if (known !== undefined) return known
    if (this.#programs.size >= MAX_PROGRAMS) return null
    let program: BpfProgram | null = null
    try {
      program = this.#compiler.compile(this.#expression, linkType)
    } catch (error) {
      tally.note(`Packets of link type ${linkType} are all filtered out: ${error instanceof Error ? error.message : String(error)}`)
    }
    this.#programs.set(linkType, program)
    return program
  }
}

/** Undefined for an empty expression. Throws SourceError when it is not valid. */
export async function loadPacketFilter(expression: string): Promise<PacketFilter | undefined> {
  if (expression === "") return undefined
  const compiler = await loadFilterCompiler()
  assertValid(compiler, expression)
  return new PacketFilter(expression, compiler)
}
