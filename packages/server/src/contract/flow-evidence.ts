// "Wrong application?": a flow's first packets and why it got its application.
import type { FlowExplanation } from "@netweir/model"
import { Type } from "typebox"
import { route } from "./route.ts"

const params = Type.Object({ interface: Type.String(), flowId: Type.String({ pattern: "^[0-9]{1,20}$" }) })
const explanation = Type.Unsafe<FlowExplanation>(Type.Object({}, { additionalProperties: true, description: "Packets kept, dissectors asked about each and their verdicts, patterns and rules that fit (model/explanation.ts)" }))

export const flowExplanation = route({ id: "flowExplanation", method: "GET", path: "/api/v1/interfaces/:interface/flows/:flowId/explanation", tag: "live", role: "viewer", summary: "Why the flow got its application: dissectors asked, what matched, names and rules that fit", params, reply: explanation })
export const flowReport = route({ id: "flowReport", method: "GET", path: "/api/v1/interfaces/:interface/flows/:flowId/report.txt", tag: "live", role: "viewer", summary: "The explanation as text, to report a wrong application", params, reply: Type.String() })
/** Payloads may hold passwords: administrators only. */
export const flowFirstPackets = route({ id: "flowFirstPackets", method: "GET", path: "/api/v1/interfaces/:interface/flows/:flowId/first-packets.pcap", tag: "live", role: "admin", summary: "The flow's first packets as a capture file (raw IP), as far as they are kept", params, reply: Type.Unsafe<Uint8Array>(Type.String({ format: "binary" })) })
