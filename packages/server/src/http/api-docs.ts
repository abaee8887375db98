// The API's own description: OpenAPI 3.1 at /api/docs/json (and /yaml), and pages to try it at /api/docs.
// Made at the first request by an app of its own that knows the same routes: nobody waits for it at the start.
import type { FastifyInstance, FastifyReply, FastifySchema } from "fastify"
import type { Route } from "../contract/route.ts"

/** Swagger UI's script adds one <style> of its own. Should an update change it, the page still works and a report says so. */
const SWAGGER_UI_STYLE = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='"

interface DescribedRoute { readonly method: string; readonly url: string; readonly schema: FastifySchema }
interface DocsOptions { readonly version: string; readonly prefix: string }

export function serveApiDocs(app: FastifyInstance, options: DocsOptions): void {
  // Whatever is registered from here on with an id is part of the description.
  const described: DescribedRoute[] = []
  app.addHook("onRoute", ({ method, url, schema, config }) => {
    if (schema?.operationId !== undefined && typeof method === "string" && method !== "HEAD") described.push({ method, url, schema: config?.role === "public" ? { ...schema, security: [] } : schema })
  })
  let docs: Promise<FastifyInstance> | null = null
  const answer = (onNoLogin: "status" | "page") => ({
    config: { role: "viewer", onNoLogin, csrf: "none" } as const,
    handler: async (request: { readonly url: string }, reply: FastifyReply) => {
      docs ??= describeApi(options, described)
      const page = await (await docs).inject({ url: request.url })
      for (const name of ["content-type", "location", "etag", "last-modified"] as const) {
        const value = page.headers[name]
        if (value !== undefined) reply.header(name, value)
      }
      const policy = reply.getHeader("content-security-policy")
      if (typeof policy === "string") reply.header("content-security-policy", policy.replace("style-src 'self'", `style-src 'self' ${SWAGGER_UI_STYLE}`))
      return reply.code(page.statusCode).header("cache-control", "no-cache").send(page.rawPayload)
    },
  })
  for (const url of ["/api/docs/json", "/api/docs/yaml"]) app.get(url, answer("status"))
  for (const url of ["/api/docs", "/api/docs/*"]) app.get(url, answer("page"))
}

async function describeApi({ version, prefix }: DocsOptions, routes: readonly DescribedRoute[]): Promise<FastifyInstance> {
  const [{ default: Fastify }, { default: swagger }, { default: swaggerUi }] = await Promise.all([import("fastify"), import("@fastify/swagger"), import("@fastify/swagger-ui")])
  const docs = Fastify()
  docs.setValidatorCompiler(() => () => true) // described here, served elsewhere
  docs.setSerializerCompiler(() => (data) => JSON.stringify(data))
  await docs.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Netweir", version, description: "Network traffic and security monitor. Log in with POST /api/v1/login, or send an API token as `Authorization: Bearer TOKEN` (Settings > API tokens) or HTTP Basic. Every refusal answers `{error: {code, message, fix, details}}`; the codes are in docs/errors.md." },
      servers: [{ url: prefix || "/" }],
      tags: [{ name: "access", description: "Sessions, users, tokens" }, { name: "live", description: "What is going on now" }, { name: "history", description: "What was" }, { name: "system", description: "Settings and health" }],
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer", description: "API token" },
          basic: { type: "http", scheme: "basic" },
          session: { type: "apiKey", in: "cookie", name: "session", description: "Browser session; changes also need the header x-csrf-token" },
        },
      },
      security: [{ token: [] }, { basic: [] }, { session: [] }],
    },
  })
  await docs.register(swaggerUi, {
    routePrefix: "/api/docs",
    indexPrefix: prefix,
    uiConfig: { url: `${prefix}/api/docs/json`, persistAuthorization: false, docExpansion: "list", validatorUrl: null, layout: "BaseLayout" /* no bar with another's logo */ },
    theme: { title: "Netweir API" },
  })
  for (const { method, url, schema } of routes) docs.route({ method: method as "GET", url, schema, handler: async () => null }) // as Fastify itself gave it
  await docs.ready()
  return docs
}


export function openApiSchema(route: Route): object {
  return {
    operationId: route.id, summary: route.summary, tags: [route.tag],
    ...(route.query && { querystring: route.query }), ...(route.params && { params: route.params }), ...(route.body && { body: route.body }),
    response: { 200: route.reply },
  }
}
