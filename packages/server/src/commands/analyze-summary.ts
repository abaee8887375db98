// analyze --format summary: what was in the captures, by application and by category. Added up from numbers, without a row per flow.
import type { EndedFlow } from "@netweir/engine/engine.ts"
import { appLabel, categoryName } from "@netweir/model"
import type { TextOut } from "./text-out.ts"

interface Total { flows: number; packets: number; bytes: number; alertedFlows: number }

const newTotal = (): Total => ({ flows: 0, packets: 0, bytes: 0, alertedFlows: 0 })

export class TrafficSummary {
  private readonly all = newTotal()
  /** By master protocol, then by application. */
  private readonly applications = new Map<number, Map<number, Total>>()
  private readonly categories = new Map<number, Total>()

  add(flow: EndedFlow): void {
    addTo(this.all, flow)
    let ofMaster = this.applications.get(flow.masterProtocol)
    if (ofMaster === undefined) this.applications.set(flow.masterProtocol, (ofMaster = new Map<number, Total>()))
    addTo(totalOf(ofMaster, flow.appProtocol), flow)
    addTo(totalOf(this.categories, flow.category), flow)
  }

  print(out: TextOut): void {
    printTable(out, "Traffic", [["Total", this.all]])
    printTable(out, "Application", [...this.applications].flatMap(([master, ofMaster]) => [...ofMaster].map(([app, total]): [string, Total] => [appLabel(master, app), total])))
    printTable(out, "Category", [...this.categories].map(([id, total]) => [categoryName(id), total]))
    out.end()
  }
}

function totalOf(totals: Map<number, Total>, key: number): Total {
  let total = totals.get(key)
  if (total === undefined) {
    total = newTotal()
    totals.set(key, total)
  }
  return total
}

function addTo(total: Total, { packets, bytes, isAlerted }: EndedFlow): void {
  total.flows++
  total.packets += packets
  total.bytes += bytes
  if (isAlerted) total.alertedFlows++
}

const NAME_WIDTH = 32
const line = (name: string, numbers: readonly (string | number)[]) => `${name.padEnd(NAME_WIDTH)}${numbers.map((value) => String(value).padStart(15)).join("")}\n`

function printTable(out: TextOut, title: string, lines: (readonly [name: string, total: Total])[]): void {
  out.write(line(title, ["Flows", "Packets", "Bytes", "With risks"]))
  lines.sort(([, a], [, b]) => b.bytes - a.bytes)
  for (const [name, { flows, packets, bytes, alertedFlows }] of lines) out.write(line(name, [flows, packets, bytes, alertedFlows]))
  out.write("\n")
}
