// Users, sessions, tokens and the guard at the door, put together.
import type { LoginDisabled } from "../config/values.ts"
import { ProductError } from "../contract/errors.ts"
import type { Log } from "../log/log.ts"
import type { Clock } from "../settings/clock.ts"
import type { DocumentStore } from "../settings/document-store.ts"
import { checkPassword, createAuthenticate, sessionCaller, type Authenticate } from "./authenticate.ts"
import { createBasicCache } from "./basic-cache.ts"
import type { Caller } from "./caller.ts"
import { createSessions, type Sessions } from "./sessions.ts"
import { createThrottle, type LoginThrottle } from "./throttle.ts"
import { createTokens, type Tokens } from "./tokens.ts"
import { createUsers, type Users } from "./users.ts"

export interface AccessOptions {
  readonly store: DocumentStore
  readonly clock: Clock
  readonly log: Log
  readonly loginDisabled: LoginDisabled
  readonly autoLogout: boolean
  readonly sessionHours: () => Promise<number>
  /** `session_<http port>_<https port>`: cookies know no ports, and several instances may share a host. */
  readonly cookieName: string
}

export interface Access {
  readonly users: Users
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly throttle: LoginThrottle
  readonly authenticate: Authenticate
  readonly cookieName: string
  readonly loginDisabled: LoginDisabled
  /** Opens a session or throws login-failed / login-throttled. */
  login(user: string, password: string, address: string): Promise<{ readonly id: string; readonly endMs: number; readonly caller: Caller; readonly mustChangePassword: boolean }>
  /** Throttled like a login; null = wrong. */
  checkPassword(user: string, password: string, address: string): Promise<boolean>
  /** Deletes a user with their sessions and tokens. */
  removeUser(name: string): Promise<void>
  readonly failedLogins: number
}

export function createAccess(options: AccessOptions): Access {
  const { store, clock, log, loginDisabled, cookieName } = options
  const users = createUsers(store, clock, log)
  const sessions = createSessions(store, clock, log, { idleHours: options.sessionHours, autoLogout: options.autoLogout })
  const tokens = createTokens(store, clock, log)
  const throttle = createThrottle(clock)
  const basicCache = createBasicCache(clock)
  let failedLogins = 0

  return {
    users, sessions, tokens, throttle, cookieName, loginDisabled,
    authenticate: createAuthenticate({ users, sessions, tokens, throttle, basicCache, loginDisabled, cookieName, log }),
    async login(name, password, address) {
      const user = await checkPassword({ users, throttle, basicCache }, name, password, address)
      if (!user) {
        failedLogins++
        log.warning(`login of "${name}" from ${address} failed`)
        throw new ProductError("login-failed")
      }
      const opened = await sessions.open(name)
      await users.noteLogin(name)
      log.info(`${name} logged in from ${address}`)
      const session = { user: name, csrfToken: opened.csrfToken, createdMs: clock.nowMs(), expiresMs: opened.endMs, endMs: opened.endMs }
      return { id: opened.id, endMs: opened.endMs, caller: sessionCaller({ key: opened.key, session }, user), mustChangePassword: user.mustChangePassword }
    },
    checkPassword: async (name, password, address) => (await checkPassword({ users, throttle, basicCache }, name, password, address)) !== null,
    async removeUser(name) {
      await users.remove(name)
      await Promise.all([sessions.closeAllOf(name), tokens.removeAllOf(name)])
    },
    get failedLogins() {
      return failedLogins
    },
  }
}
