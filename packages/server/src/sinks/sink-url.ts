// --sink as text. Not the URL class: Kafka names several brokers, files have no host, and ports of unknown schemes get lost.
import { UsageError } from "../cli/usage-error.ts"

export interface HostPort { readonly host: string; readonly port: number }

export interface SinkUrl {
  readonly scheme: string
  readonly user: string
  readonly password: string
  /** Between `//` and the next `/`, without the login. */
  readonly authority: string
  /** Percent signs are as typed: index and file names have them. Begins with / or is empty. */
  readonly path: string
  readonly query: Query
  /** Without login and query: fit to be shown. */
  readonly label: string
}

export interface Query {
  text(name: string, fallback: string): string
  oneOf<T extends string>(name: string, choices: readonly T[]): T
  /** A size as 64MB, a time as 10m, a plain number. */
  number(name: string, fallback: number): number
  milliseconds(name: string, fallback: number): number
  bytes(name: string, fallback: number): number
  flag(name: string): boolean
  /** Throws when a name was given that nobody has asked for: a typo. */
  end(): void
}

const FORM = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?:(?<login>[^/]*)@)?(?<authority>[^/?]*)(?<path>\/[^?]*)?(?:\?(?<query>.*))?$/i

export function parseSinkUrl(text: string): SinkUrl {
  const groups = FORM.exec(text)?.groups
  if (!groups) throw new UsageError("must be an address such as ipfix://HOST:4739 or ndjson:///DIRECTORY")
  const { scheme, login = "", authority, path = "", query = "" } = groups
  const [user, ...password] = login.split(":")
  return {
    scheme: scheme.toLowerCase(), user: decoded(user), password: decoded(password.join(":")), authority, path,
    query: readQuery(query), label: `${scheme.toLowerCase()}://${authority}${path}`,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new UsageError("has a % in user or password that is no percent escape; write %25 for %")
  }
}

function readQuery(text: string): Query {
  const given = new URLSearchParams(text)
  const asked = new Set<string>()
  const get = (name: string) => {
    asked.add(name)
    return given.get(name)
  }
  const scaled = (name: string, fallback: number, form: RegExp, scales: Readonly<Record<string, number>>, example: string) => {
    const value = get(name)
    if (value === null) return fallback
    const match = form.exec(value)
    if (!match) throw new UsageError(`has ${name}=${value}, which must be written like ${example}`)
    return Number(match[1]) * (scales[(match[2] ?? "").toLowerCase()] ?? 1)
  }
  return {
    text: (name, fallback) => get(name) ?? fallback,
    oneOf(name, choices) {
      const value = get(name) ?? choices[0]
      const found = choices.find((choice) => choice === value)
      if (found === undefined) throw new UsageError(`has ${name}=${value}, which must be one of ${choices.join(", ")}`)
      return found
    },
    number: (name, fallback) => scaled(name, fallback, /^(\d{1,9})$/, {}, "1000"),
    milliseconds: (name, fallback) => scaled(name, fallback, /^(\d{1,9})(s|m|h|d)$/i, { s: 1e3, m: 60e3, h: 3_600e3, d: 86_400e3 }, "30s, 10m or 1h"),
    bytes: (name, fallback) => scaled(name, fallback, /^(\d{1,9})(k|m|g)?b?$/i, { k: 1e3, m: 1e6, g: 1e9 }, "64MB"),
    flag: (name) => /^(|1|yes|true|on)$/i.test(get(name) ?? "no"),
    end() {
      const unknown = [...given.keys()].find((name) => !asked.has(name))
      if (unknown !== undefined) throw new UsageError(`has an option ${unknown} that this kind of sink does not know; it knows ${[...asked].toSorted().join(", ")}`)
    },
  }
}

/** `host`, `host:port`, `[v6]:port`. */
export function hostPort(text: string, defaultPort: number): HostPort {
  const match = /^(\[[0-9a-f:.%]+\]|[^:[\]/@\s]+)(?::(\d{1,5}))?$/i.exec(text)
  const port = Number(match?.[2] ?? defaultPort)
  if (!match || port < 1 || port > 65_535) throw new UsageError(`must name HOST or HOST:PORT${text === "" ? "" : `, not "${text}"`}`)
  return { host: match[1].replace(/^\[|\]$/g, ""), port }
}

/** Directory of a file sink: `///absolute`, or `//relative/to/here`. */
export function directoryOf({ authority, path }: SinkUrl): string {
  const directory = decoded(`${authority}${path}`)
  if (directory === "") throw new UsageError("must name a directory, such as ///var/lib/flows")
  return directory
}
