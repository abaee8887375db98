// Mutes of risks: exclusions with a filter, a reason and an expiry.
import { MAX_RISK_MUTES } from "@netweir/model"
import { Type } from "typebox"
import { route } from "./route.ts"
import { done } from "./shapes.ts"

const risk = Type.Union([Type.String({ maxLength: 64 }), Type.Null()], { description: "Key of the risk; null = every risk" })
const filter = Type.String({ maxLength: 2000, description: 'Filter language, over the columns of a flow: client = 10.0.0.5 and app = "TLS.NetFlix"; empty = every flow (of one risk only)' })
const reason = Type.String({ minLength: 1, maxLength: 300 })
const expiresMs = Type.Union([Type.Number(), Type.Null()], { description: "ms since the epoch, by the clock of the machine that Netweir runs on; null = never" })
const newMute = Type.Object({ risk, filter, reason, expiresMs })

export const riskMute = Type.Object({
  id: Type.String(), risk, filter, reason, expiresMs, createdBy: Type.String(), createdMs: Type.Number(),
  state: Type.Union([Type.Literal("active"), Type.Literal("expired"), Type.Literal("unusable")], { description: "unusable: its filter or risk is none of this version's" }),
  flows: Type.Number({ description: "Times it was applied to a flow's risk, over restarts" }),
  lastMatchMs: Type.Union([Type.Number(), Type.Null()], { description: "On the traffic's clock" }),
})
const id = Type.Object({ id: Type.String({ maxLength: 40, pattern: "^[A-Za-z0-9_-]+$" }) })

export const listRiskMutes = route({ id: "listRiskMutes", method: "GET", path: "/api/v1/risk-mutes", tag: "rules", role: "viewer", summary: `Mutes of risks, the newest first; at most ${MAX_RISK_MUTES}`, reply: Type.Object({ mutes: Type.Array(riskMute), limit: Type.Number(), atMs: Type.Number({ description: "Now, by the clock that expiries are of" }) }) })
export const addRiskMute = route({ id: "addRiskMute", method: "POST", path: "/api/v1/risk-mutes", tag: "rules", role: "admin", summary: "Mute a risk; counts at once, also for flows in the tables", body: newMute, reply: riskMute })
export const editRiskMute = route({ id: "editRiskMute", method: "PUT", path: "/api/v1/risk-mutes/:id", tag: "rules", role: "admin", summary: "Replace what a mute says; counts at once", params: id, body: newMute, reply: riskMute })
export const deleteRiskMute = route({ id: "deleteRiskMute", method: "DELETE", path: "/api/v1/risk-mutes/:id", tag: "rules", role: "admin", summary: "Take a mute away: its risks count again at once", params: id, reply: done })
