// `netweir --print-ndpi-protocols`: every protocol there is, with those of the user's rules.
import { registerUserProtocols } from "@netweir/model"
import { allGuides, portsText } from "@netweir/model/protocol-guide.ts"
import { userProtocols } from "@netweir/engine/rules/compile-rules.ts"
import { loadRules, type RuleSources } from "../rules/load-rules.ts"

export function protocolsText(sources: RuleSources): string {
  registerUserProtocols(userProtocols(loadRules(sources)))
  const rows = allGuides().map(({ protocol, foundBy }) => [String(protocol.id), protocol.name, protocol.category, protocol.breed, foundBy.join("; ") || "-", portsText(protocol)])
  const heads = ["Id", "Protocol", "Category", "Breed", "Found by", "Default ports"]
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)))
  return [heads, ...rows].map((row) => row.map((cell, i) => (i === 0 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join("  ").trimEnd()).join("\n") + "\n"
}
