// Keeps the rules as the files are: looks at names, sizes and times every two seconds (watching directories fails on network file
// systems, and misses files that are replaced), and reads all again when something changed.
import { readdirSync, statSync } from "node:fs"
import path from "node:path"
import type { RuleSet } from "@netweir/engine/rules/rule-set.ts"
import type { Log } from "../log/log.ts"
import { describeProblem, describeRules, loadRules, NO_RULES, type RuleSources } from "./load-rules.ts"

const LOOK_MS = 2_000
/** Problems that the log tells of one load; all are in the set. */
const LOGGED_PROBLEMS = 20

export interface RulesWatch {
  /** Absolute; "" = none was given. */
  readonly directory: string
  /** As last read. */
  readonly current: RuleSet
  /** Looks now; true when the files had changed. */
  look(): boolean
  start(): void
  stop(): void
}

export function createRulesWatch(given: RuleSources, log: Pick<Log, "normal" | "warning">, onChange: (set: RuleSet) => void): RulesWatch {
  // A daemon changes its working directory.
  const sources = { rulesDir: absolute(given.rulesDir), customProtocolsFile: absolute(given.customProtocolsFile) }
  let timer: NodeJS.Timeout | undefined
  let seen = signature(sources)
  let current = read(true)

  function read(isFirst = false): RuleSet {
    const set = loadRules(sources)
    const told = describeRules(set)
    if (!isFirst || told !== NO_RULES) log.normal(`rules: ${told}`) // most people have none
    for (const problem of set.problems.slice(0, LOGGED_PROBLEMS)) log.warning(`rules: ${describeProblem(problem)}`)
    if (set.problems.length > LOGGED_PROBLEMS) log.warning(`rules: ${set.problems.length - LOGGED_PROBLEMS} more problems`)
    return set
  }

  function look(): boolean {
    const now = signature(sources)
    if (now === seen) return false
    seen = now
    current = read()
    onChange(current)
    return true
  }

  return {
    directory: sources.rulesDir ?? "",
    get current() { return current },
    look,
    start() {
      timer = setInterval(look, LOOK_MS)
      timer.unref()
    },
    stop: () => clearInterval(timer),
  }
}

function absolute(file: string | null): string | null {
  return file === null ? null : path.resolve(file)
}

function signature({ rulesDir, customProtocolsFile }: RuleSources): string {
  const files = [...(rulesDir === null ? [] : filesIn(rulesDir)), ...(customProtocolsFile === null ? [] : [customProtocolsFile])]
  return files.map(stamp).join("\n")
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted().map((name) => path.join(directory, name))
  } catch {
    return [] // reading them again tells why
  }
}

function stamp(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${file} ${found.size} ${found.mtimeMs} ${found.ino}` : `${file} missing`
}
