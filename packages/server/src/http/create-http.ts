// The HTTP side: one Fastify app, every route declared with the role it needs, nothing open by omission.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify"
import type { Static, TSchema } from "typebox"
import type { Authenticate } from "../access/authenticate.ts"
import type { Caller } from "../access/caller.ts"
import type { Role, Route } from "../contract/route.ts"
import type { Clock } from "../settings/clock.ts"
import type { Log } from "../log/log.ts"
import { guardRoutes } from "./guard.ts"
import { logRequests } from "./access-log.ts"
import { openApiSchema, serveApiDocs } from "./api-docs.ts"
import { takeCspReports, type CspReports } from "./csp-report.ts"
import { replyWithErrors, sendError } from "./error-replies.ts"
import { registerPlugins } from "./plugins.ts"
import { requestValidator } from "./request-validator.ts"
import { serveWebPages } from "./web-pages.ts"

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call the route; absent = admin. "public" needs no login. */
    role?: Role | "public"
    /** What a caller without login gets: "status" 401 (the API), "page" 302 to our login page, "lua" 302 as ntopng's clients expect. */
    onNoLogin?: "status" | "page" | "lua"
    /** Where a cookie session's token is looked for on a change: the header only, or also a body field `csrf` (ntopng's clients). "none": never changes anything. */
    csrf?: "header" | "field" | "none"
  }
  interface FastifyRequest {
    /** Null on public routes without credentials only. */
    caller: Caller | null
  }
}

export interface HttpOptions {
  readonly authenticate: Authenticate
  readonly log: Log
  readonly clock: Clock
  /** "" or "/prefix": put before every address (`-Z`). */
  readonly prefix?: string
  /** The built web pages; null = API only. */
  readonly webDir?: string | null
  /** Each request in one line (`-L`). */
  readonly accessLog?: ((line: string) => void) | null
  readonly version?: string
}

/** Handlers hand out what they hold; nobody changes a reply. */
export type DeepReadonly<T> = T extends readonly (infer Item)[] ? readonly DeepReadonly<Item>[] : T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T

type Of<S> = S extends TSchema ? Static<S> : Record<never, never>
export interface HandlerInput<Query, Params, Body> {
  readonly query: Query
  readonly params: Params
  readonly body: Body
  /** Who calls; on a public route without credentials `guest`. */
  readonly user: Caller
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}
export const guest: Caller = { name: "", role: "viewer", via: "token", sessionKey: null, csrfToken: null }

export interface HttpServer {
  /** For routes outside the contract (WebSocket, ntopng's paths, files): give `config.role` with each. Addresses are without the prefix. */
  readonly app: FastifyInstance
  /** Binds the handler of a declared route. What it returns is sent as JSON; a thrown ProductError becomes its coded reply. */
  bind<Query extends TSchema | undefined, Params extends TSchema | undefined, Body extends TSchema | undefined, Reply extends TSchema>(
    route: Route<Query, Params, Body, Reply>,
    handler: (input: HandlerInput<Of<Query>, Of<Params>, Of<Body>>) => Promise<DeepReadonly<Static<Reply>>> | DeepReadonly<Static<Reply>>,
  ): void
  readonly cspReports: CspReports
  /** Since the start, by status class. */
  readonly replies: { readonly responses: Readonly<Record<string, number>>; readonly seconds: number }
  close(): Promise<void>
}

export async function createHttp(options: HttpOptions): Promise<HttpServer> {
  const prefix = options.prefix ?? ""
  const app = Fastify({
    logger: false,
    bodyLimit: 1_000_000,
    trustProxy: false,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: false },
    forceCloseConnections: true,
    // -Z: the proxy leaves the prefix on; routes are declared without it.
    ...(prefix !== "" && { rewriteUrl: (raw: { url?: string | undefined }) => withoutPrefix(raw.url ?? "/", prefix) }),
  })
  app.removeContentTypeParser("text/plain") // the one body type that another site's form could send with JSON in it
  app.setValidatorCompiler(requestValidator())
  app.setSerializerCompiler(() => (data) => JSON.stringify(data)) // replies are plain data made by us; schemas describe them
  replyWithErrors(app, options)
  await registerPlugins(app, options) // first: security headers belong on refusals too, and the guard reads cookies
  guardRoutes(app, options)
  const replies = countReplies(app)
  if (options.accessLog) logRequests(app, options.accessLog)
  serveApiDocs(app, { version: options.version ?? "", prefix })
  const cspReports = takeCspReports(app, options)
  await serveWebPages(app, { webDir: options.webDir ?? null, prefix })
  // Whatever no route takes: POST to a page, unknown paths of other methods.
  app.setNotFoundHandler((_, reply) => sendError(reply, "route-not-found"))

  const bind: HttpServer["bind"] = (route, handler) => {
    const declared: Route = route
    app.route({
      method: route.method,
      url: route.path,
      config: { role: route.role, onNoLogin: "status", csrf: "header" },
      schema: openApiSchema(declared),
      handler: async (request, reply) => {
        reply.header("cache-control", "no-store")
        // The validator has checked all three against the route's schemas.
        const result: unknown = await handler({ query: request.query as never, params: request.params as never, body: request.body as never, user: request.caller ?? guest, request, reply })
        return reply.sent ? reply : reply.type("application/json; charset=utf-8").send(result)
      },
    })
  }
  return { app, bind, cspReports, replies, close: () => app.close() }
}

function countReplies(app: FastifyInstance) {
  const replies = { responses: { "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 } as Record<string, number>, seconds: 0 }
  app.addHook("onResponse", (_, reply, done) => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`
    replies.responses[status] = (replies.responses[status] ?? 0) + 1
    replies.seconds += reply.elapsedTime / 1000
    done()
  })
  return replies
}

function withoutPrefix(url: string, prefix: string): string {
  if (url === prefix) return "/"
  if (url.startsWith(`${prefix}/`)) return url.slice(prefix.length)
  if (url.startsWith(`${prefix}?`)) return `/${url.slice(prefix.length)}`
  return url // a proxy that strips the prefix itself works as well
}
