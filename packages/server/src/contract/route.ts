// A route is declared once: the server binds a handler to it, the web calls it with types, the API reference is printed from it.
import type { Static, TSchema } from "typebox"

export type Role = "admin" | "viewer"
export type Method = "GET" | "POST" | "PUT" | "DELETE"

export interface Route<
  Query extends TSchema | undefined = TSchema | undefined,
  Params extends TSchema | undefined = TSchema | undefined,
  Body extends TSchema | undefined = TSchema | undefined,
  Reply extends TSchema = TSchema,
> {
  readonly id: string
  readonly method: Method
  /** `/api/v1/...`, parameters as `:name`. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** Who may call it; "public" needs no login at all. Nothing is open by omission. */
  readonly role: Role | "public"
  readonly query?: Query
  readonly params?: Params
  readonly body?: Body
  readonly reply: Reply
}

export function route<
  Query extends TSchema | undefined = undefined,
  Params extends TSchema | undefined = undefined,
  Body extends TSchema | undefined = undefined,
  Reply extends TSchema = TSchema,
>(declared: Route<Query, Params, Body, Reply>): Route<Query, Params, Body, Reply> {
  return declared
}

type Of<S> = S extends TSchema ? Static<S> : Record<never, never>
export type QueryOf<R> = R extends Route<infer Q, infer _P, infer _B, infer _R> ? Of<Q> : never
export type ParamsOf<R> = R extends Route<infer _Q, infer P, infer _B, infer _R> ? Of<P> : never
export type BodyOf<R> = R extends Route<infer _Q, infer _P, infer B, infer _R> ? Of<B> : never
export type ReplyOf<R> = R extends Route<infer _Q, infer _P, infer _B, infer Reply> ? Static<Reply> : never
/** What every refused call answers with. */
export interface ErrorReply { readonly error: { readonly code: string; readonly message: string; readonly fix?: string; readonly details?: unknown } }
