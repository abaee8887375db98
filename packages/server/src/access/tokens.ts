// API tokens: the secret is shown once, its hash is kept. A random secret of 128 bits or more needs no slow hash.
import { createHash, randomBytes } from "node:crypto"
import { Type, type Static } from "typebox"
import { ProductError } from "../contract/errors.ts"
import type { Role } from "../contract/route.ts"
import type { Log } from "../log/log.ts"
import type { Clock } from "../settings/clock.ts"
import { collection } from "../settings/collection.ts"
import type { DocumentStore } from "../settings/document-store.ts"

const stored = Type.Object({
  user: Type.String(),
  label: Type.String(),
  role: Type.Union([Type.Literal("admin"), Type.Literal("viewer")]),
  createdMs: Type.Number(),
  lastUsedMs: Type.Union([Type.Number(), Type.Null()]),
  expiresMs: Type.Union([Type.Number(), Type.Null()]),
})
export type StoredToken = Static<typeof stored>
export interface ShownToken extends StoredToken { readonly id: string }

export interface NewToken {
  readonly user: string
  readonly label: string
  readonly role: Role
  readonly expiresMs?: number | null
  /** 32 hexadecimal digits, the form that ntopng's clients check for. */
  readonly hex?: boolean
}
export interface Tokens {
  add(token: NewToken): Promise<{ readonly token: ShownToken; readonly secret: string }>
  find(secret: string): Promise<ShownToken | null>
  list(user?: string): Promise<readonly ShownToken[]>
  /** `user`: only if it is theirs. */
  remove(id: string, user?: string): Promise<void>
  removeAllOf(user: string, label?: string): Promise<void>
}

const MAX_PER_USER = 100
const NOTE_USE_EVERY_MS = 60_000
const keyOf = (secret: string): string => createHash("sha256").update(secret).digest("hex")
/** Part of the hash: enough to name a token, of no use for anything else. */
const idOf = (key: string): string => key.slice(0, 24)

export function createTokens(store: DocumentStore, clock: Clock, log: Log): Tokens {
  const tokens = collection(store, "tokens", stored, log)
  const all = async () => (await tokens.list()).map(({ name, value }) => ({ key: name, token: { id: idOf(name), ...value } }))

  return {
    async add({ user, label, role, expiresMs = null, hex = false }) {
      if ((await all()).filter(({ token }) => token.user === user).length >= MAX_PER_USER) throw new ProductError("token-limit")
      const secret = hex ? randomBytes(16).toString("hex") : `nw_${randomBytes(32).toString("base64url")}`
      const token: StoredToken = { user, label, role, createdMs: clock.nowMs(), lastUsedMs: null, expiresMs }
      await tokens.put(keyOf(secret), token)
      return { token: { id: idOf(keyOf(secret)), ...token }, secret }
    },
    async find(secret) {
      if (secret.length > 200) return null
      const key = keyOf(secret)
      const token = await tokens.get(key)
      const now = clock.nowMs()
      if (!token || (token.expiresMs !== null && token.expiresMs <= now)) return null
      if (now - (token.lastUsedMs ?? 0) > NOTE_USE_EVERY_MS) await tokens.update(key, (current) => (current ? { ...current, lastUsedMs: now } : undefined))
      return { id: idOf(key), ...token }
    },
    list: async (user) => (await all()).map(({ token }) => token).filter((token) => user === undefined || token.user === user).toSorted((a, b) => b.createdMs - a.createdMs),
    async remove(id, user) {
      const found = (await all()).find(({ token }) => token.id === id && (user === undefined || token.user === user))
      if (!found) throw new ProductError("token-not-found", { id })
      await tokens.remove(found.key)
    },
    async removeAllOf(user, label) {
      const theirs = (await all()).filter(({ token }) => token.user === user && (label === undefined || token.label === label))
      await Promise.all(theirs.map(({ key }) => tokens.remove(key)))
    },
  }
}
