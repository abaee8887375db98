// The mutes of risks: kept in the settings, applied by the workers. Expiry is by wall time, this machine's: whoever says "until Friday"
// means the calendar, also of a capture of last year.
import { randomBytes } from "node:crypto"
import { MAX_RISK_MUTES, parseMuteFilter, risks, type RiskMuteMatches, type RiskMuteRule } from "@netweir/model"
import { Type, type Static } from "typebox"
import { ProductError } from "../contract/errors.ts"
import type { BodyOf, ReplyOf } from "../contract/route.ts"
import type { addRiskMute } from "../contract/risk-mutes.ts"
import type { Log } from "../log/log.ts"
import type { Clock } from "../settings/clock.ts"
import { collection } from "../settings/collection.ts"
import type { DocumentStore } from "../settings/document-store.ts"

const orNull = Type.Union([Type.Number(), Type.Null()])
const stored = Type.Object({
  risk: Type.Union([Type.String(), Type.Null()]), filter: Type.String(), reason: Type.String(), expiresMs: orNull,
  createdBy: Type.String(), createdMs: Type.Number(), flows: Type.Number(), lastMatchMs: orNull,
})
type StoredMute = Static<typeof stored>
export type NewRiskMute = BodyOf<typeof addRiskMute>
export type ShownRiskMute = ReplyOf<typeof addRiskMute>

/** Expiries are looked at when they come due, and at least this often: another Netweir may share the settings, the clock may be set. */
const LOOK_MS = 60_000
/** Matches are written so often. */
const WRITE_MS = 30_000
const riskKeys = new Set(risks.map(({ key }) => key))

export interface RiskMutes {
  list(): Promise<ShownRiskMute[]>
  add(mute: NewRiskMute, createdBy: string): Promise<ShownRiskMute>
  change(id: string, mute: NewRiskMute): Promise<ShownRiskMute>
  remove(id: string): Promise<void>
  /** Those that count now. */
  inForce(): readonly RiskMuteRule[]
  /** Called with what counts whenever that changes. */
  onChange(listener: (mutes: readonly RiskMuteRule[]) => void): void
  /** Workers applied mutes to flows. */
  matched(matches: readonly RiskMuteMatches[]): void
  /** Reads the settings and the clock again. */
  look(): Promise<void>
  start(): void
  stop(): Promise<void>
}

export async function openRiskMutes(store: DocumentStore, clock: Clock, log: Pick<Log, "warning" | "normal">): Promise<RiskMutes> {
  const documents = collection(store, "risk-mutes", stored, log as Log) // it warns only
  const listeners: ((mutes: readonly RiskMuteRule[]) => void)[] = []
  const news = new Map<string, { flows: number; lastMs: number }>()
  const known = new Map<string, StoredMute>()
  let current: readonly RiskMuteRule[] = []
  let told = ""
  let lookTimer: NodeJS.Timeout | undefined
  let writeTimer: NodeJS.Timeout | undefined
  let isRunning = false

  const stateOf = (mute: StoredMute): ShownRiskMute["state"] =>
    mute.expiresMs !== null && mute.expiresMs <= clock.nowMs() ? "expired" : isUsable(mute) ? "active" : "unusable"
  function shown(id: string, mute: StoredMute): ShownRiskMute {
    const fresh = news.get(id)
    return { id, ...mute, state: stateOf(mute), flows: mute.flows + (fresh?.flows ?? 0), lastMatchMs: fresh ? Math.max(fresh.lastMs, mute.lastMatchMs ?? 0) : mute.lastMatchMs }
  }

  async function look(): Promise<void> {
    const all = await documents.list()
    known.clear()
    for (const { name, value } of all.slice(0, MAX_RISK_MUTES)) known.set(name, value)
    judge()
  }

  /** What counts now; who listens hears of it only when it is something else. */
  function judge(): void {
    current = [...known].filter(([, mute]) => stateOf(mute) === "active").map(([id, { risk, filter, reason }]) => ({ id, risk, filter, reason }))
    const text = JSON.stringify(current)
    if (text !== told) {
      told = text
      for (const listener of listeners) listener(current)
    }
    if (isRunning) lookAgain()
  }

  function lookAgain(): void {
    clearTimeout(lookTimer)
    const now = clock.nowMs()
    const due = Math.min(...[...known.values()].flatMap(({ expiresMs }) => (expiresMs !== null && expiresMs > now ? [expiresMs - now] : [])), LOOK_MS)
    lookTimer = setTimeout(() => {
      look().catch((error: unknown) => {
        log.warning("mutes: the settings cannot be read; those known stay in force", error)
        if (isRunning) lookAgain()
      })
    }, due)
    lookTimer.unref()
  }

  async function write(): Promise<void> {
    clearTimeout(writeTimer)
    writeTimer = undefined
    const taken = [...news]
    news.clear()
    for (const [id, { flows, lastMs }] of taken) {
      const next = await documents.update(id, (mute) => mute && { ...mute, flows: mute.flows + flows, lastMatchMs: Math.max(lastMs, mute.lastMatchMs ?? 0) })
      if (next) known.set(id, next)
    }
  }

  await look()
  return {
    async list() {
      await look()
      return [...known].map(([id, mute]) => shown(id, mute)).toSorted((a, b) => b.createdMs - a.createdMs)
    },
    async add(body, createdBy) {
      const mute = checked(body, clock.nowMs())
      await look()
      if (known.size >= MAX_RISK_MUTES) throw new ProductError("mute-limit", { limit: MAX_RISK_MUTES })
      const id = randomBytes(9).toString("base64url")
      const made: StoredMute = { ...mute, createdBy, createdMs: clock.nowMs(), flows: 0, lastMatchMs: null }
      await documents.put(id, made)
      known.set(id, made)
      judge()
      return shown(id, made)
    },
    async change(id, body) {
      const mute = checked(body, clock.nowMs())
      const next = await documents.update(id, (before) => before && { ...before, ...mute })
      if (!next) throw new ProductError("mute-not-found", { id })
      known.set(id, next)
      judge()
      return shown(id, next)
    },
    async remove(id) {
      if (!(await documents.remove(id))) throw new ProductError("mute-not-found", { id })
      known.delete(id)
      news.delete(id)
      judge()
    },
    inForce: () => current,
    onChange: (listener) => void listeners.push(listener),
    matched(matches) {
      for (const { id, flows, lastMs } of matches) {
        if (!known.has(id)) continue // taken away meanwhile
        const before = news.get(id)
        news.set(id, { flows: flows + (before?.flows ?? 0), lastMs: Math.max(lastMs, before?.lastMs ?? 0) })
      }
      if (news.size === 0 || writeTimer !== undefined) return
      writeTimer = setTimeout(() => { write().catch((error: unknown) => log.warning("mutes: how often they matched could not be written", error)) }, WRITE_MS)
      writeTimer.unref()
    },
    look,
    start() {
      isRunning = true
      lookAgain()
    },
    async stop() {
      isRunning = false
      clearTimeout(lookTimer)
      await write()
    },
  }
}

function isUsable({ risk, filter }: Pick<StoredMute, "risk" | "filter">): boolean {
  return (risk === null || riskKeys.has(risk)) && parseMuteFilter(filter).ok
}

/** Throws with what is wrong with it. */
function checked({ risk, filter, reason, expiresMs }: NewRiskMute, nowMs: number): NewRiskMute {
  const wrong = (message: string) => new ProductError("mute-invalid", undefined, { message })
  const words = [...reason].map((char) => (char < " " || char === "\u007f" ? " " : char)).join("").trim()
  if (words === "") throw wrong("A mute needs a reason: whoever comes after you will ask.")
  if (risk !== null && !riskKeys.has(risk)) throw wrong(`There is no risk "${risk}".`)
  const parsed = parseMuteFilter(filter)
  if (!parsed.ok) throw new ProductError("filter-invalid", parsed.error, { message: parsed.error.message })
  if (risk === null && parsed.tree.kind === "all") throw wrong("Every risk of every flow would be muted: choose a risk, or say which flows.")
  if (expiresMs !== null && expiresMs <= nowMs) throw wrong("The expiry lies in the past.")
  return { risk, filter: filter.trim(), reason: words, expiresMs }
}
