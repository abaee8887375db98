// Host name -> application. Every pattern is found by a hash of its text, so a name costs one look-up per label (and per
// "-" in a label), not one per pattern. Rules of matching: model/data/hostnames.ts.
import { categoryIdOf, protocolId } from "@netweir/model"
import { Memory, type MemoryUse } from "../bytes/remembered.ts"
import { categoryHostnameFacts, hostnameFacts } from "@netweir/model/data/hostnames.ts"

export interface HostnameMatch {
  /** 0: the pattern gives only a category. */
  readonly protocol: number
  /** 0: the pattern gives only a protocol. */
  readonly category: number
  readonly breed: string
  readonly pattern: string
  readonly level: number
}

export interface HostnamePattern {
  readonly pattern: string
  readonly protocol: number
  readonly category: number
  readonly breed: string
  /** Default: number of labels. */
  readonly level?: number
}

export interface HostnameMatcher {
  /** `name` as from normaliseHostname; null = nobody claims it. */
  match(name: string): HostnameMatch | null
  readonly size: number
  /** Names that were looked up. */
  readonly memory: MemoryUse
}

/** Open patterns are grouped by this many first characters; shorter ones are filed under their whole text. */
const PREFIX_CHARACTERS = 3
/** A name with more starts than this is nonsense; the rest is not tried. */
const MAX_STARTS = 32
const MAX_REMEMBERED = 8192

export function createHostnameMatcher(patterns: Iterable<HostnamePattern>): HostnameMatcher {
  const closed = new Map<string, HostnameMatch>()
  const open = new Map<string, HostnameMatch[]>()
  let size = 0
  for (const one of patterns) {
    const pattern = one.pattern.toLowerCase()
    if (pattern === "") continue
    size++
    const match: HostnameMatch = {
      protocol: one.protocol, category: one.category, breed: one.breed, pattern, level: one.level ?? labelCount(pattern),
    }
    if (pattern.endsWith(".") || pattern.endsWith("-")) {
      const key = pattern.slice(0, PREFIX_CHARACTERS)
      const group = open.get(key)
      if (group) group.push(match)
      else open.set(key, [match])
    } else if (!closed.has(pattern)) closed.set(pattern, match) // the first one wins among equals
  }

  /** Names come again and again: in DNS, in TLS, at the end of their flows. */
  const remembered = new Memory<string, HostnameMatch | null>(MAX_REMEMBERED)

  function match(name: string): HostnameMatch | null {
    let found = remembered.get(name)
    if (found === undefined) {
      found = search(name)
      remembered.set(name, found)
    }
    return found
  }

  function search(name: string): HostnameMatch | null {
    const whole = closed.get(name)
    if (whole) return whole
    let best: HostnameMatch | null = null
    let at = 0
    for (let starts = 0; starts < MAX_STARTS && at >= 0 && at < name.length; starts++) {
      const closedMatch = at === 0 ? undefined : closed.get(name.slice(at))
      if (closedMatch && (best === null || closedMatch.level > best.level)) best = closedMatch
      for (let characters = 1; characters <= PREFIX_CHARACTERS; characters++) {
        const group = open.get(name.slice(at, at + characters))
        if (group === undefined) continue
        for (const candidate of group) {
          if ((best === null || candidate.level > best.level) && name.startsWith(candidate.pattern, at)) best = candidate
        }
      }
      at = nextStart(name, at)
    }
    return best
  }

  return { match, size, memory: remembered }
}

/** Patterns can begin at a label, or at a "-" inside one. */
function nextStart(name: string, at: number): number {
  for (let i = at + 1; i < name.length; i++) {
    const character = name.charCodeAt(i)
    if (character === 0x2d) return i
    if (character === 0x2e) return i + 1
  }
  return -1
}

function labelCount(pattern: string): number {
  let labels = 1
  for (let i = 0; i < pattern.length - 1; i++) if (pattern.charCodeAt(i) === 0x2e) labels++
  return labels
}

/** The patterns that ship with the product. */
export function* builtInHostnamePatterns(): Generator<HostnamePattern> {
  for (const [protocol, category, breed, patterns, level] of hostnameFacts) {
    for (const pattern of patterns) {
      yield { pattern, protocol: protocolId(protocol), category: categoryIdOf(category), breed, level }
    }
  }
  for (const [category, patterns] of categoryHostnameFacts) {
    for (const pattern of patterns) yield { pattern, protocol: 0, category: categoryIdOf(category), breed: "" }
  }
}
