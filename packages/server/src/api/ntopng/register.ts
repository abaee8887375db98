// ntopng's paths on our server: GET or POST, query or JSON or form, its envelope, its headers, its redirects.
import type { FastifyReply, FastifyRequest } from "fastify"
import { ProductError, type ErrorCodeName } from "../../contract/errors.ts"
import { guest, type HttpServer } from "../../http/create-http.ts"
import { interfaceOf, type Endpoint } from "./endpoint.ts"
import { envelope, NtopngError, returnCodes, type ReturnCode } from "./envelope.ts"
import { endpoints } from "./index.ts"
import type { NtopngParts } from "./ntopng-parts.ts"
import { Parameters } from "./parameters.ts"

const roots = { v2: "/lua/rest/v2", v1: "/lua/rest/v1", pro: "/lua/pro/rest/v2" } as const

export function registerNtopng({ app }: HttpServer, parts: NtopngParts, prefix = ""): void {
  for (const one of endpoints) {
    const csrf = one.path.startsWith("get/") || one.path.startsWith("connect/") ? "none" : "field"
    for (const root of one.pro ? [roots.pro, roots.v2] : [roots.v2, roots.v1]) {
      app.route({ method: ["GET", "POST"], url: `${root}/${one.path}.lua`, config: { role: "viewer", onNoLogin: "lua", csrf }, handler: (request, reply) => serve(one, request, reply) })
    }
  }
  app.get("/lua/rest/version.lua", { config: { role: "viewer", onNoLogin: "lua", csrf: "none" } }, (_request, reply) =>
    answer(reply, "OK", envelope("OK", { rsp: { current_version: "2", supported_versions: [{ version: "1", root: roots.v1 }, { version: "2", root: roots.v2 }] } })))
  app.all("/lua/*", { config: { role: "viewer", onNoLogin: "lua", csrf: "none" } }, (request, reply) =>
    reply.redirect(`${prefix}/lua/http_status_code.lua?message=not_found&referer=${encodeURIComponent(request.url)}`, 302))
  // Clients tell a failed login from an answer by what these two are: pages, not JSON.
  app.get("/lua/login.lua", { config: { role: "public" } }, (_request, reply) => reply.redirect(`${prefix}/login`, 302))
  app.get("/lua/http_status_code.lua", { config: { role: "public" } }, (_request, reply) => reply.code(404).type("text/html; charset=utf-8").send("<!doctype html><title>Not found</title><p>Not found: Netweir does not answer this address.</p>"))

  async function serve(one: Endpoint, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const user = request.caller ?? guest
    try {
      if (one.access === "admin" && user.role !== "admin") throw new NtopngError("NOT_GRANTED")
      const parameters = new Parameters(request.query, request.body)
      const result = await one.answer({ parameters, parts, user, request, get iface() { return interfaceOf(parameters, parts) } })
      return answer(reply, "OK", envelope("OK", result))
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal.code === "INTERNAL_ERROR") parts.log.error(`${request.method} ${one.path} failed`, error)
      return answer(reply, refusal.code, envelope(refusal.code, { rsp: [] }, refusal.message))
    }
  }
}

function answer(reply: FastifyReply, code: ReturnCode, body: string): FastifyReply {
  return reply.code(returnCodes[code].status).header("access-control-allow-origin", "*").header("cache-control", "max-age=0, no-cache, no-store").header("content-type", "application/json").send(Buffer.from(body)) // a text would get a charset, which the reference does not say
}

const productCodes: Partial<Record<ErrorCodeName, ReturnCode>> = {
  "interface-not-found": "INVALID_INTERFACE", "host-not-found": "NOT_FOUND", "flow-not-found": "NOT_FOUND", "host-invalid": "INVALID_HOST", "filter-invalid": "INVALID_ARGUMENTS", "column-unknown": "INVALID_ARGUMENTS",
  "request-invalid": "INVALID_ARGUMENTS", "range-invalid": "INVALID_ARGUMENTS", "page-too-deep": "INVALID_ARGUMENTS", "history-off": "NOT_ENABLED", "not-allowed": "NOT_GRANTED",
}

function refusalOf(error: unknown): { readonly code: ReturnCode; readonly message: string } {
  if (error instanceof NtopngError) return error
  if (error instanceof ProductError) {
    const code = productCodes[error.code] ?? "INTERNAL_ERROR"
    return { code, message: error.message }
  }
  return { code: "INTERNAL_ERROR", message: returnCodes.INTERNAL_ERROR.text }
}
