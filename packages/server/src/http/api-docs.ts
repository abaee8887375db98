// The API's own description: OpenAPI 3.1 at /api/docs/json (and /yaml), and pages to try it at /api/docs. Both from the routes as they are bound.
import swagger from "@fastify/swagger"
import type { FastifyInstance } from "fastify"

export async function describeApi(app: FastifyInstance, { version, prefix }: { version: string; prefix: string }): Promise<void> {
  await app.register(swagger, {
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
    // Only what the contract declares: a route without an id is not part of /api/v1.
    transform: ({ schema, url, route }) => {
      const hidden = !url.startsWith("/api/v1/") || schema?.operationId === undefined
      const open = route.config?.role === "public"
      return { url, schema: hidden ? { hide: true } : { ...schema, ...(open && { security: [] }) } }
    },
  })
}

export async function serveApiDocs(app: FastifyInstance, { prefix }: { prefix: string }): Promise<void> {
  await app.register(async (scope) => {
    // The pages' own routes name no role: they get it here.
    scope.addHook("onRoute", (route) => {
      route.config = { ...route.config, role: "viewer", csrf: "none", onNoLogin: /\/(json|yaml)$/.test(route.url) ? "status" : "page" }
    })
    const { default: swaggerUi } = await import("@fastify/swagger-ui")
    await scope.register(swaggerUi, {
      routePrefix: "/api/docs",
      indexPrefix: prefix,
      uiConfig: { url: `${prefix}/api/docs/json`, persistAuthorization: false, docExpansion: "list", validatorUrl: null },
      theme: { title: "Netweir API" },
    })
  })
}
