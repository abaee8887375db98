// From a request to a caller: credentials in the request, then the session cookie, then login-disabled.
import type { FastifyRequest } from "fastify"
import { hostname } from "node:os"
import { isIP } from "node:net"
import type { LoginDisabled } from "../config/values.ts"
import { ProductError } from "../contract/errors.ts"
import type { Log } from "../log/log.ts"
import type { BasicCache } from "./basic-cache.ts"
import type { Caller } from "./caller.ts"
import type { Sessions, StoredSession } from "./sessions.ts"
import type { LoginThrottle } from "./throttle.ts"
import type { Tokens } from "./tokens.ts"
import type { StoredUser, Users } from "./users.ts"

/** Null = nobody. Throws ProductError("login-throttled") for an address that guessed too often. */
export type Authenticate = (request: FastifyRequest) => Promise<Caller | null>

export interface AuthenticateOptions {
  readonly users: Users
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly throttle: LoginThrottle
  readonly basicCache: BasicCache
  readonly loginDisabled: LoginDisabled
  readonly cookieName: string
  readonly log: Log
}

export function createAuthenticate(options: AuthenticateOptions): Authenticate {
  const { users, sessions, tokens, loginDisabled, cookieName, log } = options

  async function byToken(secret: string): Promise<Caller | null> {
    const token = await tokens.find(secret)
    const user = token && (await users.get(token.user))
    if (!token || !user) return null
    return { name: token.user, role: token.role === "admin" && user.role === "admin" ? "admin" : "viewer", via: "token", sessionKey: null, csrfToken: null }
  }

  async function byBasic(credentials: string, address: string): Promise<Caller | null> {
    const decoded = Buffer.from(credentials, "base64").toString("utf8")
    const colon = decoded.indexOf(":")
    if (colon < 1 || decoded.length > 400) return null
    const name = decoded.slice(0, colon)
    const user = await checkPassword(options, name, decoded.slice(colon + 1), address)
    return user && { name, role: user.role, via: "basic", sessionKey: null, csrfToken: null }
  }

  async function bySession(id: string): Promise<Caller | null> {
    const found = await sessions.find(id)
    const user = found && (await users.get(found.session.user))
    return found && user ? sessionCaller(found, user) : null
  }

  function open(request: FastifyRequest): Caller | null {
    if (loginDisabled === "no") return null
    if (loginDisabled === "localhost" && !isFromThisMachine(request)) return null
    if (!isOwnName(request.headers.host)) {
      log.warning(`Login is disabled, but a request for host "${request.headers.host ?? ""}" must log in: another site's page could stand behind that name. Use an IP address or this machine's own name.`)
      return null
    }
    return { name: "admin", role: "admin", via: "open", sessionKey: null, csrfToken: null }
  }

  return async (request) => {
    const [scheme = "", credentials = ""] = (request.headers.authorization ?? "").split(/\s+/, 2)
    const kind = scheme.toLowerCase()
    if (kind === "basic") return byBasic(credentials, request.ip)
    if (kind === "bearer" || kind === "token") return byToken(credentials)
    const cookies = request.cookies ?? {}
    const id = cookies[cookieName] ?? (request.routeOptions.config.onNoLogin === "lua" ? cookies.session : undefined)
    return (id ? await bySession(id) : null) ?? open(request)
  }
}

export const sessionCaller = ({ key, session }: { key: string; session: StoredSession }, user: StoredUser): Caller =>
  ({ name: session.user, role: user.role, via: "session", sessionKey: key, csrfToken: session.csrfToken })

/** Throttled, and remembered for a minute. Null = wrong. */
export async function checkPassword({ users, throttle, basicCache }: Pick<AuthenticateOptions, "users" | "throttle" | "basicCache">, name: string, password: string, address: string): Promise<StoredUser | null> {
  const known = await users.get(name)
  if (known && basicCache.isKnown(name, password, known.passwordHash)) return known
  const retryAfterSeconds = throttle.begin(address, name)
  if (retryAfterSeconds > 0) throw new ProductError("login-throttled", { retryAfterSeconds })
  const user = await users.verify(name, password)
  if (user) {
    throttle.succeeded(address, name)
    basicCache.remember(name, password, user.passwordHash)
  }
  return user
}

const isLoopback = (address: string): boolean => address === "::1" || /^(::ffff:)?127\./.test(address)

/** A reverse proxy on this machine also connects from loopback: then somebody else is asking. */
function isFromThisMachine(request: FastifyRequest): boolean {
  const { headers } = request
  return isLoopback(request.ip) && headers["x-forwarded-for"] === undefined && headers.forwarded === undefined && headers["x-real-ip"] === undefined
}

/** DNS rebinding: a stranger's name that resolves to us would make their page "same origin". Addresses and local names can't be taken that way. */
export function isOwnName(host: string | undefined): boolean {
  if (host === undefined) return true // HTTP/1.0 tools; browsers always send it
  const name = host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "").toLowerCase()
  return isIP(name) !== 0 || !name.includes(".") || name === hostname().toLowerCase() || /\.(localhost|local|lan|home|internal|home\.arpa)$/.test(name)
}
