// Data sets that came before their template: copied, kept briefly, decoded when it comes. Bounded per session and over all.
import type { NetflowLimits } from "./contract.ts"
import type { Session } from "./sessions.ts"

export interface HeldSet {
  readonly session: Session
  readonly templateId: number
  readonly bytes: Uint8Array
  readonly heldUs: number
  /** The header that it came under. */
  readonly exportUs: number
  readonly uptimeMs: number
  readonly uptimeAtUs: number
}

/** Of one session, oldest first. */
export class MessageHeld {
  sets: HeldSet[] = []
  bytes = 0
}

export class HeldSets {
  sets = 0
  bytes = 0
  private readonly waiting = new Set<Session>()
  private readonly limits: NetflowLimits

  constructor(limits: NetflowLimits) {
    this.limits = limits
  }

  /** False: no room. */
  hold(set: HeldSet): boolean {
    const { held } = set.session
    const length = set.bytes.length
    if (held.bytes + length > this.limits.heldBytesPerSession || this.bytes + length > this.limits.heldBytes) return false
    held.sets.push({ ...set, bytes: set.bytes.slice() })
    held.bytes += length
    this.bytes += length
    this.sets++
    this.waiting.add(set.session)
    return true
  }

  /** Takes out those of a template, or all. */
  take(session: Session, templateId: number | null): HeldSet[] {
    const { held } = session
    if (held.sets.length === 0) return []
    const taken = templateId === null ? held.sets : held.sets.filter((set) => set.templateId === templateId)
    if (taken.length === 0) return []
    held.sets = templateId === null ? [] : held.sets.filter((set) => set.templateId !== templateId)
    for (const set of taken) this.forget(session, set)
    return taken
  }

  /** Takes out those that waited too long. */
  takeOld(nowUs: number): HeldSet[] {
    const old: HeldSet[] = []
    for (const session of this.waiting) {
      const { held } = session
      while (held.sets.length > 0 && nowUs - held.sets[0].heldUs > this.limits.heldUs) {
        const set = held.sets.shift()
        if (set === undefined) break
        this.forget(session, set)
        old.push(set)
      }
    }
    return old
  }

  private forget(session: Session, set: HeldSet): void {
    session.held.bytes -= set.bytes.length
    this.bytes -= set.bytes.length
    this.sets--
    if (session.held.sets.length === 0) this.waiting.delete(session)
  }
}
