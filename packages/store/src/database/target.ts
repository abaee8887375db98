// `--store` as text: embedded, none, or the address of a ClickHouse server.
import { StoreError } from "../store-error.ts"

export type StoreTarget =
  | { readonly kind: "embedded" }
  | { readonly kind: "none" }
  | { readonly kind: "server"; readonly url: string; readonly username: string; readonly password: string; readonly database: string; readonly cluster: string | null }

const FIX = "Write clickhouse://USER:PASSWORD@HOST:8123/DATABASE, clickhouses:// for TLS, or embedded or none."

/** `clickhouse://` is HTTP (port 8123), `clickhouses://` HTTPS (8443); `?cluster=name` spreads the tables over a cluster. */
export function parseStoreTarget(text: string): StoreTarget {
  if (text === "none") return { kind: "none" }
  if (text === "embedded" || text === "") return { kind: "embedded" }
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new StoreError("store-target-invalid", `"${text}" is no address of a database.`, FIX)
  }
  const isTls = url.protocol === "clickhouses:" || url.protocol === "https:"
  if (!isTls && url.protocol !== "clickhouse:" && url.protocol !== "http:") throw new StoreError("store-target-invalid", `"${url.protocol}" is no kind of database.`, FIX)
  const database = decodeURIComponent(url.pathname.slice(1)) || "netweir"
  const cluster = url.searchParams.get("cluster")
  // Both become part of SQL statements.
  for (const name of [database, cluster]) if (name !== null && !/^[\w-]{1,64}$/.test(name)) throw new StoreError("store-target-invalid", `"${name}" is no name of a database or cluster.`, "Use letters, digits, _ and -.")
  return {
    kind: "server",
    url: `${isTls ? "https" : "http"}://${url.hostname}:${url.port || (isTls ? 8443 : 8123)}`,
    username: decodeURIComponent(url.username) || "default", password: decodeURIComponent(url.password), database, cluster,
  }
}
