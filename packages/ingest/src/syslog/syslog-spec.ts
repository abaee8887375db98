// What people write after -i to receive syslog: `syslog://[addr]:5514,:5515?allow=10.0.0.0/8`.
import { number, parseAddresses, parseOptions, parseRules, parseTls, type TlsFiles } from "../collector/collector-spec.ts"
import type { ExporterRules } from "../records/exporter-rules.ts"
import { SourceError } from "../source.ts"
import type { ListenAddress } from "../udp/datagram-batch.ts"

/** Its usual port, and how it is listened at. */
export const syslogSchemes = {
  syslog: { port: 5514, udp: true, stream: true, options: ["allow", "sessions", "idle"] },
  "syslog+udp": { port: 5514, udp: true, stream: false, options: ["allow"] },
  "syslog+tcp": { port: 5514, udp: false, stream: true, options: ["allow", "sessions", "idle"] },
  "syslog+tls": { port: 6514, udp: false, stream: true, options: ["allow", "sessions", "idle", "cert", "key", "ca"] },
} as const

export interface SyslogSpec {
  readonly udp: boolean
  readonly stream: boolean
  readonly addresses: readonly ListenAddress[]
  readonly rules: ExporterRules
  readonly tls: TlsFiles | null
  /** Connections at the same time, and how long one may be silent. */
  readonly maxSessions: number
  readonly idleSeconds: number
}

/** Throws SourceError: what is wrong with it, and what would be right. */
export function parseSyslogSpec(spec: string): SyslogSpec {
  const match = /^(?:[^@/:]*@)?([a-z+]+):\/\/([^?]*)(?:\?(.*))?$/s.exec(spec)
  const scheme = match?.[1]
  if (match === null || !isSyslogScheme(scheme)) throw new SourceError("interface-invalid", `${spec} is no way to receive syslog`, "For example syslog://:5514 for UDP and TCP, syslog+udp://:5514 or syslog+tcp://:5514 for one of them.")
  const { port, udp, stream, options: known } = syslogSchemes[scheme]
  const options = parseOptions(spec, match[3] ?? "", known)
  return {
    udp, stream, addresses: parseAddresses(spec, match[2], port), rules: parseRules(spec, options),
    tls: scheme === "syslog+tls" ? parseTls(spec, options, "syslog+tls://:6514") : null,
    // Devices keep one connection, and are silent while nothing happens.
    maxSessions: number(spec, options, "sessions", 1, 65_536, 1024), idleSeconds: number(spec, options, "idle", 1, 86_400, 86_400),
  }
}

function isSyslogScheme(scheme: string | undefined): scheme is keyof typeof syslogSchemes {
  return scheme !== undefined && Object.hasOwn(syslogSchemes, scheme)
}
