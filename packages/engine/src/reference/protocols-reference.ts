// docs/protocols.md, from the registry.
import { confidenceWords, confidences } from "@netweir/model"
import { allGuides, portsText } from "@netweir/model/protocol-guide.ts"

export function protocolsReference(): string {
  const guides = allGuides().filter(({ protocol }) => protocol.id !== 0).toSorted((a, b) => a.protocol.name.localeCompare(b.protocol.name, "en"))
  const byContent = guides.filter(({ foundBy }) => foundBy[0]?.startsWith("content") || foundBy[0] === "the IP header").length
  return [
    "# Protocols and applications",
    "",
    `Generated from the registry (\`GOLDEN=update\` rewrites it). ${guides.length} names, ${byContent} of them recognised by content. A flow is named \`Master.App\`: what is spoken, and what it is for.`,
    "Add your own with [rules](rules.md); `netweir --print-ndpi-protocols` prints this list with yours.",
    "",
    "## How sure",
    "",
    "| Confidence | Meaning |",
    "|---|---|",
    ...confidences.toReversed().map((word) => `| \`${word}\` | ${confidenceWords[word]} |`),
    "",
    "## List",
    "",
    "| Name | Number | What it is | Category | Breed | Found by | Default ports | Metadata |",
    "|---|---|---|---|---|---|---|---|",
    ...guides.map(({ protocol, description, foundBy, metadata }) => `| ${[
      protocol.name, protocol.id, description, protocol.category, protocol.breed.replaceAll("_", " "), foundBy.join("; ") || "nothing yet", portsText(protocol), metadata.map((field) => `\`${field}\``).join(" "),
    ].map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`),
    "",
  ].join("\n")
}
