// docs/cli.md, generated from the table of options (a test compares; GOLDEN=update rewrites).
import { usages } from "./help.ts"
import { commandNames, optionGroups, type Option } from "./option.ts"
import { allOptions } from "./options.ts"

export function cliReference(): string {
  const parts = [
    "# Command line",
    "<!-- Generated from packages/server/src/cli/options.ts; edit there. -->",
    "Options that ntopng's users know mean the same here. Short ones may be joined (`-qe`), values attached (`-w3000`), long names cut as long as they stay unambiguous. A wrong option or value gets one line that names it and the nearest right one; the exit status is then 2.",
    "## Commands",
    table(["Command", "What it does"], commandNames.map((name) => [usages[name].forms.map((form) => `\`${form}\``).join("<br>"), usages[name].about])),
  ]
  for (const group of optionGroups) {
    const members = allOptions.filter((option) => option.group === group)
    parts.push(`## ${group}`)
    if (members[0].state === undefined) parts.push(table(["Option", "Argument", "Default", "Commands", "Meaning"], members.map((option) => [names(option), code(option.argument), option.default ?? "", option.commands.join(", "), escape(option.help)])))
    else parts.push(table(["Option", "Argument", members[0].state === "later" ? "For" : "Why"], members.map((option) => [names(option), code(option.argument), escape(option.help)])))
  }
  parts.push(configurationFile)
  return `${parts.join("\n\n")}\n`
}

const names = (option: Option<unknown>) => `\`--${option.long}\`${option.short ? ` \`-${option.short}\`` : ""}${option.repeat ? " (repeatable)" : ""}`
const code = (text: string | null) => (text === null ? "" : `\`${escape(text)}\``)
const escape = (text: string) => text.replace(/\|/g, "\\|")
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [`| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`, ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n")

const configurationFile = `## Configuration file

\`netweir FILE\` or \`netweir --config FILE\` reads options from a file; those on the command line come after and win, \`-i\` and \`-m\` of both add up.

- One option per line: \`-x=value\`, \`-x value\`, \`--long=value\`, \`--long value\`; flags alone (\`-q\`) or with an empty value (\`-q=\`).
- Blanks at both ends are cut. Lines that start with \`#\` and empty lines are skipped; a \`#\` later in a line belongs to the value.
- One pair of matching quotes around a whole value is cut.
- Unknown names and lines that are no option are skipped with a warning; a wrong value stops the start and names file and line.

\`\`\`
# netweir.conf
-i=eth0
-m="10.0.0.0/8=Office,192.168.0.0/16"
--http-port=:3000
--retention=100GB,180d
\`\`\`

## Exit status

| Status | Meaning |
|---|---|
| 0 | done, or stopped by SIGINT/SIGTERM |
| 1 | it could not start or failed; one line says why and what to do. \`doctor\`: something needs repair |
| 2 | the command line or configuration file is wrong |`
