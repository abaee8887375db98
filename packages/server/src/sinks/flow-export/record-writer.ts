// Records of one template: bound to a block of flows once, then written row by row.
import type { FlowBlock } from "../flow-block.ts"
import type { Field } from "./fields.ts"

/** Larger than any record: every text has its limit. */
const SCRATCH_BYTES = 4_096

export class RecordWriter {
  readonly scratch = Buffer.alloc(SCRATCH_BYTES)
  private readonly fields: readonly Field[]
  private block: FlowBlock | null = null
  private steps: readonly ((row: number, at: number) => number)[] = []
  private readonly turned: boolean

  constructor(fields: readonly Field[], turned: boolean) {
    this.fields = fields
    this.turned = turned
  }

  bind(block: FlowBlock): void {
    if (this.block === block) return
    this.block = block
    this.steps = this.fields.map((field) => this.step(field, block))
  }

  /** Writes the record into `scratch` and answers its length. */
  write(row: number): number {
    let at = 0
    for (const step of this.steps) at = step(row, at)
    return at
  }

  private step({ bytes, put, text, limit = 255 }: Field, block: FlowBlock): (row: number, at: number) => number {
    const { scratch } = this
    if (put) {
      const write = put(block, this.turned)
      return (row, at) => {
        write(row, scratch, at)
        return at + bytes
      }
    }
    const read = text?.(block) ?? (() => "")
    // RFC 7011 section 7: one byte of length below 255, then 255 and two bytes.
    return (row, at) => {
      const value = read(row)
      // `write` never cuts a character in two.
      const length = value === "" ? 0 : scratch.write(value, at + (limit < 255 ? 1 : 3), limit)
      if (limit < 255) {
        scratch[at] = length
        return at + 1 + length
      }
      scratch[at] = 255
      scratch.writeUInt16BE(length, at + 1)
      return at + 3 + length
    }
  }
}
