// `--help` from the table of options.
import { allOptions } from "./options.ts"
import { optionGroups, type CommandName, type Option } from "./option.ts"

export const usages: Readonly<Record<CommandName, { readonly forms: readonly string[]; readonly about: string }>> = {
  run: { forms: ["netweir [run] [OPTIONS]", "netweir [run] CONFIGURATION-FILE [OPTIONS]"], about: "Monitor interfaces, captures and streams; the pages are at http://localhost:3000." },
  analyze: { forms: ["netweir analyze [OPTIONS] FILE..."], about: "Read captures as fast as possible, print or write their flows, and exit." },
  interfaces: { forms: ["netweir interfaces"], about: "List what can be captured here." },
  doctor: { forms: ["netweir doctor [OPTIONS]"], about: "Check rights, disk, clock, database, data files, limits and ports, and say what to do." },
}

const TEXT_COLUMN = 34

export function helpText(command: CommandName, width = 100): string {
  const { forms, about } = usages[command]
  const lines = [`Usage: ${forms[0]}`, ...forms.slice(1).map((form) => `       ${form}`)]
  if (command === "run") for (const other of ["analyze", "interfaces", "doctor"] as const) lines.push(`       ${usages[other].forms[0]}`)
  lines.push("", about)
  for (const group of optionGroups) {
    const members = allOptions.filter((option) => option.group === group && option.commands.includes(command))
    if (members.length === 0) continue
    lines.push("", `${group}:`)
    if (members[0].state !== undefined) lines.push(...wrap(members.map(nameOf).join(", "), 2, width))
    else for (const option of members) lines.push(...entry(option, width))
  }
  return `${lines.join("\n")}\n`
}

export const nameOf = (option: Option<unknown>): string => (option.short ? `-${option.short} ` : "") + `--${option.long}`

function entry(option: Option<unknown>, width: number): string[] {
  const name = `  ${option.short ? `-${option.short}, ` : "    "}--${option.long}${option.argument === null ? "" : ` ${option.argument}`}`
  const text = option.help + (option.default ? ` (default: ${option.default})` : "")
  const described = wrap(text, TEXT_COLUMN, width)
  if (name.length > TEXT_COLUMN - 2) return [name, ...described]
  return [name.padEnd(TEXT_COLUMN) + described[0].trimStart(), ...described.slice(1)]
}

function wrap(text: string, indent: number, width: number): string[] {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > width) {
      lines.push(" ".repeat(indent) + line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, " ".repeat(indent) + line]
}
