// The built web pages. They are open source and hold no data, so they need no login; every call they make does.
import fastifyStatic from "@fastify/static"
import type { FastifyInstance, FastifyReply } from "fastify"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import path from "node:path"
import { sendError } from "./error-replies.ts"

/** File names under assets/ carry a hash of their content. */
const ONE_YEAR = "public, max-age=31536000, immutable"

export async function serveWebPages(app: FastifyInstance, { webDir, prefix }: { webDir: string | null; prefix: string }): Promise<void> {
  // Unknown API addresses stay behind the guard.
  app.route({ method: ["GET", "POST", "PUT", "DELETE", "PATCH"], url: "/api/*", config: { role: "viewer", onNoLogin: "status", csrf: "none" }, handler: (_, reply) => sendError(reply, "route-not-found") })
  const files = webDir !== null && existsSync(path.join(webDir, "index.html")) ? listFiles(webDir) : null
  if (webDir === null || files === null) {
    app.get("/*", { config: { role: "public" } }, (_, reply) => reply.code(404).type("text/plain; charset=utf-8").send("Netweir's web pages are not built: run `npm run build`.\n"))
    return
  }
  await app.register(fastifyStatic, { root: webDir, serve: false, cacheControl: false })
  const index = indexPage(readFileSync(path.join(webDir, "index.html"), "utf8"), prefix)
  const sendIndex = (reply: FastifyReply) => reply.header("cache-control", "no-cache").type("text/html; charset=utf-8").send(index)

  app.get<{ Params: { "*": string } }>("/*", { config: { role: "public" } }, (request, reply) => {
    const file = request.params["*"]
    if (file === "" || file === "index.html") return sendIndex(reply)
    if (files.has(file)) return reply.header("cache-control", file.startsWith("assets/") ? ONE_YEAR : "no-cache").sendFile(file)
    // A page of the app: the browser asks for HTML. Anything else by that name is simply not there.
    if (!file.startsWith("assets/") && !file.startsWith("lua/") && (request.headers.accept ?? "").includes("text/html")) return sendIndex(reply)
    return sendError(reply, "route-not-found")
  })
}

function listFiles(root: string): ReadonlySet<string> {
  const names = readdirSync(root, { recursive: true }) as string[] // without `encoding: "buffer"` these are strings
  return new Set(names.filter((name) => statSync(path.join(root, name)).isFile()).map((name) => name.split(path.sep).join("/")))
}

/** With -Z: links of the page get the prefix, and the app learns it. */
export function indexPage(html: string, prefix: string): string {
  if (prefix === "") return html
  return html.replace(/(\s(?:href|src)=")\/(?!\/)/g, `$1${prefix}/`).replace("<head>", `<head>\n    <meta name="netweir-prefix" content="${prefix}" />`)
}
