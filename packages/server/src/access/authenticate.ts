// From a request to a caller: credentials in the request, then the session cookie, then login-disabled.
import type { FastifyRequest } from "fastify"
import type { Caller } from "./caller.ts"

/** Null = nobody. Throws ProductError("login-throttled") for an address that guessed too often. */
export type Authenticate = (request: FastifyRequest) => Promise<Caller | null>
