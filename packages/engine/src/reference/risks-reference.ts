// docs/risks.md, from the table of risks.
import { risks } from "@netweir/model"
import { riskDescriptions } from "@netweir/model/data/risk-descriptions.ts"

export function risksReference(): string {
  return [
    "# Risks",
    "",
    "Generated from the table (`GOLDEN=update` rewrites it). A risk is a property that is seen in one flow; its score is added to the flow's, and shared between client and server.",
    "Filter flows by key: `risk = tls_obsolete_version`.",
    "",
    "A risk that you accept is left out by a line in `risk-exceptions.csv` ([rules](rules.md)): `risk,KEY,` everywhere, `ip,10.0.0.0/8,MASK` or `host,.home,MASK` for some flows; bit number - 1 of the mask stands for a",
    "risk, set bits stay. Administrators write such lines in the browser, under Settings > Rules.",
    "",
    "| Number | Key | Title | Severity | Score | Client | Server | What was seen | What it means |",
    "|---|---|---|---|---|---|---|---|---|",
    ...risks.map(({ id, key, title, severity, score, clientScore, serverScore }) => {
      const [seen, meaning] = riskDescriptions[key] ?? ["", ""]
      return `| ${[id, `\`${key}\``, title, severity, score, clientScore, serverScore, seen, meaning].join(" | ")} |`
    }),
    "",
  ].join("\n")
}
