// What people write after -i to collect flows: `netflow://[addr]:2055,:9995?sampling=1000&allow=10.0.0.0/8`.
import { isIP } from "node:net"
import { nearest } from "../nearest.ts"
import { parseExporterRules, type ExporterRules } from "../records/exporter-rules.ts"
import { SourceError } from "../source.ts"
import type { ListenAddress } from "../udp/datagram-batch.ts"

/** One line per scheme: its usual port, and what it carries. */
export const collectorSchemes = {
  netflow: { port: 2055, transport: "udp", netflow: true, sflow: false },
  ipfix: { port: 4739, transport: "udp", netflow: true, sflow: false },
  sflow: { port: 6343, transport: "udp", netflow: false, sflow: true },
  flows: { port: 2055, transport: "udp", netflow: true, sflow: true },
  "ipfix+tcp": { port: 4739, transport: "tcp", netflow: true, sflow: false },
  "ipfix+tls": { port: 4740, transport: "tls", netflow: true, sflow: false },
} as const

export type CollectorScheme = keyof typeof collectorSchemes

export interface TlsFiles {
  readonly certificate: string
  readonly key: string
  /** Exporters must show a certificate that is signed by it. */
  readonly clientAuthority: string | null
}

export interface CollectorSpec {
  readonly scheme: CollectorScheme
  readonly addresses: readonly ListenAddress[]
  readonly rules: ExporterRules
  readonly keepUnknown: boolean
  readonly tls: TlsFiles | null
  /** Connections at the same time, and how long one may be silent. */
  readonly maxSessions: number
  readonly idleSeconds: number
}

const MAX_ADDRESSES = 64
const commonOptions = ["sampling", "assume-sampling", "allow", "unknown"]
const optionsOf = { udp: commonOptions, tcp: [...commonOptions, "sessions", "idle"], tls: [...commonOptions, "sessions", "idle", "cert", "key", "ca"] } as const

/** Throws SourceError: what is wrong with it, and what would be right. */
export function parseCollectorSpec(spec: string): CollectorSpec {
  const match = /^(?:[^@/:]*@)?([a-z0-9+]+):\/\/([^?]*)(?:\?(.*))?$/s.exec(spec)
  const scheme = match?.[1] as CollectorScheme | undefined
  if (match === null || scheme === undefined || !(scheme in collectorSchemes)) throw invalid(spec, "is no way to collect flows", `Write one of: ${Object.keys(collectorSchemes).map((one) => `${one}://`).join(", ")}`)
  const { port, transport } = collectorSchemes[scheme]
  const options = parseOptions(spec, match[3] ?? "", optionsOf[transport])
  return {
    scheme, addresses: parseAddresses(spec, match[2], port), rules: parseRules(spec, options), keepUnknown: oneOf(spec, options, "unknown", ["drop", "keep"], "drop") === "keep",
    tls: transport === "tls" ? parseTls(spec, options) : null,
    maxSessions: number(spec, options, "sessions", 1, 65_536, 1024), idleSeconds: number(spec, options, "idle", 1, 86_400, 900),
  }
}

function invalid(spec: string, what: string, fix: string): SourceError {
  return new SourceError("interface-invalid", `${spec} ${what}`, fix)
}

export function parseAddresses(spec: string, text: string, usualPort: number): ListenAddress[] {
  const parts = text.replace(/\/$/, "").split(",").map((part) => part.trim())
  if (parts.length > MAX_ADDRESSES) throw invalid(spec, `names more than ${MAX_ADDRESSES} addresses`, "Listen on all with an empty address, e.g. :2055.")
  return parts.map((part) => {
    const match = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(part)
    if (match === null) throw invalid(spec, `has an address that can't be read, ${part}`, isIP(part) === 6 ? `Write IPv6 addresses in brackets: [${part}]:${usualPort}` : `Write ADDRESS:PORT, or :${usualPort} for all addresses.`)
    const host = match[1].replace(/^\[|\]$/g, "")
    if (match[1].startsWith("[") && isIP(host) !== 6) throw invalid(spec, `has no IPv6 address between the brackets, ${match[1]}`, `For example [::1]:${usualPort}.`)
    if (/^\d+$/.test(host)) throw invalid(spec, `has an address that can't be read, ${part}`, `A port alone is written :${host}.`)
    const port = match[2] === undefined || match[2] === "" ? usualPort : Number(match[2])
    if (port > 65_535) throw invalid(spec, `has a port beyond 65535, ${match[2]}`, `The usual one is ${usualPort}.`)
    return { host: host === "*" ? "" : host, port }
  })
}

export type Options = ReadonlyMap<string, readonly string[]>

export function parseOptions(spec: string, text: string, known: readonly string[]): Options {
  const options = new Map<string, string[]>()
  for (const part of text.split("&").filter((one) => one !== "")) {
    const equals = part.indexOf("=")
    const name = equals < 0 ? part : part.slice(0, equals)
    if (!known.includes(name)) {
      const similar = nearest(name, known)
      throw invalid(spec, `has an option that doesn't exist here, ${name}`, `${similar === null ? "" : `Did you mean ${similar}? `}There are: ${known.join(", ")}`)
    }
    options.set(name, [...(options.get(name) ?? []), decode(spec, equals < 0 ? "" : part.slice(equals + 1))])
  }
  return options
}

function decode(spec: string, text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalid(spec, `has a broken %-escape, ${text}`, "Write % itself as %25.")
  }
}

export function parseRules(spec: string, options: Options): ExporterRules {
  const list = (name: string) => (options.get(name) ?? []).flatMap((one) => one.split(",")).map((one) => one.trim()).filter((one) => one !== "")
  if (options.has("allow") && list("allow").length === 0) throw invalid(spec, "allows nobody", "Give addresses and prefixes: allow=10.0.0.0/8,2001:db8::/32")
  const sampling = [...list("sampling").flatMap((text) => samplingRules(text, "")), ...list("assume-sampling").flatMap((text) => samplingRules(text, "?"))]
  const { rules, refused } = parseExporterRules({ allow: list("allow"), sampling })
  if (refused.length > 0) throw invalid(spec, `has something that can't be read, ${refused[0]}`, "Sampling is sampling=1000 for all exporters or sampling=10.0.0.0/8:1000 for some; allow takes addresses and prefixes.")
  return rules
}

/** "1000", "10.0.0.0/8:1000", "2001:db8::/32:1000" (the last colon) in the words of `parseExporterRules`. */
function samplingRules(text: string, mark: "" | "?"): string[] {
  if (/^\d+$/.test(text)) return [`0.0.0.0/0=${mark}${text}`, `::/0=${mark}${text}`]
  const split = Math.max(text.lastIndexOf(":"), text.lastIndexOf("="))
  return split < 0 ? [text] : [`${text.slice(0, split)}=${mark}${text.slice(split + 1)}`]
}

export function parseTls(spec: string, options: Options, example = "ipfix+tls://:4740"): TlsFiles {
  const certificate = options.get("cert")?.[0] ?? ""
  const key = options.get("key")?.[0] ?? ""
  if (certificate === "" || key === "") throw invalid(spec, `has no ${certificate === "" ? "certificate" : "key"}`, `TLS needs both, as PEM files: ${example}?cert=/etc/netweir/cert.pem&key=/etc/netweir/key.pem`)
  return { certificate, key, clientAuthority: options.get("ca")?.[0] ?? null }
}

function oneOf(spec: string, options: Options, name: string, values: readonly string[], usual: string): string {
  const value = options.get(name)?.[0] ?? usual
  if (!values.includes(value)) throw invalid(spec, `has ${name}=${value}`, `${name} is one of: ${values.join(", ")}`)
  return value
}

export function number(spec: string, options: Options, name: string, least: number, most: number, usual: number): number {
  const text = options.get(name)?.[0] ?? String(usual)
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1
  if (value < least || value > most) throw invalid(spec, `has ${name}=${text}`, `${name} is a number from ${least} to ${most}; without it, ${usual}.`)
  return value
}
