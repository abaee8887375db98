// Live flows put together by columns: counters per application, analysis by client, ...
import type { Engine } from "@netweir/engine/engine.ts"
import type { FlowGroup, FlowGroups, FlowGroupsRequest, FlowRow } from "@netweir/model"

/** Flows looked at; a table is not larger unless somebody asks for it (-X). */
const MAX_FLOWS = 1_000_000
/** Different keys; flows of further ones are put under the key `Other`. */
const MAX_GROUPS = 10_000
const ROWS_PER_PAGE = 1_000

interface Sum { key: FlowGroup["key"]; flows: number; bytesToServer: number; bytesToClient: number; packets: number; score: number; clients: Set<string>; servers: Set<string> }

export function groupFlows(engine: Engine, { filter, by, limit = 100 }: FlowGroupsRequest): FlowGroups {
  const sums = new Map<string, Sum>()
  let offset = 0
  let matched = 0
  let atMs = 0
  do {
    const page = engine.flows({ ...(filter && { filter }), offset, limit: ROWS_PER_PAGE })
    matched = Math.min(page.matched, MAX_FLOWS)
    atMs = page.atMs
    if (page.rows.length === 0) break
    for (const row of page.rows) count(sums, row, by)
    offset += page.rows.length
  } while (offset < matched)

  const groups = [...sums.values()]
    .toSorted((a, b) => b.bytesToServer + b.bytesToClient - a.bytesToServer - a.bytesToClient)
    .slice(0, Math.min(limit, MAX_GROUPS))
    .map((sum) => ({ ...sum, clients: sum.clients.size, servers: sum.servers.size }))
  return { groups, total: sums.size, atMs }
}

function count(sums: Map<string, Sum>, row: FlowRow, by: readonly string[]): void {
  const cells = row as Readonly<Record<string, unknown>>
  const values = by.map((id) => {
    const value = cells[id]
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null
  })
  let key = JSON.stringify(values)
  if (!sums.has(key) && sums.size >= MAX_GROUPS) key = "Other"
  let sum = sums.get(key)
  if (!sum) {
    sum = { key: key === "Other" ? by.map(() => "Other") : values, flows: 0, bytesToServer: 0, bytesToClient: 0, packets: 0, score: 0, clients: new Set(), servers: new Set() }
    sums.set(key, sum)
  }
  sum.flows++
  sum.bytesToServer += row.bytesToServer
  sum.bytesToClient += row.bytesToClient
  sum.packets += row.packets
  sum.score += row.score
  sum.clients.add(row.client)
  sum.servers.add(row.server)
}
