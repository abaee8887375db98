// Flows of agents on hosts (eBPF): sides are local and remote, with the processes and containers behind them.
import { addDetail } from "../records/told-values.ts"
import { codeOf } from "./field-lookup.ts"
import type { FlowRecord } from "./flow-record.ts"

const sameAs: ReadonlyMap<string, number> = new Map([
  ["IPV4_LOCAL_ADDR", codeOf("IPV4_SRC_ADDR")], ["IPV6_LOCAL_ADDR", codeOf("IPV6_SRC_ADDR")], ["IPV4_REMOTE_ADDR", codeOf("IPV4_DST_ADDR")],
  ["IPV6_REMOTE_ADDR", codeOf("IPV6_DST_ADDR")], ["L4_LOCAL_PORT", codeOf("L4_SRC_PORT")], ["L4_REMOTE_PORT", codeOf("L4_DST_PORT")],
])
const AGENT_KEY = /^(?:(LOCAL|REMOTE)_)?(FATHER_PROCESS|PROCESS|CONTAINER|TCP|TCP_EVENT_TYPE|UDP_EVENT_TYPE)$/

/** True: it was one of an agent's keys. */
export function setAgentField(record: FlowRecord, key: string, value: unknown): boolean {
  const code = sameAs.get(key)
  if (code !== undefined) {
    record.set(code, value)
    record.countersAreTotals()
    return true
  }
  if (key === "timestamp") {
    record.set(codeOf("LAST_SWITCHED"), value)
    return true
  }
  const match = AGENT_KEY.exec(key)
  if (match === null) return false
  const [, side = "LOCAL", what = ""] = match
  const extras = record.details()
  record.countersAreTotals()
  const isObject = typeof value === "object" && value !== null
  if (what.endsWith("EVENT_TYPE")) addDetail(extras, "socket", "event", value)
  else if (!isObject) addDetail(extras, side === "LOCAL" ? "clientProcess" : "serverProcess", "name", value)
  else if (what === "TCP") for (const [field, inner] of Object.entries(value)) addDetail(extras, "socket", camel(field), inner)
  else {
    const protocol = what === "CONTAINER" ? "Container" : "Process"
    const prefix = what === "FATHER_PROCESS" ? "parent_" : ""
    for (const [field, inner] of Object.entries(value).slice(0, 16)) addDetail(extras, `${side === "LOCAL" ? "client" : "server"}${protocol}`, camel(prefix + field), inner)
  }
  return true
}

function camel(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).slice(0, 64)
}
