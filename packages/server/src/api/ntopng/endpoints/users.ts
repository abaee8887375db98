// Users, tokens and sessions for programs.
import { ProductError } from "../../../contract/errors.ts"
import { endpoint } from "../endpoint.ts"
import { NtopngError } from "../envelope.ts"
import type { Parameters } from "../parameters.ts"

const TOKEN_LABEL = "ntopng API token"

/** One token per user, 32 hexadecimal digits; a new one ends the old one. */
export const createToken = endpoint({
  path: "create/ntopng/api_token",
  access: "admin",
  async answer({ parameters, parts: { access } }) {
    const username = parameters.required("username")
    const user = await access.users.get(username)
    if (!user) throw new NtopngError("USER_DOES_NOT_EXIST")
    await access.tokens.removeAllOf(username, TOKEN_LABEL)
    const { secret } = await access.tokens.add({ user: username, label: TOKEN_LABEL, role: user.role, hex: true })
    return { rsp: { api_token: secret } }
  },
})

const MAX_SESSION_SECONDS = 7 * 86_400

/** A session for a program: one's own, or anybody's for an administrator. */
export const createSession = endpoint({
  path: "create/ntopng/session",
  async answer({ parameters, user, parts: { access } }) {
    const username = parameters.text("username") ?? user.name
    if (username !== user.name && user.role !== "admin") throw new NtopngError("NOT_GRANTED")
    if (!(await access.users.get(username))) throw new NtopngError("USER_DOES_NOT_EXIST")
    const seconds = parameters.integer("auth_session_duration", { min: 60, max: MAX_SESSION_SECONDS, fallback: 12 * 3_600 })
    return { rsp: { session: (await access.sessions.open(username, seconds / 3_600)).id } }
  },
})

const group = (role: string) => (role === "admin" ? "administrator" : "unprivileged")
const roleOf = (parameters: Parameters) => (parameters.text("user_role") === "administrator" ? "admin" : "viewer")

/** Passwords and their hashes stay inside. */
export const users = endpoint({
  path: "get/ntopng/users",
  access: "admin",
  async answer({ parts: { access } }) {
    const all = await access.users.list()
    return { rsp: Object.fromEntries(all.map(({ name, fullName, role }) => [name, { full_name: fullName, group: group(role), allowed_nets: "0.0.0.0/0,::/0", allowed_ifname: "", language: "en" }])) }
  },
})

function passwordOf(parameters: Parameters): string | undefined {
  const password = parameters.text("password")
  if (password === null) return undefined
  if (password !== (parameters.text("confirm_password") ?? password)) throw new NtopngError("PASSWORD_MISMATCH")
  if (password.length < 8) throw new NtopngError("INVALID_ARGUMENTS", "A password has at least 8 characters")
  return password
}

function userName(parameters: Parameters): string {
  const name = parameters.required("username")
  if (!/^[A-Za-z0-9._@-]{1,64}$/.test(name)) throw new NtopngError("INVALID_ARGUMENTS", "username may have letters, digits and ._@- only")
  return name
}

export const addUser = endpoint({
  path: "add/ntopng/user",
  access: "admin",
  async answer({ parameters, parts: { access } }) {
    const name = userName(parameters)
    const password = passwordOf(parameters)
    if (password === undefined) throw new NtopngError("INVALID_ARGUMENTS", "password is missing")
    await inTheirWords(access.users.add({ name, fullName: parameters.text("full_name") ?? "", role: roleOf(parameters), password }))
    return { rsp: [] }
  },
})

export const editUser = endpoint({
  path: "edit/ntopng/user",
  access: "admin",
  async answer({ parameters, parts: { access } }) {
    const name = userName(parameters)
    const password = passwordOf(parameters)
    const fullName = parameters.text("full_name")
    await inTheirWords(access.users.edit(name, { ...(fullName !== null && { fullName }), ...(parameters.has("user_role") && { role: roleOf(parameters) }), ...(password !== undefined && { password }) }))
    return { rsp: [] }
  },
})

export const deleteUser = endpoint({
  path: "delete/ntopng/user",
  access: "admin",
  async answer({ parameters, parts: { access } }) {
    await inTheirWords(access.removeUser(userName(parameters)))
    return { rsp: [] }
  },
})

async function inTheirWords<T>(done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (error) {
    if (error instanceof ProductError && error.code === "user-exists") throw new NtopngError("USER_ALREADY_EXISTING")
    if (error instanceof ProductError && error.code === "user-not-found") throw new NtopngError("USER_DOES_NOT_EXIST")
    if (error instanceof ProductError && error.code === "last-admin") throw new NtopngError("DELETE_USER_FAILED", error.message)
    throw error
  }
}
