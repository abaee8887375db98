// What a record carries beside numbers, kept with its flow: merged over the flow's records, the first word of each field stands.
import type { FlowDetails } from "../flows/flow-columns.ts"
import { countPresent } from "../inspect/metadata.ts"
import type { RecordExtras } from "../records/record-block.ts"

/** Protocol records of one flow, fields of one of them, alerts of one flow: whoever sends more is not believed. */
const MAX_PROTOCOLS = 24
const MAX_FIELDS = 64
const MAX_ALERTS = 16

export function addTold(details: FlowDetails, extras: RecordExtras): void {
  const { metadata } = details
  if (extras.info && details.info === null) details.info = extras.info
  if (extras.metadata) for (const [protocol, fields] of Object.entries(extras.metadata)) merge(metadata, protocol, fields)
  if (extras.unknown) merge(metadata, "export", extras.unknown)
  if (extras.ja4) merge(metadata, "tls", { ja4: extras.ja4 })
  if (!extras.alerts) return
  const known = (metadata.ids ??= { alerts: [] }).alerts as unknown[]
  for (const { score: _, ...alert } of extras.alerts) if (known.length < MAX_ALERTS) known.push(alert)
}

function merge(metadata: FlowDetails["metadata"], protocol: string, fields: Readonly<Record<string, unknown>>): void {
  let own = metadata[protocol]
  if (own === undefined) {
    if (countPresent(metadata) >= MAX_PROTOCOLS) return
    own = metadata[protocol] = {}
  }
  let room = MAX_FIELDS - countPresent(own)
  for (const [name, value] of Object.entries(fields)) {
    if ((Object.hasOwn(own, name) && own[name] !== undefined) || room-- <= 0) continue
    own[name] = value
  }
}
