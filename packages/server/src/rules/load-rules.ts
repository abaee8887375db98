// Reads the rule files of --rules-dir and the protocol file of -p. What cannot be read or used is in the set's problems, never thrown.
import { readFileSync, readdirSync, statSync } from "node:fs"
import path from "node:path"
import { parseRules } from "@netweir/engine/rules/parse-rules.ts"
import type { RuleFile, RuleProblem, RuleSet } from "@netweir/engine/rules/rule-set.ts"

export interface RuleSources {
  readonly rulesDir: string | null
  readonly customProtocolsFile: string | null
}

const MAX_FILES = 64
const MAX_FILE_BYTES = 32 * 1024 * 1024
const RULE_FILE = /\.(?:csv|txt)$/i
/** However the file of -p is called, it is one of these. */
const PROTOCOL_FILE = "protocols.txt"

export function loadRules({ rulesDir, customProtocolsFile }: RuleSources): RuleSet {
  const problems: RuleProblem[] = []
  const files: RuleFile[] = []
  const read = (file: string, name: string) => {
    try {
      const { size } = statSync(file)
      if (size > MAX_FILE_BYTES) problems.push({ file: name, line: 0, text: `larger than ${MAX_FILE_BYTES / 1024 / 1024} MB` })
      else files.push({ name, text: readFileSync(file, "utf8") })
    } catch (error) {
      problems.push({ file: name, line: 0, text: messageOf(error) })
    }
  }
  if (rulesDir !== null) for (const name of namesIn(rulesDir, problems)) read(path.join(rulesDir, name), name)
  if (customProtocolsFile !== null) read(customProtocolsFile, PROTOCOL_FILE)
  const set = parseRules(files)
  return { ...set, problems: [...problems, ...set.problems] }
}

function namesIn(directory: string, problems: RuleProblem[]): string[] {
  try {
    const names = readdirSync(directory).filter((name) => RULE_FILE.test(name) && !name.startsWith(".")).toSorted()
    if (names.length > MAX_FILES) problems.push({ file: names[MAX_FILES], line: 0, text: `more than ${MAX_FILES} rule files: this one and the following are left out` })
    return names.slice(0, MAX_FILES)
  } catch (error) {
    problems.push({ file: directory, line: 0, text: messageOf(error) })
    return []
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** "custom-rules.csv:12: ..." */
export function describeProblem({ file, line, text }: RuleProblem): string {
  return line > 0 ? `${file}:${line}: ${text}` : `${file}: ${text}`
}

export const NO_RULES = "no rules"

/** Counts for a line in the log. */
export function describeRules(set: RuleSet): string {
  const counts: readonly (readonly [what: string, count: number])[] = [
    ["own protocols", set.protocols.length], ["port rules", set.ports.length], ["host rules", set.hosts.length], ["address rules", set.addresses.length],
    ["risky domains", set.riskyDomains.length], ["risk exceptions", set.exceptions.length + set.mutedRisks.length], ["trusted issuers", set.trustedIssuers.length],
    ["bad fingerprints", set.badJa3.length + set.badJa4.length], ["bad certificates", set.badCertificates.length],
  ]
  return counts.filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`).join(", ") || NO_RULES
}
