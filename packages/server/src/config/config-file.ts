// ntopng's configuration file: one option per line, `-x=value`, `-x value`, `--long=value`, `--long value`, flags alone or with `=`.
import { readFileSync, statSync } from "node:fs"
import path from "node:path"
import { assign, unknownOption } from "../cli/parse-arguments.ts"
import { allOptions } from "../cli/options.ts"
import type { Assignment } from "../cli/option.ts"
import { UsageError } from "../cli/usage-error.ts"

const MAX_LINE_CHARACTERS = 16_383
const MAX_FILE_BYTES = 4 * 1024 * 1024

export interface ConfigFile { readonly assignments: readonly Assignment[]; readonly warnings: readonly string[] }

export function readConfigFile(file: string): ConfigFile {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new UsageError(`there is no configuration file ${file}`)
  if (!found.isFile() || found.size > MAX_FILE_BYTES) throw new UsageError(`${file} is no configuration file`)
  const bytes = readFileSync(file)
  // pcap (both byte orders, us and ns), pcapng, gzip, zstd: what people mean is clear.
  if (/^(a1b2c3d4|d4c3b2a1|a1b23c4d|4d3cb2a1|0a0d0d0a|1f8b|28b52ffd)/.test(bytes.subarray(0, 4).toString("hex"))) throw new UsageError(`${file} is a capture, not a configuration file; write netweir -i ${file} or netweir analyze ${file}`)
  return parseConfig(bytes.toString("utf8"), path.basename(file))
}

export function parseConfig(content: string, name: string): ConfigFile {
  const assignments: Assignment[] = []
  const warnings: string[] = []
  const known = allOptions.filter((option) => option.commands.includes("run"))
  for (const [index, raw] of content.split(/\r?\n/).entries()) {
    const where = `${name}:${index + 1}`
    const line = raw.trim()
    if (line.length < 2 || line.startsWith("#")) continue
    if (line.length > MAX_LINE_CHARACTERS) {
      warnings.push(`${where}: line skipped, it is longer than ${MAX_LINE_CHARACTERS} characters`)
      continue
    }
    const match = /^(?:--([^\s=]+)|-([^-\s=])(?=[\s=]|$))(?:\s*=\s*|\s+|$)(.*)$/s.exec(line)
    if (!match) {
      warnings.push(`${where}: line skipped, it is no option: ${line.slice(0, 60)}`)
      continue
    }
    const [, long, short, rest] = match
    const option = known.find((one) => (long === undefined ? one.short === short : one.long === long))
    const written = long === undefined ? `-${short}` : `--${long}`
    if (!option) {
      warnings.push(`${where}: ${unknownOption(written, known)}`)
      continue
    }
    const value = unquoted(rest.trim())
    if (option.argument !== null && value === "" && !option.long.startsWith("http-prefix")) throw new UsageError(`${where}: ${written} needs a value: ${option.argument}`)
    assignments.push(assign(option, value, `${where}: ${written}`))
  }
  return { assignments, warnings }
}

/** One pair of matching quotes around the whole value. */
function unquoted(value: string): string {
  const match = /^(["'])(.*)\1$/s.exec(value)
  return match ? match[2] : value
}
