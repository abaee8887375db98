// The search box: hosts, devices, networks, applications and autonomous systems by a part of their name or key.
import type { Engine } from "@netweir/engine/engine.ts"
import type { GroupKind, LiveQuestions } from "@netweir/model"

type Found = LiveQuestions["search"]["reply"][number]
/** Rows looked through per kind, the busiest first: bounds the work of one keystroke. */
const MAX_LOOKED_AT = 1000

const groupsSearched = [
  ["device", "device"], ["network", "network"], ["application", "application"], ["asn", "asn"],
] as const satisfies readonly (readonly [GroupKind, Found["kind"]])[]

export function searchNames(engine: Engine, { text, limit }: LiveQuestions["search"]["request"]): Found[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === "") return []
  const found: { readonly rank: number; readonly entry: Found }[] = []
  const consider = (entry: Found, ...texts: (string | null)[]) => {
    const places = texts.map((one) => (one ?? "").toLowerCase().indexOf(wanted)).filter((at) => at >= 0)
    // A name that begins with the text is meant more often than one that contains it.
    if (places.length) found.push({ rank: Math.min(...places) === 0 ? 0 : 1, entry })
  }

  const byBytes = { column: "bytes", descending: true }
  for (const row of engine.hosts({ sort: byBytes, limit: MAX_LOOKED_AT }).rows) {
    consider({ kind: "host", key: row.vlan ? `${row.ip}@${row.vlan}` : row.ip, label: row.name ? `${row.name} (${row.ip})` : row.ip }, row.ip, row.name, row.mac)
  }
  for (const [group, kind] of groupsSearched) {
    for (const row of engine.groups(group, { sort: byBytes, limit: MAX_LOOKED_AT }).rows) {
      consider({ kind, key: row.key, label: row.label || row.key }, row.key, row.label)
    }
  }
  return found.sort((a, b) => a.rank - b.rank).slice(0, limit).map(({ entry }) => entry)
}
