// Words of ntopng's answers made from ours.
import { appLabel, type FlowRow } from "@netweir/model"

/** `TLS.Netflix` is counted under Netflix. */
export function appOf(flow: Pick<FlowRow, "masterProtocolId" | "appProtocolId">): string {
  return appLabel(0, flow.appProtocolId || flow.masterProtocolId)
}
export const lastPart = (app: string): string => app.slice(app.lastIndexOf(".") + 1)

/** Addresses as ids of HTML elements: separators become underscores. */
export const hostElementKey = (ip: string, vlan: number): string => `${ip.replaceAll(":", "____").replaceAll(".", "__")}${vlan ? `@${vlan}` : ""}`
export const upperMac = (mac: string | null): string => (mac ?? "").toUpperCase()

/** Names of DSCP classes with their usual meaning (RFC 4594). */
const classMeanings: Readonly<Record<string, string>> = {
  CS0: "Best Effort (CS0)", CS1: "Priority (CS1)", CS2: "Immediate (CS2)", CS3: "Flash (CS3)", CS4: "Flash Override (CS4)", CS5: "Critical (CS5)",
  CS6: "Internetwork Control (CS6)", CS7: "Network Control (CS7)", EF: "Expedited Forwarding (EF)",
}
export const dscpLabel = (key: string): string => classMeanings[key.toUpperCase()] ?? key
