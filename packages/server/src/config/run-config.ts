// The options of `netweir run` with their defaults, checked against each other.
import type { ZmqOptions } from "@netweir/ingest/source-options.ts"
import { hostname } from "node:os"
import path from "node:path"
import { options } from "../cli/options.ts"
import type { Assignment, Values } from "../cli/option.ts"
import { UsageError } from "../cli/usage-error.ts"
import { exportFlowsSinks } from "../sinks/zmq.ts"
import { defaultDataDir } from "./data-dir.ts"
import { localNetworksOr, privateNetworks } from "./local-networks.ts"
import type { ListenAddress, LoginDisabled, RedisTarget, Retention } from "./values.ts"

export interface RunConfig {
  readonly interfaces: readonly string[]
  readonly packetFilter: string
  readonly promiscuous: boolean
  readonly direction: "both" | "in" | "out"
  readonly snaplen: number
  readonly workers: number
  readonly originalSpeed: boolean
  readonly shutdownWhenDone: boolean
  readonly purgeFileFlows: boolean
  readonly zmq: ZmqOptions

  readonly localNetworks: readonly string[]
  readonly dnsMode: 0 | 1 | 2 | 3 | 4
  readonly maxFlows: number
  readonly maxHosts: number
  readonly flowIdleSeconds: number
  readonly hostIdleSeconds: number
  readonly activeSliceSeconds: number
  readonly entropy: boolean
  readonly firstPacketBytes: number
  readonly decapsulate: boolean
  readonly ignoreVlans: boolean
  readonly postNat: boolean
  readonly customProtocolsFile: string | null
  readonly rulesDir: string | null

  /** "embedded", "none" or a clickhouse:// address. */
  readonly store: string
  /** null = not given: the stored setting, or the default, counts. */
  readonly retention: Retention | null

  /** Each --sink, and what -F means by it. */
  readonly sinks: readonly string[]

  readonly http: ListenAddress | null
  readonly https: ListenAddress | null
  /** Given with -W: then a busy port is an error; the default one is only missed. */
  readonly httpsIsAskedFor: boolean
  readonly ciphers: string | null
  readonly prefix: string
  readonly accessLogFile: string | null
  readonly loginDisabled: LoginDisabled
  readonly autoLogout: boolean
  readonly resetAdmin: boolean

  readonly dataDir: string
  readonly redis: RedisTarget | null
  readonly instanceName: string
  /** -U; null = "netweir" if there is such a user. */
  readonly user: string | null
  readonly stayRoot: boolean
  readonly daemon: boolean
  readonly pidFile: string | null
  readonly offline: boolean
  readonly verbosity: number
  /** As typed, passwords masked: for the About page. */
  readonly commandLine: string
  /** One line each: accepted options without effect, oddities of the configuration file. */
  readonly notes: readonly string[]
}

export const DEFAULT_HTTP_PORT = 3000

export function runConfig(values: Values, notes: readonly string[] = []): RunConfig {
  const { http, https } = listenAddresses(values)
  const dataDir = path.resolve(values.get(options.dataDir) ?? defaultDataDir())
  const networks = values.all(options.localNetworks).flat()
  const published = values.all(options.exportFlows).flatMap((text) => exportFlowsSinks(text, { key: values.get(options.zmqEncryptionKey) ?? "", password: values.get(options.zmqEncryptPwd) ?? "" }))
  const names = values.all(options.interface)
  const stdins = names.filter((name) => name === "-").length
  if (stdins > 1) throw new UsageError("-i - can be given once only: there is one standard input")
  const ignoredNotes = values.assignments.filter(({ option }) => option.state === "ignored").map(({ option, where }) => `${where} has no effect: ${option.help}`)
  return {
    interfaces: [...new Set(names)],
    packetFilter: values.get(options.packetFilter) ?? "",
    promiscuous: !(values.get(options.noPromisc) ?? false),
    direction: (["both", "in", "out"] as const)[values.get(options.captureDirection) ?? 0],
    snaplen: values.get(options.snaplen) ?? 65_535,
    workers: values.get(options.workers) ?? 1,
    originalSpeed: values.get(options.originalSpeed) ?? false,
    shutdownWhenDone: values.get(options.shutdownWhenDone) ?? false,
    purgeFileFlows: values.get(options.purgeFileFlows) ?? false,
    zmq: { encrypt: values.get(options.zmqEncryption) ?? false, secretKey: values.get(options.zmqEncryptionKeyPriv) ?? "", keyDir: dataDir, password: values.get(options.zmqEncryptPwd) ?? "" },
    localNetworks: localNetworksOr(networks, privateNetworks),
    dnsMode: (values.get(options.dnsMode) ?? 0) as RunConfig["dnsMode"], // the option's parser admits 0..4 only
    maxFlows: values.get(options.maxFlows) ?? 131_072,
    maxHosts: values.get(options.maxHosts) ?? 131_072,
    flowIdleSeconds: values.get(options.flowIdle) ?? 60,
    hostIdleSeconds: values.get(options.hostIdle) ?? 300,
    activeSliceSeconds: values.get(options.activeSlice) ?? 300,
    entropy: values.get(options.entropy) ?? false,
    firstPacketBytes: values.get(options.firstPackets) ?? 8_388_608,
    decapsulate: !(values.get(options.noDecapsulate) ?? false),
    ignoreVlans: values.get(options.ignoreVlans) ?? false,
    postNat: values.get(options.postNat) ?? false,
    customProtocolsFile: values.get(options.customProtocols) ?? null,
    rulesDir: values.get(options.rulesDir) ?? null,
    store: values.get(options.store) ?? values.all(options.dumpFlows).findLast(({ store }) => store !== undefined)?.store ?? "embedded",
    retention: values.get(options.retention) ?? null,
    sinks: [...new Set([...values.all(options.sink), ...values.all(options.dumpFlows).flatMap(({ sink }) => (sink === undefined ? [] : [sink])), ...published])],
    http, https,
    httpsIsAskedFor: values.has(options.httpsPort),
    ciphers: values.get(options.ciphers) ?? null,
    prefix: values.get(options.httpPrefix) ?? "",
    accessLogFile: values.get(options.httpLog) ?? null,
    loginDisabled: values.get(options.disableLogin) ?? "no",
    autoLogout: !(values.get(options.disableAutologout) ?? false),
    resetAdmin: values.get(options.resetAdmin) ?? false,
    dataDir,
    redis: values.get(options.redis) ?? null,
    instanceName: (values.get(options.instanceName) ?? hostname()).slice(0, 256),
    user: values.get(options.user) ?? null,
    stayRoot: values.get(options.dontChangeUser) ?? false,
    daemon: values.get(options.daemon) ?? false,
    pidFile: values.get(options.pid) ?? null,
    offline: values.get(options.offline) ?? false,
    verbosity: Math.max(0, values.get(options.verbose) ?? 2),
    commandLine: maskedCommandLine(values.assignments),
    notes: [...notes, ...ignoredNotes],
  }
}

function listenAddresses(values: Values): Pick<RunConfig, "http" | "https"> {
  const http = values.has(options.httpPort) ? values.get(options.httpPort) ?? null : { host: null, port: DEFAULT_HTTP_PORT }
  // HTTPS follows HTTP: the next port, the same address.
  const beside = http === null ? { host: null, port: DEFAULT_HTTP_PORT + 1 } : http.port < 65_535 ? { host: http.host, port: http.port + 1 } : null
  const https = values.has(options.httpsPort) ? values.get(options.httpsPort) ?? null : beside
  if (http === null && https === null) throw new UsageError("-w 0 and -W 0 together leave no port to listen on; give one of them a port")
  if (http !== null && https !== null && http.port === https.port) throw new UsageError(`-w and -W both name port ${http.port}; HTTP and HTTPS need a port each`)
  return { http, https }
}

/** Every option with a secret shows stars; so does anything that looks like user:password@ in an address. */
export function maskedCommandLine(assignments: readonly Assignment[]): string {
  const parts = assignments.map(({ option, text }) => {
    const name = option.short ? `-${option.short}` : `--${option.long}`
    if (option.argument === null) return name
    return `${name} ${option.secret ? "***" : quoted((text ?? "").replace(/(:\/\/[^/@\s:]*):[^/@\s]*@/g, "$1:***@"))}`
  })
  return ["netweir", ...parts].join(" ")
}
const quoted = (text: string) => (/^[A-Za-z0-9_./:@%+,=-]+$/.test(text) ? text : `'${text}'`)
