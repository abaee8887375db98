// -L: each request in one line, in the form that log tools know (Common Log Format plus milliseconds).
import { createWriteStream } from "node:fs"
import type { FastifyInstance } from "fastify"
import type { Log } from "../log/log.ts"
import { printable } from "../log/printable.ts"

/** Bytes waiting for the disk; beyond it lines are dropped rather than memory filled. */
const MAX_WAITING_BYTES = 4_000_000

export interface AccessLog { write(line: string): void; close(): Promise<void> }

export function openAccessLog(file: string, log: Log): AccessLog {
  const stream = createWriteStream(file, { flags: "a", mode: 0o640 })
  stream.on("error", (error) => log.warning(`the access log ${file} cannot be written`, error))
  return {
    write: (line) => void (stream.writable && stream.writableLength < MAX_WAITING_BYTES && stream.write(line)),
    close: () => new Promise((resolve) => stream.end(resolve)),
  }
}

export function logRequests(app: FastifyInstance, write: (line: string) => void): void {
  app.addHook("onResponse", (request, reply, done) => {
    const agent = printable(String(request.headers["user-agent"] ?? "-"), 200).replaceAll('"', "'")
    write(`${request.ip} - ${request.caller?.name ?? "-"} [${new Date().toISOString()}] "${request.method} ${printable(request.url, 500)} HTTP/${request.raw.httpVersion}" ${reply.statusCode} ${String(reply.getHeader("content-length") ?? "-")} "${agent}" ${Math.round(reply.elapsedTime)}\n`)
    done()
  })
}
