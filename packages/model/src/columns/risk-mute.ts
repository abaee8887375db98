// The columns of the list of mutes.
import type { Column, RowOf } from "./column.ts"

export const riskMuteStates = ["active", "expired", "unusable"] as const

export const riskMuteColumns = [
  { id: "risk", type: "text", label: "Risk", group: "mute", help: "Key of the risk; absent = every risk.", nullable: true, absent: "every risk", shown: true },
  { id: "filter", type: "text", label: "Flows", group: "mute", help: "Which flows: in the filter language; absent = every flow.", nullable: true, absent: "every flow", shown: true },
  { id: "reason", type: "text", label: "Reason", group: "mute", help: "Why it is none there.", shown: true },
  { id: "state", type: "enum", values: riskMuteStates, label: "State", group: "mute", help: "Active, expired, or unusable: its filter or risk is none of this version's.", shown: true },
  { id: "expiresMs", type: "timeMs", label: "Expires", group: "time", help: "Until when it counts, by the clock of the machine that Netweir runs on; absent = never.", nullable: true, absent: "never", aliases: ["expires"], shown: true },
  { id: "flows", type: "integer", label: "Matched", group: "use", help: "Times it was applied to a flow's risk, over restarts.", aliases: ["matched"], shown: true },
  { id: "lastMatchMs", type: "timeMs", label: "Last match", group: "use", help: "When it was last applied, on the traffic's clock.", nullable: true, absent: "never", aliases: ["last"], shown: true },
  { id: "createdBy", type: "text", label: "By", group: "mute", help: "Who made it.", aliases: ["by"], shown: true },
  { id: "createdMs", type: "timeMs", label: "Made", group: "time", help: "When it was made.", aliases: ["made"] },
  { id: "id", type: "text", label: "Id", group: "mute", help: "Its name in the API." },
] as const satisfies readonly Column[]

export type RiskMuteRow = RowOf<typeof riskMuteColumns>
