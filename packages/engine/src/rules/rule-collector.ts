// Where the readers of rule files put what they find: bounds are kept and problems noted in one place.
import { FIRST_USER_PROTOCOL_ID, LAST_USER_PROTOCOL_ID, protocols as builtIn } from "@netweir/model"
import { ruleLimits, type RuleProblem, type RuleSet, type UserProtocol } from "./rule-set.ts"

type Lists = { -readonly [Kind in Exclude<keyof RuleSet, "protocols" | "problems">]: RuleSet[Kind][number][] }

const MAX_PROTOCOL_NAME = 64
/** Dots separate master and application in labels; the rest would need quoting in filters and URLs. */
const PROTOCOL_NAME = /^[A-Za-z0-9][A-Za-z0-9_ /+-]*$/

const builtInByName = new Map(builtIn.map(({ name }) => [name.toLowerCase(), name]))

export class RuleCollector {
  readonly lists: Lists = {
    ports: [], hosts: [], addresses: [], riskyDomains: [], exceptions: [], mutedRisks: [], trustedIssuers: [], badJa3: [], badJa4: [], badCertificates: [],
    anonymousAddresses: [], riskyAsns: [],
  }
  private readonly problems: RuleProblem[] = []
  private unsaidProblems = 0
  /** By lower-case name: the name as first written and the number that was asked for, 0 = none. */
  private readonly own = new Map<string, { readonly name: string; wanted: number }>()
  private readonly full = new Set<string>()
  file = ""
  line = 0

  at(file: string, line: number): this {
    this.file = file
    this.line = line
    return this
  }

  problem(text: string): void {
    if (this.problems.length < ruleLimits.problems) this.problems.push({ file: this.file, line: this.line, text })
    else this.unsaidProblems++
  }

  add<Kind extends keyof Lists>(kind: Kind, rule: Lists[Kind][number]): void {
    const list: Lists[Kind][number][] = this.lists[kind]
    if (list.length < ruleLimits[kind]) list.push(rule)
    else if (!this.full.has(kind)) {
      this.full.add(kind)
      this.problem(`more than ${ruleLimits[kind]} rules of this kind: this one and the following are left out`)
    }
  }

  /** The protocol's name as it is spelt in the table, a new one when the table lacks it; null after a problem. */
  protocol(text: string, wantedId: string): string | null {
    const name = text.trim()
    const known = builtInByName.get(name.toLowerCase())
    if (known !== undefined) return known
    const before = this.own.get(name.toLowerCase())
    const wanted = this.protocolNumber(wantedId)
    if (before) {
      if (wanted !== 0) before.wanted = wanted
      return before.name
    }
    if (name.length > MAX_PROTOCOL_NAME || !PROTOCOL_NAME.test(name)) {
      this.problem(`"${name.slice(0, 80)}" cannot name a protocol: letters, digits, _ - + / and blanks, at most ${MAX_PROTOCOL_NAME}`)
      return null
    }
    if (this.own.size >= ruleLimits.protocols) {
      this.problem(`more than ${ruleLimits.protocols} protocols of your own`)
      return null
    }
    this.own.set(name.toLowerCase(), { name, wanted })
    return name
  }

  private protocolNumber(text: string): number {
    const trimmed = text.trim()
    if (trimmed === "") return 0
    const number = /^\d{1,5}$/.test(trimmed) ? Number(trimmed) : -1
    if (number >= FIRST_USER_PROTOCOL_ID && number <= LAST_USER_PROTOCOL_ID) return number
    this.problem(`protocol number "${trimmed.slice(0, 40)}" is not in ${FIRST_USER_PROTOCOL_ID} to ${LAST_USER_PROTOCOL_ID}; one is chosen`)
    return 0
  }

  finish(): RuleSet {
    const problems = this.unsaidProblems === 0 ? this.problems
      : [...this.problems, { file: this.file, line: this.line, text: `${this.unsaidProblems} more problems are not listed` }]
    return { ...this.lists, protocols: this.numbered(), problems }
  }

  /** The number asked for; else one made of the name, so that it stays the same from start to start (history keeps it). */
  private numbered(): UserProtocol[] {
    const taken = new Set<number>()
    const numbered: UserProtocol[] = []
    const unnumbered: string[] = []
    for (const { name, wanted } of this.own.values()) {
      if (wanted === 0 || taken.has(wanted)) unnumbered.push(name)
      else {
        taken.add(wanted)
        numbered.push({ id: wanted, name })
      }
    }
    const room = LAST_USER_PROTOCOL_ID + 1 - FIRST_USER_PROTOCOL_ID
    for (const name of unnumbered.toSorted()) {
      let id = FIRST_USER_PROTOCOL_ID + (hash(name.toLowerCase()) % room)
      while (taken.has(id)) id = id === LAST_USER_PROTOCOL_ID ? FIRST_USER_PROTOCOL_ID : id + 1 // ends: far fewer names than numbers
      taken.add(id)
      numbered.push({ id, name })
    }
    return numbered
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}
