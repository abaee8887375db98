// Rows as JSON text, in the shape that a sink's `format` asks for.
import { ecsFlow } from "./ecs-json.ts"
import { dumpFields, type DumpContext } from "./dump-json.ts"
import type { BlockOrigin, FlowBlock } from "./flow-block.ts"
import type { SeriesBlock } from "./series-block.ts"

/** netweir: our own column names; ntopng: the labels of its dumps; ecs: Elastic Common Schema. The first is a sink's default. */
export const rowFormats = ["netweir", "ntopng", "ecs"] as const
export type RowFormat = (typeof rowFormats)[number]

export class JsonLines {
  private readonly format: RowFormat
  private readonly about: { readonly instanceName: string }

  constructor(format: RowFormat, about: { readonly instanceName: string }) {
    this.format = format
    this.about = about
  }

  /** Absent values may be undefined, which JSON leaves out. */
  flow(block: FlowBlock, row: number): Record<string, unknown> {
    const flow = block.row(row)
    if (this.format === "ntopng") return dumpFields(flow, this.contextOf(block.origin))
    if (this.format === "ecs") return ecsFlow(flow, this.contextOf(block.origin))
    return { ...flow, instance: this.about.instanceName }
  }

  flows(block: FlowBlock, from: number, to: number): string[] {
    const lines: string[] = []
    for (let row = from; row < to; row++) lines.push(JSON.stringify(this.flow(block, row)))
    return lines
  }

  series(block: SeriesBlock, from: number, to: number): string[] {
    const lines: string[] = []
    for (let row = from; row < to; row++) lines.push(JSON.stringify({ ...block.point(row), interface: block.origin.interfaceName, instance: this.about.instanceName }))
    return lines
  }

  private contextOf({ interfaceName, interfaceId }: BlockOrigin): DumpContext {
    return { instanceName: this.about.instanceName, interfaceName, interfaceId }
  }
}
