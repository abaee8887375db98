// Transport sessions: exporter's address and port (or connection), version, observation domain. Bounded: strangers can make up as many
// as they like. A session that has delivered records is never pushed out by one that has not.
import { MessageHeld } from "./held-sets.ts"
import type { NetflowLimits } from "./contract.ts"
import { PointState } from "./point-state.ts"
import { Sequence } from "./sequence.ts"
import type { Template } from "./template.ts"

/** By address, over all its sessions. */
export class ExporterState {
  readonly text: string
  readonly words: Uint32Array
  readonly forcedRate: number
  readonly assumedRate: number
  readonly sessions = new Set<Session>()
  templates = 0

  constructor(text: string, words: Uint32Array, forcedRate: number, assumedRate: number) {
    this.text = text
    this.words = Uint32Array.from(words.subarray(0, 4))
    this.forcedRate = forcedRate
    this.assumedRate = assumedRate
  }
}

export class Session {
  readonly exporter: ExporterState
  readonly state: PointState
  readonly port: number
  readonly version: number
  readonly domain: number
  /** Number of the connection, 0 = datagrams. */
  readonly stream: number
  readonly hash: number
  readonly templates = new Map<number, Template>()
  templateCost = 0
  readonly sequence: Sequence
  readonly held = new MessageHeld()
  lastSeenUs = 0
  /** Uptime of the last datagram, -1 = none yet. */
  uptimeMs = -1
  /** systemInitTimeMilliseconds by options (IPFIX), 0 = not told. */
  bootMs = 0
  /** It delivered records: it is somebody. */
  isProven = false
  // Neighbours in its hash bucket and in its queue (proven or not), least recently heard first.
  bucketNext: Session | null = null
  older: Session | null = null
  newer: Session | null = null

  constructor(exporter: ExporterState, state: PointState, port: number, version: number, domain: number, stream: number, hash: number) {
    this.exporter = exporter
    this.state = state
    this.port = port
    this.version = version
    this.domain = domain
    this.stream = stream
    this.hash = hash
    this.sequence = new Sequence(version)
  }
}

class Queue {
  oldest: Session | null = null
  newest: Session | null = null

  add(session: Session): void {
    session.older = this.newest
    session.newer = null
    if (this.newest !== null) this.newest.newer = session
    this.newest = session
    this.oldest ??= session
  }

  remove(session: Session): void {
    if (session.older !== null) session.older.newer = session.newer
    else this.oldest = session.newer
    if (session.newer !== null) session.newer.older = session.older
    else this.newest = session.older
    session.older = session.newer = null
  }
}

/** A proven session that was silent that long may go after all. */
const FORGET_AFTER_US = 3_600_000_000

export interface SessionRules {
  readonly limits: NetflowLimits
  readonly seed: number
  forcedRate(words: Uint32Array): number
  assumedRate(words: Uint32Array): number
  /** Held data of a session that goes. */
  released(session: Session): void
  /** A point that never had data goes. */
  forgotten(state: PointState): void
}

export class Sessions {
  count = 0
  templates = 0
  evicted = 0
  readonly states = new Map<string, PointState>()
  private readonly buckets = new Map<number, Session>()
  private readonly exporters = new Map<string, ExporterState>()
  private readonly unproven = new Queue()
  private readonly proven = new Queue()
  private readonly rules: SessionRules

  constructor(rules: SessionRules) {
    this.rules = rules
  }

  find(words: Uint32Array, port: number, version: number, domain: number, stream: number): Session | null {
    let session = this.buckets.get(this.hash(words, port, version, domain, stream)) ?? null
    while (session !== null && !isSame(session, words, port, version, domain, stream)) session = session.bucketNext
    return session
  }

  /** Null: no room. */
  make(words: Uint32Array, port: number, version: number, domain: number, stream: number, nowUs: number, source: string, exporterText: string): Session | null {
    const { limits } = this.rules
    if (this.count >= limits.sessions && !this.makeRoom(nowUs)) return null
    let exporter = this.exporters.get(exporterText)
    if (exporter === undefined) {
      exporter = new ExporterState(exporterText, words, this.rules.forcedRate(words), this.rules.assumedRate(words))
      this.exporters.set(exporterText, exporter)
    }
    if (exporter.sessions.size >= limits.sessionsPerExporter && !this.makeRoomAt(exporter)) return null
    const key = `${source} ${exporterText} ${domain}`
    let state = this.states.get(key)
    if (state === undefined) {
      state = new PointState(key, exporter.forcedRate, exporter.assumedRate)
      state.firstSeenUs = nowUs
      this.states.set(key, state)
    }
    const hash = this.hash(words, port, version, domain, stream)
    const session = new Session(exporter, state, port, version, domain, stream, hash)
    session.bucketNext = this.buckets.get(hash) ?? null
    this.buckets.set(hash, session)
    this.unproven.add(session)
    state.sessions.add(session)
    exporter.sessions.add(session)
    this.count++
    return session
  }

  ofStream(stream: number): Session[] {
    const found: Session[] = []
    for (const state of this.states.values()) for (const session of state.sessions) if (session.stream === stream) found.push(session)
    return found
  }

  /** Heard: to the end of its queue. */
  touch(session: Session, nowUs: number): void {
    session.lastSeenUs = nowUs
    const queue = session.isProven ? this.proven : this.unproven
    if (queue.newest === session) return
    queue.remove(session)
    queue.add(session)
  }

  prove(session: Session): void {
    if (session.isProven) return
    this.unproven.remove(session)
    session.isProven = true
    this.proven.add(session)
  }

  // ── templates

  /** False: a limit stands against it. */
  define(session: Session, template: Template, nowUs: number): boolean {
    const { limits } = this.rules
    const former = session.templates.get(template.id)
    const cost = template.cost - (former?.cost ?? 0)
    if (former === undefined && session.templates.size >= limits.templatesPerSession) return false
    if (session.exporter.templates + cost > limits.templatesPerExporter) return false
    while (this.templates + cost > limits.templates) if (!this.makeRoom(nowUs, session)) return false
    session.templates.set(template.id, template)
    this.addCost(session, cost)
    return true
  }

  withdraw(session: Session, id: number): boolean {
    const template = session.templates.get(id)
    if (template === undefined) return false
    session.templates.delete(id)
    this.addCost(session, -template.cost)
    return true
  }

  withdrawAll(session: Session, isOptions: boolean | null): void {
    for (const [id, template] of session.templates) if (isOptions === null || template.isOptions === isOptions) this.withdraw(session, id)
  }

  private addCost(session: Session, cost: number): void {
    session.templateCost += cost
    session.exporter.templates += cost
    this.templates += cost
  }

  // ── making room

  private makeRoom(nowUs: number, spare: Session | null = null): boolean {
    let victim = this.unproven.oldest
    if (victim === spare && victim !== null) victim = victim.newer
    if (victim === null && this.proven.oldest !== null && nowUs - this.proven.oldest.lastSeenUs > FORGET_AFTER_US) victim = this.proven.oldest
    if (victim === null || victim === spare) return false
    this.evicted++
    this.remove(victim)
    return true
  }

  /** An exporter with too many sessions loses its own oldest. */
  private makeRoomAt(exporter: ExporterState): boolean {
    let victim: Session | null = null
    for (const session of exporter.sessions) {
      if (session.stream !== 0) continue
      if (victim === null || (victim.isProven && !session.isProven) || (victim.isProven === session.isProven && session.lastSeenUs < victim.lastSeenUs)) victim = session
    }
    if (victim === null) return false
    this.evicted++
    this.remove(victim)
    return true
  }

  remove(session: Session): void {
    this.rules.released(session)
    this.withdrawAll(session, null)
    ;(session.isProven ? this.proven : this.unproven).remove(session)
    this.unlink(session)
    const { state, exporter, sequence } = session
    state.sessions.delete(session)
    state.lost += sequence.lost
    state.reordered += sequence.reordered
    state.restarts += sequence.restarts
    // A point that never had data leaves no trace; the others are shown for as long as the source runs.
    if (state.sessions.size === 0 && state.number < 0) {
      this.states.delete(state.key)
      this.rules.forgotten(state)
    }
    this.count--
    exporter.sessions.delete(session)
    if (exporter.sessions.size === 0) this.exporters.delete(exporter.text)
  }

  private unlink(session: Session): void {
    const first = this.buckets.get(session.hash) ?? null
    if (first === session) {
      if (session.bucketNext === null) this.buckets.delete(session.hash)
      else this.buckets.set(session.hash, session.bucketNext)
      return
    }
    for (let one = first; one !== null; one = one.bucketNext) if (one.bucketNext === session) one.bucketNext = session.bucketNext
  }

  private hash(words: Uint32Array, port: number, version: number, domain: number, stream: number): number {
    let hash = this.rules.seed
    for (let i = 0; i < 4; i++) hash = Math.imul(hash ^ words[i], 0x9e3779b1) ^ (hash >>> 15)
    hash = Math.imul(hash ^ domain, 0x85ebca6b) ^ (hash >>> 13)
    hash = Math.imul(hash ^ (port | (version << 16)), 0xc2b2ae35) ^ (hash >>> 16)
    return Math.imul(hash ^ stream, 0x27d4eb2f) >> 2 // small integers are cheaper as keys
  }
}

function isSame(session: Session, words: Uint32Array, port: number, version: number, domain: number, stream: number): boolean {
  const own = session.exporter.words
  return session.port === port && session.domain === domain && session.version === version && session.stream === stream
    && own[3] === words[3] && own[2] === words[2] && own[1] === words[1] && own[0] === words[0]
}
