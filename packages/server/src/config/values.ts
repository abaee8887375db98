// How the values of options are written. Each parser answers the value or throws UsageError with what would be right.
import { statSync } from "node:fs"
import { isIP } from "node:net"
import { fromZ85 } from "@netweir/ingest/zmtp/z85.ts"
import { UsageError } from "../cli/usage-error.ts"
import { nearest } from "../cli/nearest.ts"

export const text = (value: string): string => {
  if (value === "") throw new UsageError("must not be empty")
  return value
}
export const anyText = (value: string): string => value
export const flag = (value: string): boolean => {
  if (value === "") return true // `-q=` in a configuration file
  if (/^(1|yes|true|on)$/i.test(value)) return true
  if (/^(0|no|false|off)$/i.test(value)) return false
  throw new UsageError("is a flag and takes no value")
}

/** Z85 of 32 bytes, as ZeroMQ's keys are written. */
export const curveKey = (value: string): string => {
  if (fromZ85(value)?.length !== 32) throw new UsageError("must be a CURVE key: 40 characters of Z85")
  return value
}

export const integer = (min: number, max: number) => (value: string): number => {
  if (!/^-?\d{1,15}$/.test(value) || Number(value) < min || Number(value) > max) throw new UsageError(`must be a whole number from ${min} to ${max}`)
  return Number(value)
}

export const oneOf = <T extends string>(choices: readonly T[]) => (value: string): T => {
  const found = choices.find((choice) => choice === value)
  if (found !== undefined) return found
  const near = nearest(value, choices)
  throw new UsageError(`must be one of ${choices.join(", ")}${near ? `; did you mean ${near}?` : ""}`)
}

/** Seconds, or with a unit: 30, 90s, 5m, 2h, 1d. */
export const seconds = (value: string): number => {
  const match = /^(\d{1,9})(s|m|h|d)?$/.exec(value)
  if (!match) throw new UsageError("must be seconds or a number with s, m, h or d, such as 90 or 5m")
  return Number(match[1]) * { s: 1, m: 60, h: 3_600, d: 86_400 }[match[2] ?? "s"]!
}

export interface ListenAddress {
  /** null = every address of the machine. */
  readonly host: string | null
  readonly port: number
}
/** `port`, `:port` (loopback), `addr:port`, `[v6]:port`; port 0 = off (null). */
export function listenAddress(value: string): ListenAddress | null {
  const wrong = new UsageError("must be a port, :PORT for localhost only, ADDRESS:PORT or [IPv6]:PORT; 0 switches it off")
  const match = /^(?:(?<host>\[[0-9A-Fa-f:.%a-z0-9]+\]|[^:[\]]*):)?(?<port>\d{1,5})$/.exec(value)
  if (!match?.groups) throw wrong
  const port = Number(match.groups.port)
  if (port > 65_535) throw wrong
  const host = match.groups.host
  if (host?.startsWith("[") && isIP(host.slice(1, -1).replace(/%.*$/, "")) !== 6) throw wrong
  if (port === 0) return null
  if (host === undefined) return { host: null, port }
  if (host === "") return { host: "127.0.0.1", port }
  return { host: host.replace(/^\[|\]$/g, ""), port }
}

export const urlPrefix = (value: string): string => {
  if (value === "" || value === "/") return ""
  if (!/^(\/[A-Za-z0-9._~-]+)+$/.test(value)) throw new UsageError("must start with / and not end with /, such as /netweir")
  return value
}

const GIGABYTE = 2 ** 30
/** `8MB`, `64k`, `0`: bytes of memory, up to 1 GB. */
export function memorySize(value: string): number {
  const size = /^(\d{1,10}(?:\.\d+)?)\s*(?:([kMG])i?)?B?$/i.exec(value.trim())
  const bytes = size ? Math.round(Number(size[1]) * (size[2] ? { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[size[2].toLowerCase()]! : 1)) : -1
  if (bytes < 0 || bytes > GIGABYTE || (bytes > 0 && bytes < 65_536)) throw new UsageError("must be a size from 64KB to 1GB, such as 8MB, or 0")
  return bytes
}

export interface Retention { readonly bytes: number | null; readonly days: number | null }
/** `50GB,90d`, either part alone, or `none`. */
export function retention(value: string): Retention {
  if (value === "none") return { bytes: null, days: null }
  let bytes: number | null = null
  let days: number | null = null
  for (const part of value.split(",")) {
    const size = /^(\d+(?:\.\d+)?)\s*(k|M|G|T)i?B?$/i.exec(part.trim())
    const age = /^(\d{1,5})\s*(d|w|y)$/.exec(part.trim())
    if (size) bytes = Math.round(Number(size[1]) * { k: 1e3, m: 1e6, g: 1e9, t: 1e12 }[size[2].toLowerCase()]!)
    else if (age) days = Number(age[1]) * { d: 1, w: 7, y: 365 }[age[2]]!
    else throw new UsageError("must be a size, an age or both, such as 50GB,90d; or none")
  }
  if (bytes !== null && bytes < 100e6) throw new UsageError("must be at least 100MB")
  if (days === 0) throw new UsageError("must be at least one day")
  return { bytes, days }
}

/** `embedded`, `none` or `clickhouse://user:password@host:port/database[?cluster=name]` (also clickhouses:// for TLS, http(s)://). */
export function storeTarget(value: string): string {
  if (value === "embedded" || value === "none") return value
  if (/^(clickhouses?|https?):\/\//.test(value)) {
    try {
      if (new URL(value).hostname !== "") return value
    } catch {
      throw new UsageError("is no valid address; write clickhouse://USER:PASSWORD@HOST:8123/DATABASE")
    }
  }
  throw new UsageError(`must be embedded, none or clickhouse://USER:PASSWORD@HOST:8123/DATABASE${nearest(value, ["embedded", "none"]) ? `; did you mean ${nearest(value, ["embedded", "none"])}?` : ""}`)
}

export interface RedisTarget { readonly host: string; readonly port: number; readonly socketPath: string | null; readonly password: string | null; readonly database: number }
/** `[host[:port[:password]]][@db]` or a socket's path `[@db]`. */
export function redisTarget(value: string): RedisTarget {
  const match = /^(.*?)(?:@(\d{1,3}))?$/.exec(value)
  const database = Number(match?.[2] ?? 0)
  const address = match?.[1] ?? ""
  if (database > 255) throw new UsageError("must name a database from 0 to 255 after @")
  if (address.startsWith("/")) return { host: "", port: 0, socketPath: address, password: null, database }
  const parts = /^(\[[^\]]+\]|[^:]*)(?::(\d{1,5}))?(?::(.*))?$/.exec(address)
  if (!parts || Number(parts[2] ?? 0) > 65_535) throw new UsageError("must be HOST[:PORT[:PASSWORD]][@DB] or the path of a socket")
  return { host: parts[1].replace(/^\[|\]$/g, "") || "localhost", port: Number(parts[2] ?? 6379), socketPath: null, password: parts[3] ?? null, database }
}

export type LoginDisabled = "no" | "localhost" | "all"
/** 0: no login from this machine; 1: none at all. */
export const loginDisabled = (value: string): LoginDisabled => {
  if (value === "0") return "localhost"
  if (value === "1") return "all"
  throw new UsageError("must be 0 (no login from this machine) or 1 (no login at all)")
}

export const bpf = (value: string): string => value.trim()

export const existingFile = (value: string): string => {
  if (!statSync(value, { throwIfNoEntry: false })?.isFile()) throw new UsageError("must be the path of an existing file")
  return value
}
export const existingDirectory = (value: string): string => {
  if (!statSync(value, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError("must be the path of an existing directory")
  return value
}
