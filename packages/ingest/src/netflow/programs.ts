// Programs by layout: exporters of one kind send the same templates, so they share the code. Bounded; compiled ones more tightly.
import type { FieldList } from "./program.ts"
import { Program } from "./program.ts"
import type { Template } from "./template.ts"

const MAX_PROGRAMS = 2048
/** Compiled code is memory that cannot be seen; layouts beyond run step by step. */
const MAX_COMPILED = 256

export class Programs {
  private readonly byLayout = new Map<string, Program>()
  private readonly compiled: Program[] = []
  private readonly keepUnknown: boolean

  constructor(keepUnknown: boolean) {
    this.keepUnknown = keepUnknown
  }

  of(template: Template): Program {
    return (template.program ??= this.share(template))
  }

  private share(fields: FieldList): Program {
    const layout = `${fields.keys.join()}/${fields.lengths.join()}`
    const known = this.byLayout.get(layout)
    if (known !== undefined) return known
    if (this.byLayout.size >= MAX_PROGRAMS) for (const oldest of this.byLayout.keys()) {
      this.byLayout.delete(oldest) // templates that use it keep it
      break
    }
    const program = new Program({ keys: fields.keys, lengths: fields.lengths }, this.keepUnknown)
    this.byLayout.set(layout, program)
    return program
  }

  /** After each set: what is used much is compiled; the longest unused one makes room. */
  used(program: Program, nowUs: number): void {
    program.lastUsedUs = nowUs
    if (!program.isWorthCompiling) return
    if (this.compiled.length >= MAX_COMPILED) {
      let oldest = 0
      for (let i = 1; i < this.compiled.length; i++) if (this.compiled[i].lastUsedUs < this.compiled[oldest].lastUsedUs) oldest = i
      // It was busy a moment ago as well: then this one waits until it has done much more.
      if (nowUs - this.compiled[oldest].lastUsedUs < 60_000_000) {
        program.records = 0
        return
      }
      this.compiled[oldest].compiled = null
      this.compiled[oldest].records = 0
      this.compiled.splice(oldest, 1)
    }
    program.compile()
    this.compiled.push(program)
  }
}
