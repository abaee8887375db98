// Completion of the search box: whose address, name, MAC, network, application or AS starts with (or contains) the text.
import { formatIp } from "../addresses/ip-text.ts"
import type { GroupKind } from "@netweir/model"
import type { Books } from "./books.ts"
import { macText } from "./host-rows.ts"

export interface SearchHit { readonly kind: "host" | "device" | "network" | "application" | "asn"; readonly key: string; readonly label: string }

const MAX_HITS = 100
const groupKindsSearched = ["network", "application", "asn"] as const satisfies readonly GroupKind[]

/** Hits that start with the text come before those that contain it. */
export function search(books: Books, text: string, limit: number): SearchHit[] {
  const wanted = text.trim().toLowerCase()
  const most = Math.min(MAX_HITS, Math.max(0, Math.floor(limit)))
  if (wanted === "" || most === 0) return []
  const starting: SearchHit[] = []
  const containing: SearchHit[] = []
  const offer = (hit: SearchHit) => {
    const at = Math.min(...[hit.key, hit.label].map((one) => positionOf(one.toLowerCase(), wanted)))
    if (at === 0 && starting.length < most) starting.push(hit)
    else if (at > 0 && at < Number.POSITIVE_INFINITY && containing.length < most) containing.push(hit)
  }
  const { hosts, groups, addresses } = books
  for (let row = 0; row < hosts.high && starting.length < most; row++) {
    if (!hosts.isLive(row)) continue
    const ip = formatIp(hosts.words, 4 * row)
    const name = addresses.nameOf(row)
    offer({ kind: "host", key: hosts.vlan[row] === 0 ? ip : `${ip}@${hosts.vlan[row]}`, label: name ?? ip })
  }
  for (const kind of groupKindsSearched) {
    for (let row = 0; row < groups.tables[kind].count; row++) {
      const key = groups.keyText(kind, row)
      offer({ kind, key, label: kind === "asn" ? `AS${key} ${groups.label(kind, row)}` : groups.label(kind, row) })
    }
  }
  const devices = groups.tables.device
  for (let row = 0; row < devices.count; row++) offer({ kind: "device", key: macText(devices.key[row]), label: groups.label("device", row) || macText(devices.key[row]) })
  return [...starting, ...containing].slice(0, most)
}

function positionOf(text: string, wanted: string): number {
  const at = text.indexOf(wanted)
  return at < 0 ? Number.POSITIVE_INFINITY : at
}
