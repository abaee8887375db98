// Handlers of contract/system.ts: sessions, users, tokens.
import type { FastifyReply, FastifyRequest } from "fastify"
import { ProductError } from "../contract/errors.ts"
import * as routes from "../contract/system.ts"
import type { HttpServer } from "../http/create-http.ts"
import type { Clock } from "../settings/clock.ts"
import type { Access } from "./access.ts"
import type { Caller } from "./caller.ts"

const ok = { ok: true } as const

export function bindAccess({ bind }: HttpServer, access: Access, { clock, prefix }: { clock: Clock; prefix: string }): void {
  const { users, sessions, tokens } = access
  const shown = (caller: Caller, mustChangePassword: boolean) =>
    ({ user: caller.name, role: caller.role, csrfToken: caller.csrfToken ?? "", mustChangePassword, loginDisabled: caller.via === "open" })

  bind(routes.login, async ({ body, request, reply }) => {
    const { id, endMs, caller, mustChangePassword } = await access.login(body.user, body.password, request.ip)
    setSessionCookie(reply, request, access.cookieName, id, { prefix, maxAgeSeconds: Math.floor((endMs - clock.nowMs()) / 1_000) })
    return shown(caller, mustChangePassword)
  })
  bind(routes.logout, async ({ user, reply }) => {
    if (user.sessionKey !== null) await sessions.close(user.sessionKey)
    reply.clearCookie(access.cookieName, { path: prefix || "/" })
    return ok
  })
  bind(routes.whoAmI, async ({ user }) => shown(user, user.via === "session" ? ((await users.get(user.name))?.mustChangePassword ?? false) : false))
  bind(routes.changeOwnPassword, async ({ user, body, request }) => {
    if (user.via === "open") throw new ProductError("not-allowed", undefined, { message: "Login is disabled: there is no password of your own. Change a user's in Settings > Users." })
    if (!(await access.checkPassword(user.name, body.current, request.ip))) throw new ProductError("password-wrong")
    await users.changeOwnPassword(user.name, body.next)
    await sessions.closeAllOf(user.name, user.sessionKey) // whoever knew the old one is out
    return ok
  })

  bind(routes.listUsers, () => users.list())
  bind(routes.addUser, ({ body }) => users.add(body))
  bind(routes.editUser, async ({ params, body, user }) => {
    const edited = await users.edit(params.name, body)
    if (body.password !== undefined) await sessions.closeAllOf(params.name, params.name === user.name ? user.sessionKey : null)
    return edited
  })
  bind(routes.deleteUser, async ({ params }) => {
    await access.removeUser(params.name)
    return ok
  })

  bind(routes.listTokens, ({ user }) => tokens.list(user.role === "admin" ? undefined : user.name))
  bind(routes.addToken, async ({ user, body }) => {
    // A token outlives its session: it may do no more than its maker, and one made while login was disabled belongs to admin.
    const role = body.role === "admin" && user.role !== "admin" ? null : (body.role ?? user.role)
    if (role === null) throw new ProductError("not-allowed", undefined, { message: "A token may do no more than its user." })
    return tokens.add({ user: user.name, label: body.label, role, expiresMs: body.expiresMs ?? null })
  })
  bind(routes.deleteToken, async ({ user, params }) => {
    await tokens.remove(params.id, user.role === "admin" ? undefined : user.name)
    return ok
  })
}

export function setSessionCookie(reply: FastifyReply, request: FastifyRequest, name: string, id: string, { prefix, maxAgeSeconds }: { prefix: string; maxAgeSeconds: number }): void {
  reply.setCookie(name, id, { path: prefix || "/", httpOnly: true, sameSite: "lax", secure: isTls(request), maxAge: maxAgeSeconds })
}

/** TLS ends here, or at a proxy that says so. A liar only makes its own cookie stricter. */
const isTls = (request: FastifyRequest): boolean => request.protocol === "https" || request.headers["x-forwarded-proto"] === "https"
