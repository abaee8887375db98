// Who may come in, how it is set up, and how the thing itself does.
import { Type } from "typebox"
import { route } from "./route.ts"
import { done } from "./shapes.ts"

const role = Type.Union([Type.Literal("admin"), Type.Literal("viewer")])
const userName = Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9._@-]+$" })
const password = Type.String({ minLength: 8, maxLength: 256 })

export const session = Type.Object({ user: Type.String(), role, csrfToken: Type.String({ description: "Send as header x-csrf-token with every POST, PUT and DELETE of a browser session" }), mustChangePassword: Type.Boolean(), loginDisabled: Type.Boolean() })
export const login = route({ id: "login", method: "POST", path: "/api/v1/login", tag: "access", role: "public", summary: "Open a session (cookie)", body: Type.Object({ user: Type.String({ maxLength: 64 }), password: Type.String({ maxLength: 256 }) }), reply: session })
export const logout = route({ id: "logout", method: "POST", path: "/api/v1/logout", tag: "access", role: "viewer", summary: "End the session", reply: done })
export const whoAmI = route({ id: "whoAmI", method: "GET", path: "/api/v1/session", tag: "access", role: "viewer", summary: "The session's user and role", reply: session })
export const changeOwnPassword = route({ id: "changeOwnPassword", method: "POST", path: "/api/v1/session/password", tag: "access", role: "viewer", summary: "Change one's own password", body: Type.Object({ current: Type.String({ maxLength: 256 }), next: password }), reply: done })

export const user = Type.Object({ name: Type.String(), fullName: Type.String(), role, createdMs: Type.Number(), lastLoginMs: Type.Union([Type.Number(), Type.Null()]) })
export const listUsers = route({ id: "listUsers", method: "GET", path: "/api/v1/users", tag: "access", role: "admin", summary: "All users", reply: Type.Array(user) })
export const addUser = route({ id: "addUser", method: "POST", path: "/api/v1/users", tag: "access", role: "admin", summary: "Add a user", body: Type.Object({ name: userName, fullName: Type.Optional(Type.String({ maxLength: 200 })), role, password }), reply: user })
export const editUser = route({ id: "editUser", method: "PUT", path: "/api/v1/users/:name", tag: "access", role: "admin", summary: "Change name, role or password of a user", params: Type.Object({ name: userName }), body: Type.Object({ fullName: Type.Optional(Type.String({ maxLength: 200 })), role: Type.Optional(role), password: Type.Optional(password) }), reply: user })
export const deleteUser = route({ id: "deleteUser", method: "DELETE", path: "/api/v1/users/:name", tag: "access", role: "admin", summary: "Delete a user, their sessions and tokens", params: Type.Object({ name: userName }), reply: done })

export const token = Type.Object({ id: Type.String(), user: Type.String(), label: Type.String(), role, createdMs: Type.Number(), lastUsedMs: Type.Union([Type.Number(), Type.Null()]), expiresMs: Type.Union([Type.Number(), Type.Null()]) })
export const listTokens = route({ id: "listTokens", method: "GET", path: "/api/v1/tokens", tag: "access", role: "viewer", summary: "API tokens (own; all for an admin)", reply: Type.Array(token) })
export const addToken = route({ id: "addToken", method: "POST", path: "/api/v1/tokens", tag: "access", role: "viewer", summary: "Make an API token; the secret is shown once", body: Type.Object({ label: Type.String({ minLength: 1, maxLength: 100 }), role: Type.Optional(role), expiresMs: Type.Optional(Type.Number()) }), reply: Type.Object({ token, secret: Type.String() }) })
export const deleteToken = route({ id: "deleteToken", method: "DELETE", path: "/api/v1/tokens/:id", tag: "access", role: "viewer", summary: "Revoke a token", params: Type.Object({ id: Type.String({ maxLength: 64 }) }), reply: done })

export const settings = Type.Object({
  retention: Type.Object({
    bytes: Type.Union([Type.Number({ minimum: 100e6 }), Type.Null()], { description: "Null = no limit" }), days: Type.Union([Type.Number({ minimum: 1 }), Type.Null()], { description: "Of flows; null = no limit" }),
    rollupDays: Type.Union([Type.Number({ minimum: 1 }), Type.Null()], { description: "Of hourly sums and of series by hour and day, at least as long as flows; null = no limit" }),
  }),
  sessionHours: Type.Number({ minimum: 1, maximum: 168 }),
  dateFormat: Type.Union([Type.Literal("iso"), Type.Literal("locale")]),
  throughputUnit: Type.Union([Type.Literal("bits"), Type.Literal("bytes")]),
  hostAliases: Type.Record(Type.String(), Type.String()),
})
export const getSettings = route({ id: "getSettings", method: "GET", path: "/api/v1/settings", tag: "system", role: "viewer", summary: "Settings", reply: settings })
export const putSettings = route({ id: "putSettings", method: "PUT", path: "/api/v1/settings", tag: "system", role: "admin", summary: "Change settings; absent fields stay", body: Type.Partial(settings), reply: settings })
export const putHostAlias = route({ id: "putHostAlias", method: "PUT", path: "/api/v1/hosts/:ip/alias", tag: "system", role: "admin", summary: "Name a host yourself; an empty alias removes it", params: Type.Object({ ip: Type.String({ maxLength: 64 }) }), body: Type.Object({ alias: Type.String({ maxLength: 100 }) }), reply: done })

/** Version, uptime, memory, queues, store, problems with what to do next: the About and Health pages. */
export const health = Type.Object({
  version: Type.String(), node: Type.String(), platform: Type.String(), startedMs: Type.Number(), nowMs: Type.Number(), instance: Type.String(),
  commandLine: Type.String({ description: "Secrets masked" }),
  memory: Type.Object({ rssBytes: Type.Number(), heapBytes: Type.Number(), storeRssBytes: Type.Union([Type.Number(), Type.Null()]) }),
  cpuPercent: Type.Number(),
  store: Type.Object({ kind: Type.String({ description: "embedded, server or none" }), state: Type.String(), engine: Type.Union([Type.String(), Type.Null()]), problem: Type.Union([Type.String(), Type.Null()]), flows: Type.Number(), bytes: Type.Number(), bytesPerFlow: Type.Union([Type.Number(), Type.Null()]), oldestMs: Type.Union([Type.Number(), Type.Null()]), queuedRows: Type.Number(), spooledBytes: Type.Number(), spoolLimitBytes: Type.Number(), insertedRows: Type.Number(), droppedRows: Type.Number(), lagMs: Type.Number() }),
  sinks: Type.Array(Type.Object({
    label: Type.String({ description: "Where to, without credentials" }), title: Type.String(), takes: Type.Array(Type.String({ description: "flows, series" })), state: Type.String({ description: "starting, up, down or stopped" }), problem: Type.Union([Type.String(), Type.Null()]),
    receivedRows: Type.Number({ description: "sent + queued + dropped" }), sentRows: Type.Number(), queuedRows: Type.Number(), queueLimitRows: Type.Number(), dropped: Type.Record(Type.String(), Type.Number(), { description: "Rows by reason" }),
    lagMs: Type.Number({ description: "Age of the oldest row that waits" }), retries: Type.Number(), lastSentMs: Type.Union([Type.Number(), Type.Null()]),
  })),
  disk: Type.Object({ dataDir: Type.String(), freeBytes: Type.Number(), totalBytes: Type.Number() }),
  checks: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), state: Type.Union([Type.Literal("ok"), Type.Literal("warning"), Type.Literal("error")]), text: Type.String(), fix: Type.Union([Type.String(), Type.Null()]) })),
})
export const getHealth = route({ id: "getHealth", method: "GET", path: "/api/v1/health", tag: "system", role: "viewer", summary: "How Netweir itself does", reply: health })
export const getVersion = route({ id: "getVersion", method: "GET", path: "/api/v1/version", tag: "system", role: "public", summary: "Name, version and whether a login is needed", reply: Type.Object({ name: Type.String(), version: Type.String(), loginDisabled: Type.Boolean() }) })
