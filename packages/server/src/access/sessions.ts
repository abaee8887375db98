// Browser sessions: a random id in a cookie, its hash in the store.
import { createHash, randomBytes } from "node:crypto"
import { Type, type Static } from "typebox"
import type { Log } from "../log/log.ts"
import type { Clock } from "../settings/clock.ts"
import { collection } from "../settings/collection.ts"
import type { DocumentStore } from "../settings/document-store.ts"

const stored = Type.Object({ user: Type.String(), csrfToken: Type.String(), createdMs: Type.Number(), expiresMs: Type.Number(), endMs: Type.Number() })
export type StoredSession = Static<typeof stored>

export interface SessionOptions {
  /** Hours without a request that end a session. */
  readonly idleHours: () => Promise<number>
  /** Off (-q): sessions end by their absolute age only. */
  readonly autoLogout: boolean
}
export interface Sessions {
  /** `hours` fixes the life of a session made for a program. */
  open(user: string, hours?: number): Promise<{ readonly id: string; readonly key: string; readonly csrfToken: string; readonly endMs: number }>
  /** The live session of this id; its life is prolonged. */
  find(id: string): Promise<{ readonly key: string; readonly session: StoredSession } | null>
  close(key: string): Promise<void>
  closeAllOf(user: string, exceptKey?: string | null): Promise<void>
  count(): Promise<number>
}

const HOUR_MS = 3_600_000
/** However busy it is, a session ends after this. */
const MAX_AGE_HOURS = 7 * 24
const MAX_AGE_HOURS_NO_LOGOUT = 365 * 24
/** The newest count; a script that logs in with every call must not fill the store. */
const MAX_PER_USER = 50
/** Prolonging is written this seldom. */
const WRITE_EVERY_MS = 5 * 60_000

const keyOf = (id: string): string => createHash("sha256").update(id).digest("hex")

export function createSessions(store: DocumentStore, clock: Clock, log: Log, { idleHours, autoLogout }: SessionOptions): Sessions {
  const sessions = collection(store, "sessions", stored, log)

  async function prune(user: string): Promise<void> {
    const all = await sessions.list()
    const now = clock.nowMs()
    const mine = all.filter(({ value }) => value.user === user && value.expiresMs > now).toSorted((a, b) => a.value.createdMs - b.value.createdMs)
    const tooMany = mine.slice(0, Math.max(0, mine.length - MAX_PER_USER + 1))
    const expired = all.filter(({ value }) => value.expiresMs <= now)
    await Promise.all([...expired, ...tooMany].map(({ name }) => sessions.remove(name)))
  }

  return {
    async open(user, hours) {
      await prune(user)
      const id = randomBytes(32).toString("base64url")
      const csrfToken = randomBytes(24).toString("base64url")
      const now = clock.nowMs()
      const endMs = now + (hours ?? (autoLogout ? MAX_AGE_HOURS : MAX_AGE_HOURS_NO_LOGOUT)) * HOUR_MS
      const expiresMs = autoLogout && hours === undefined ? now + (await idleHours()) * HOUR_MS : endMs
      await sessions.put(keyOf(id), { user, csrfToken, createdMs: now, expiresMs, endMs })
      return { id, key: keyOf(id), csrfToken, endMs }
    },
    async find(id) {
      if (id.length > 100) return null
      const key = keyOf(id)
      const session = await sessions.get(key)
      if (!session) return null
      const now = clock.nowMs()
      if (session.expiresMs <= now) {
        await sessions.remove(key)
        return null
      }
      if (session.expiresMs < session.endMs) {
        const expiresMs = Math.min(session.endMs, now + (await idleHours()) * HOUR_MS)
        if (expiresMs - session.expiresMs > WRITE_EVERY_MS) await sessions.update(key, (current) => (current ? { ...current, expiresMs } : undefined))
      }
      return { key, session }
    },
    close: async (key) => void (await sessions.remove(key)),
    async closeAllOf(user, exceptKey = null) {
      const all = await sessions.list()
      await Promise.all(all.filter(({ name, value }) => value.user === user && name !== exceptKey).map(({ name }) => sessions.remove(name)))
    },
    count: async () => (await sessions.list()).length,
  }
}
