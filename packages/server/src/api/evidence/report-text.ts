// The explanation of a flow as text that a person reads and reports.
import { confidenceWords, type FlowExplanation, type FlowRow } from "@netweir/model"

/** Packets whose questions are written out in full. */
const MOST_PACKETS = 24

export function reportText(flow: FlowRow, why: FlowExplanation, version: string): string {
  return [
    `Netweir ${version}: why this flow is "${why.app}"`,
    "",
    `Flow        ${flow.l4} ${end(flow.client, flow.clientPort)} -> ${end(flow.server, flow.serverPort)}${flow.vlan ? ` VLAN ${flow.vlan}` : ""}`,
    `Seen        ${new Date(flow.firstSeenMs).toISOString()}, ${flow.packets} packets, ${flow.bytes} bytes`,
    `Application ${why.app} (category ${why.category})`,
    `Found by    ${why.confidence}. ${confidenceWords[why.confidence] ?? ""}`,
    `Asked name  ${flow.hostname ?? "none"}${why.name ? `: ${nameText(why.name)}` : ""}`,
    `Info        ${flow.info ?? "none"}`,
    `Port        ${flow.serverPort}${why.portProtocol ? `, the default port of ${why.portProtocol}` : ", nobody's default port"}`,
    `Your rules  ${why.rules.length === 0 ? "none fits" : why.rules.map(({ kind, value, protocol }) => `${kind} ${value} -> ${protocol}`).join("; ")}`,
    `Risks       ${flow.risks.join(", ") || "none"}`,
    "",
    ...packetsText(why),
    "",
    "Metadata",
    JSON.stringify(flow.metadata, null, 1),
    "",
  ].join("\n")
}

const end = (ip: string, port: number): string => (ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`)

function nameText(name: NonNullable<FlowExplanation["name"]>): string {
  if (name.by === null) return "no pattern claims it"
  const what = [name.protocol, name.category && `category ${name.category}`].filter(Boolean).join(", ")
  return `${name.by === "user" ? "your pattern" : "built-in pattern"} "${name.pattern}" -> ${what}`
}

function packetsText(why: FlowExplanation): string[] {
  if (why.packets.length === 0) return ["Of this flow no packets are kept (any more): only young flows are, in bounded memory. Look at a newer flow of the same kind."]
  const lines = [
    why.matched ? `${why.matched.protocol} matched at packet ${why.matched.packet}.` : "No dissector matched.",
    `These packets alone lead to ${why.again?.app ?? "nothing"} (${why.again?.confidence ?? "none"})${why.again && why.again.app !== why.app ? "; the rest came from other flows, or the rules have changed since" : ""}.`,
    ...(why.isWhole ? [] : ["The very first packets are not kept any more: a stream without its beginning is judged with less certainty."]),
    `Packets (of ${why.dissectors} dissectors those were asked whose first byte, length and port fit):`,
  ]
  const firstMs = why.packets[0].atMs
  for (const packet of why.packets.slice(0, MOST_PACKETS)) {
    lines.push(`  ${String(packet.number).padStart(2)}  +${((packet.atMs - firstMs) / 1000).toFixed(6)} s  ${packet.toServer ? "client -> server" : "server -> client"}  ${packet.bytes} bytes${packet.keptBytes < packet.bytes ? ` (${packet.keptBytes} kept)` : ""}`)
    const asked = why.questions.filter((question) => question.packet === packet.number)
    for (const [verdict, words] of [["match", "is it"], ["need-more", "needs more"], ["no-match", "declined"]] as const) {
      const who = asked.filter((question) => question.verdict === verdict).map(({ protocol }) => protocol)
      if (who.length > 0) lines.push(`        ${words}: ${who.join(", ")}`)
    }
    if (why.metadataFrom.includes(packet.number)) lines.push("        metadata was taken from it")
  }
  return lines
}
