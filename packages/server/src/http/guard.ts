// Stands before every route, also before unknown addresses: who calls, may they, and did their own page ask.
import { timingSafeEqual } from "node:crypto"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { Authenticate } from "../access/authenticate.ts"
import { isAmbient, mayActAs } from "../access/caller.ts"
import { sendError } from "./error-replies.ts"

const READING = new Set(["GET", "HEAD", "OPTIONS"])

export function guardRoutes(app: FastifyInstance, { authenticate, prefix = "" }: { authenticate: Authenticate; prefix?: string }): void {
  app.decorateRequest("caller", null)

  app.addHook("onRequest", async (request, reply) => {
    const { role = "admin", onNoLogin } = request.routeOptions.config
    const caller = role === "public" ? null : await authenticate(request)
    request.caller = caller
    if (role === "public") return
    if (caller === null) return refuseLogin(request, reply, onNoLogin ?? "status", prefix)
    if (!mayActAs(caller, role)) return sendError(reply, "not-allowed")
    const changes = !READING.has(request.method) || request.headers.upgrade !== undefined
    if (changes && isAmbient(caller) && isCrossSite(request)) return sendError(reply, "origin-refused")
  })

  // After the body is parsed: ntopng's clients carry the token in it.
  app.addHook("preValidation", async (request, reply) => {
    const { caller } = request
    const { csrf = "header" } = request.routeOptions.config
    if (caller?.via !== "session" || csrf === "none" || READING.has(request.method)) return
    const body: unknown = request.body
    const field = csrf === "field" && typeof body === "object" && body !== null && "csrf" in body ? body.csrf : undefined
    const given = request.headers["x-csrf-token"] ?? field
    if (typeof given !== "string" || caller.csrfToken === null || !sameText(given, caller.csrfToken)) return sendError(reply, "csrf-token-wrong")
  })
}

function refuseLogin(request: FastifyRequest, reply: FastifyReply, how: "status" | "page" | "lua", prefix: string): FastifyReply {
  // A path that begins with // would lead a browser to another site.
  const path = request.url.replace(/^\/+/, "/")
  if (how === "page") return reply.header("cache-control", "no-store").redirect(`${prefix}/?next=${encodeURIComponent(path)}`, 302) // the pages ask for the login themselves
  if (how === "lua") return reply.header("cache-control", "no-store").redirect(`${prefix}/lua/login.lua?referer=${encodeURIComponent(`${request.headers.host ?? ""}${prefix}${path}`)}`, 302)
  return sendError(reply, "login-required")
}

/** The browser says where the asking page came from; other clients say nothing and hold no ambient credentials. */
function isCrossSite(request: FastifyRequest): boolean {
  const site = request.headers["sec-fetch-site"]
  if (site !== undefined) return site !== "same-origin" && site !== "none"
  const { origin } = request.headers
  if (origin === undefined) return false
  try {
    return new URL(origin).host !== request.headers.host
  } catch {
    return true // "null" and other opaque origins
  }
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
