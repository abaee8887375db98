import { Type, type Static } from "typebox"
import { ProductError } from "../contract/errors.ts"
import type { Role } from "../contract/route.ts"
import type { Log } from "../log/log.ts"
import type { Clock } from "../settings/clock.ts"
import { collection } from "../settings/collection.ts"
import type { DocumentStore } from "../settings/document-store.ts"
import { hashPassword, randomPassword, verifyNothing, verifyPassword } from "./password.ts"

const stored = Type.Object({
  fullName: Type.String(),
  role: Type.Union([Type.Literal("admin"), Type.Literal("viewer")]),
  passwordHash: Type.String(),
  mustChangePassword: Type.Boolean(),
  createdMs: Type.Number(),
  lastLoginMs: Type.Union([Type.Number(), Type.Null()]),
})
export type StoredUser = Static<typeof stored>
export interface User { readonly name: string; readonly fullName: string; readonly role: Role; readonly createdMs: number; readonly lastLoginMs: number | null }

export interface Users {
  list(): Promise<readonly User[]>
  get(name: string): Promise<StoredUser | undefined>
  /** An administrator sets the password, so its owner is asked to change it. */
  add(user: { name: string; fullName?: string; role: Role; password: string }): Promise<User>
  edit(name: string, change: { fullName?: string; role?: Role; password?: string }): Promise<User>
  remove(name: string): Promise<void>
  changeOwnPassword(name: string, next: string): Promise<void>
  /** Is this the user's password? Takes as long for an unknown name. */
  verify(name: string, password: string): Promise<StoredUser | null>
  noteLogin(name: string): Promise<void>
  /** First start: makes `admin` and answers the password to print; null when there are users. */
  ensureAdmin(): Promise<string | null>
  resetAdmin(): Promise<string>
}

export function createUsers(store: DocumentStore, clock: Clock, log: Log): Users {
  const users = collection(store, "users", stored, log)
  const shown = (name: string, { fullName, role, createdMs, lastLoginMs }: StoredUser): User => ({ name, fullName, role, createdMs, lastLoginMs })
  const missing = (name: string) => new ProductError("user-not-found", { user: name })

  async function assertAnotherAdmin(name: string): Promise<void> {
    if (!(await users.list()).some((one) => one.name !== name && one.value.role === "admin")) throw new ProductError("last-admin", { user: name })
  }
  async function makeAdmin(): Promise<string> {
    const password = randomPassword()
    const passwordHash = await hashPassword(password)
    await users.update("admin", (current) => ({ fullName: "Administrator", createdMs: clock.nowMs(), lastLoginMs: null, ...current, role: "admin", passwordHash, mustChangePassword: false }))
    return password
  }

  return {
    list: async () => (await users.list()).map(({ name, value }) => shown(name, value)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    get: (name) => users.get(name),
    async add({ name, fullName = "", role, password }) {
      const made: StoredUser = { fullName, role, passwordHash: await hashPassword(password), mustChangePassword: true, createdMs: clock.nowMs(), lastLoginMs: null }
      await users.update(name, (current) => {
        if (current) throw new ProductError("user-exists", { user: name })
        return made
      })
      return shown(name, made)
    },
    async edit(name, { fullName, role, password }) {
      if (!(await users.get(name))) throw missing(name)
      if (role === "viewer") await assertAnotherAdmin(name)
      const passwordHash = password === undefined ? undefined : await hashPassword(password)
      const next = await users.update(name, (current) => {
        if (!current) throw missing(name)
        return { ...current, ...(fullName !== undefined && { fullName }), ...(role !== undefined && { role }), ...(passwordHash !== undefined && { passwordHash, mustChangePassword: true }) }
      })
      if (!next) throw missing(name)
      return shown(name, next)
    },
    async remove(name) {
      if (!(await users.get(name))) throw missing(name)
      await assertAnotherAdmin(name)
      await users.remove(name)
    },
    async changeOwnPassword(name, nextPassword) {
      const passwordHash = await hashPassword(nextPassword)
      await users.update(name, (current) => {
        if (!current) throw missing(name)
        return { ...current, passwordHash, mustChangePassword: false }
      })
    },
    async verify(name, password) {
      const user = await users.get(name)
      const isRight = user ? await verifyPassword(password, user.passwordHash) : await verifyNothing(password)
      return user && isRight ? user : null
    },
    async noteLogin(name) {
      await users.update(name, (current) => (current ? { ...current, lastLoginMs: clock.nowMs() } : undefined))
    },
    ensureAdmin: async () => ((await users.isEmpty()) ? makeAdmin() : null),
    resetAdmin: makeAdmin,
  }
}
