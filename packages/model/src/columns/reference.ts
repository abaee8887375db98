// docs/columns.md: every column of every table, printed from its declaration.
import type { Column } from "./column.ts"
import { flowColumns } from "./flow.ts"
import { groupColumns } from "./group.ts"
import { hostColumns } from "./host.ts"

function table(title: string, about: string, columns: readonly Column[]): string {
  const rows = columns.map((column) => {
    const names = [column.id, ...(column.aliases ?? [])].map((name) => `\`${name}\``).join(" ")
    const type = column.values ? column.values.map((value) => `\`${value}\``).join(" ") : column.type
    const stored = column.sql ? `\`${column.sql.replace(/\|/g, "\\|")}\`` : column.sqlFrom ? "computed" : ""
    return `| ${names} | ${column.label} | ${type}${column.nullable ? ", may be absent" : ""} | ${column.help.replace(/\|/g, "\\|")} | ${stored} |`
  })
  return `## ${title}\n\n${about}\n\n| name and other names | label | type | what it says | in history |\n|---|---|---|---|---|\n${rows.join("\n")}\n`
}

export function columnsReference(): string {
  return `# Columns\n\nGenerated from \`packages/model/src/columns\` (\`DOCS=update npx vitest run packages/model\`).\n\n${[
    table("Flows", "A flow is bidirectional; the client opened it. The same columns serve live flows, history, exports and the API.", flowColumns),
    table("Hosts", "A host is an IP address on a VLAN.", hostColumns),
    table("Groups", "Networks, ASNs, countries, VLANs, devices, applications, categories and what else is counted.", groupColumns),
  ].join("\n")}`
}
