// One typed call for every route of the contract.
import { prefix } from "../state/prefix.ts"
import type { BodyOf, ErrorReply, ParamsOf, QueryOf, ReplyOf, Route } from "@netweir/server/contract"

type Part<Name extends string, T> = Record<never, never> extends T ? { readonly [N in Name]?: T } : { readonly [N in Name]: T }
export type CallInput<R> = Part<"params", ParamsOf<R>> & Part<"query", QueryOf<R>> & Part<"body", BodyOf<R>> & { readonly signal?: AbortSignal }

/** A refused call: what happened and what to do, in the server's words. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly fix: string | undefined
  readonly details: unknown
  constructor(status: number, code: string, message: string, fix?: string, details?: unknown) {
    super(message)
    this.status = status
    this.code = code
    this.fix = fix
    this.details = details
  }
}

let csrfToken = ""
/** Every change made from a browser session carries it; it comes with the session. */
export function setCsrfToken(token: string): void {
  csrfToken = token
}

const expiryListeners = new Set<() => void>()
/** Called when the server says that the session is over. */
export function onSessionEnd(listener: () => void): () => void {
  expiryListeners.add(listener)
  return () => expiryListeners.delete(listener)
}

export function urlOf(route: Route, params: Readonly<Record<string, unknown>> = {}, query: Readonly<Record<string, unknown>> = {}): string {
  const path = route.path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? "")))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== "") search.set(name, String(value))
  const text = search.toString()
  return `${prefix}${path}${text ? `?${text}` : ""}`
}

export async function call<R extends Route>(route: R, input: CallInput<R>): Promise<ReplyOf<R>> {
  const { params, query, body, signal } = input as { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown; signal?: AbortSignal }
  const headers: Record<string, string> = { accept: "application/json" }
  if (body !== undefined) headers["content-type"] = "application/json"
  if (route.method !== "GET") headers["x-csrf-token"] = csrfToken
  let response: Response
  try {
    response = await fetch(urlOf(route, params, query), { method: route.method, headers, body: body === undefined ? null : JSON.stringify(body), signal: signal ?? null, credentials: "same-origin" })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError(0, "unreachable", "Netweir does not answer.", "Check that it runs and that this computer reaches it; the page tries again by itself.")
  }
  const reply: unknown = await response.json().catch(() => null)
  if (response.ok) return reply as ReplyOf<R> // the server checked it against the same schema
  if (response.status === 401 && route.id !== "login" && route.id !== "whoAmI") for (const listener of expiryListeners) listener()
  throw errorFrom(response.status, reply)
}

function errorFrom(status: number, reply: unknown): ApiError {
  const error = typeof reply === "object" && reply !== null && "error" in reply ? (reply as ErrorReply).error : undefined
  if (error && typeof error.message === "string") return new ApiError(status, error.code, error.message, error.fix, error.details)
  return new ApiError(status, `http-${status}`, `The server answered with status ${status}.`)
}
