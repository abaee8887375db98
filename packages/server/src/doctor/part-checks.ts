// Netweir's own parts: data files, web pages, database, ports.
import { existsSync } from "node:fs"
import { createServer } from "node:net"
import path from "node:path"
import type { Store } from "@netweir/store"
import type { ListenAddress } from "../config/values.ts"
import { failure, ok, warning, type Check } from "./check.ts"
import { humanBytes } from "./human-bytes.ts"

export function checkFacts({ sources, problems }: { readonly sources: readonly string[]; readonly problems: readonly string[] }): Check {
  if (problems.length === 0) return ok("facts", "Countries, AS numbers, vendors", sources.join(", "))
  return warning("facts", "Countries, AS numbers, vendors", problems.join("; "), "Run `npm run build`; own .mmdb files belong into geo/ of the data directory.")
}

export function checkPages(webDir: string | null): Check {
  if (webDir !== null && existsSync(path.join(webDir, "index.html"))) return ok("pages", "Web pages", "built")
  return failure("pages", "Web pages", "not built", "Run `npm run build`.")
}

export async function checkStore(store: Store): Promise<Check> {
  const stats = store.stats()
  if (stats.kind === "none") return ok("store", "History", "off (--store none)")
  if (stats.state === "starting") return ok("store", "History", "the database is starting")
  if (stats.state !== "ready") return failure("store", "History", stats.problem ?? "the database does not answer", `${stats.fix ?? "See the log."} Live monitoring goes on; ${humanBytes(stats.writer.spooledBytes)} wait on disk.`)
  const sizes = await store.ask("tableSizes", {}).catch(() => null)
  const dropped = stats.writer.droppedRows
  const text = `${stats.engine}${sizes ? `, ${sizes.flows} flows in ${humanBytes(sizes.bytes)}${sizes.bytesPerFlow === null ? "" : `, ${Math.round(sizes.bytesPerFlow * 10) / 10} bytes per flow`}${sizes.oldestMs === null ? "" : `, since ${new Date(sizes.oldestMs).toISOString()}`}` : ""}`
  if (dropped > 0) return warning("store", "History", `${text}; ${dropped} rows were lost (${Object.entries(stats.writer.dropped).map(([reason, rows]) => `${reason} ${rows}`).join(", ")})`, "The database was away or too slow for longer than the spool lasts: give it more disk, or a server of its own.")
  return ok("store", "History", text)
}

/** Tries to listen, as `run` will. */
export function checkPort(option: "-w" | "-W", address: ListenAddress | null): Promise<Check> {
  const title = option === "-w" ? "HTTP port" : "HTTPS port"
  const id = option === "-w" ? "http-port" : "https-port"
  if (address === null) return Promise.resolve(ok(id, title, "off"))
  const at = `${address.host ?? "all addresses"}, port ${address.port}`
  return new Promise((resolve) => {
    const server = createServer()
    server.once("error", (error: NodeJS.ErrnoException) => resolve(
      error.code === "EADDRINUSE" ? warning(id, title, `${at}: in use by another program (or by a running netweir).`, `Stop it, or choose another with ${option} PORT.`)
      : error.code === "EACCES" ? failure(id, title, `${at}: not allowed for this user.`, `Choose a port from 1024 up with ${option} PORT, or grant CAP_NET_BIND_SERVICE.`)
      : failure(id, title, `${at}: ${error.message}`, `Give another address to ${option}.`)))
    server.listen(address.port, address.host ?? "::", () => server.close(() => resolve(ok(id, title, `${at}: free`))))
  })
}
