// A thin HTTP front over chdb, in a process of its own: the real @clickhouse/client talks to the modern engine through it.
// It covers what that client sends (queries with bound parameters, statements, inserts with a body), not what a server is.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import type { AddressInfo } from "node:net"
import { Session } from "chdb"
import { setParameters } from "../child/parameters.ts"

const [directory, password = "", port = "0"] = process.argv.slice(2)
const session = new Session(directory)
const scratch = mkdtempSync(path.join(os.tmpdir(), "netweir-front-"))
let turn: Promise<void> = Promise.resolve()
let files = 0

const server = createServer((request, response) => {
  // One session: one request after the other.
  turn = turn.then(() => serve(request, response)).catch((error: unknown) => { response.destroy(error as Error) })
})

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://front")
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  if (url.pathname === "/ping") return void response.end("Ok.\n")
  const login = Buffer.from((request.headers.authorization ?? "").replace(/^Basic /, ""), "base64").toString()
  if (login !== `default:${password}`) return refuse(response, "Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)", 403)
  try {
    const text = await run(url.searchParams, body)
    response.setHeader("content-type", "text/plain; charset=utf-8")
    response.end(text)
  } catch (error) {
    refuse(response, (error as Error).message, 500)
  }
}

async function run(search: URLSearchParams, body: Buffer): Promise<string> {
  const database = search.get("database")
  await session.queryAsync(`USE ${database ?? "default"}`)
  const inUrl = search.get("query")
  const insert = inUrl && /^INSERT INTO (\w+) \((.*)\) FORMAT Native$/s.exec(inUrl.trim())
  if (insert) {
    const file = path.join(scratch, `${files++}.native`)
    writeFileSync(file, body)
    try {
      await session.queryAsync(`INSERT INTO ${insert[1]} (${insert[2]}) SELECT ${insert[2]} FROM file('${file}', 'Native') SETTINGS ${settingsOf(search)}`)
    } finally {
      rmSync(file)
    }
    return ""
  }
  const params = Object.fromEntries([...search].flatMap(([name, value]) => (name.startsWith("param_") ? [[name.slice("param_".length), unescaped(value)]] : [])))
  const set = setParameters(params)
  if (set) await session.queryAsync(set)
  return (await session.queryAsync(inUrl ?? body.toString())).text()
}

const CLIENTS_OWN = new Set(["query", "database", "query_id", "session_id", "enable_http_compression", "wait_end_of_query", "client_protocol_version"])
function settingsOf(search: URLSearchParams): string {
  const settings = [...search].filter(([name]) => !CLIENTS_OWN.has(name) && !name.startsWith("param_"))
  return settings.map(([name, value]) => `${name} = ${/^\d+$/.test(value) ? value : `'${value}'`}`).join(", ")
}

/** Parameters come escaped like tab-separated text. */
function unescaped(text: string): string {
  const meanings: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", 0: "\0", b: "\b", f: "\f" }
  return text.replace(/\\(.)/gs, (_, character: string) => meanings[character] ?? character)
}

function refuse(response: ServerResponse, message: string, status: number): void {
  response.statusCode = status
  response.setHeader("x-clickhouse-exception-code", /Code: (\d+)/.exec(message)?.[1] ?? "0")
  response.end(message)
}

process.on("disconnect", () => process.exit(0))
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }))
server.listen(Number(port), "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }))
