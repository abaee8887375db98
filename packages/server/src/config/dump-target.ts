// ntopng's -F, in our words: history (--store) or a place that flows are sent on to (--sink).
import { UsageError } from "../cli/usage-error.ts"
import { sinkText } from "../sinks/prepare-sink.ts"
import { storeTarget } from "./values.ts"

export interface DumpTarget {
  /** As --store has it. */
  readonly store?: string
  /** As --sink has it. */
  readonly sink?: string
}

const forms: Readonly<Record<string, (parts: readonly string[]) => DumpTarget>> = {
  clickhouse: clickHouse, "clickhouse-cluster": clickHouseCluster, "clickhouse-cloud": clickHouseCloud,
  es: elasticsearch, kafka, syslog,
}

export function dumpTarget(value: string): DumpTarget {
  const [kind, ...parts] = value.split(";")
  const form = forms[kind]
  if (form) return form(parts)
  if (kind === "mysql") throw new UsageError("cannot write to mysql; history is ClickHouse (--store), and --sink lists where flows can be sent")
  if (kind === "logstash") throw new UsageError("cannot write to logstash; let its syslog or TCP input take --sink syslog+tcp://HOST:PORT?framing=lines")
  if (kind === "nindex") throw new UsageError("has no nindex here; history is ClickHouse (--store), on by default")
  throw new UsageError(`must begin with one of ${Object.keys(forms).join(", ")}`)
}

function clickHouse([address = "", database = "", user = "", ...password]: readonly string[]): DumpTarget {
  return address === "" ? { store: "embedded" } : { store: serverTarget(address, database, user, password.join(";"), "") }
}

function clickHouseCluster([address = "", database = "", user = "", ...rest]: readonly string[]): DumpTarget {
  if (address === "") return { store: "clickhouse://localhost:8123/ntopng?cluster=ntop_cluster" }
  return { store: serverTarget(address, database, user, rest.slice(0, -1).join(";"), rest.at(-1) ?? "ntop_cluster") }
}

/** The second user is for its MySQL port, which is not used. */
function clickHouseCloud([address = "", database = "", users = "", ...password]: readonly string[]): DumpTarget {
  if (address === "") throw new UsageError("must be clickhouse-cloud;HOST;DATABASE;USER;PASSWORD")
  return { store: serverTarget(`${address.split("@")[0]}@s`, database, users.split(",")[0], password.join(";"), "") }
}

/** Their ports are of the native and MySQL protocols; we speak HTTP, on 8123 (TLS: 8443) unless --store says otherwise. */
function serverTarget(address: string, database: string, user: string, password: string, cluster: string): string {
  const [hostAndPort, ports = ""] = address.split("@")
  const host = hostAndPort.replace(/^localhost$/, "127.0.0.1")
  const isTls = /s$/.test(ports)
  return storeTarget(`${isTls ? "clickhouses" : "clickhouse"}://${login(user, password)}${host}:${isTls ? 8443 : 8123}/${encodeURIComponent(database || "ntopng")}${cluster ? `?cluster=${encodeURIComponent(cluster)}` : ""}`)
}

/** `es;TYPE;INDEX;URL;USER:PASSWORD`; the address ends in /_bulk there. */
function elasticsearch([type = "", index = "", address = "", ...logins]: readonly string[]): DumpTarget {
  const [user = "", ...password] = logins.join(";").split(":")
  const match = /^(https?):\/\/([^/?#@]+)(?:\/_bulk\/?|\/)?$/.exec(address)
  if (!match || index === "") throw new UsageError("must be es;TYPE;INDEX;http://HOST:9200/_bulk;USER:PASSWORD (TYPE counts up to version 6 only)")
  return { sink: sinkText(`es+${match[1]}://${login(user, password.join(":"))}${match[2]}/${index.replaceAll("?", "%3F")}${type === "" ? "" : `?type=${encodeURIComponent(type)}`}`) }
}

/** Node.js reaches no /dev/log: the local daemon must listen on UDP port 514 (rsyslog: imudp). */
function syslog([facility = ""]: readonly string[]): DumpTarget {
  return { sink: sinkText(`syslog://127.0.0.1:514${facility === "" ? "" : `?facility=${encodeURIComponent(facility.toLowerCase().replace(/^log_/, ""))}`}`) }
}

/** `kafka;BROKER[:PORT],...;TOPIC[;OPTION=VALUE,...]`, options as librdkafka spells them. */
function kafka([brokers = "", topic = "", ...options]: readonly string[]): DumpTarget {
  if (brokers === "" || topic === "") throw new UsageError("must be kafka;BROKER:9092,BROKER:9092;TOPIC, with options OPTION=VALUE,... after another ;")
  const known: Record<string, string> = {}
  for (const pair of options.join(";").split(",").filter(Boolean)) {
    const [name, ...value] = pair.split("=")
    known[name.trim()] = value.join("=").trim()
  }
  const take = (...names: readonly string[]): string => {
    const name = names.find((one) => one in known)
    const value = name === undefined ? "" : known[name]
    for (const one of names) delete known[one]
    return value
  }
  const protocol = take("security.protocol").toLowerCase()
  const query = new URLSearchParams()
  const mechanism = take("sasl.mechanism", "sasl.mechanisms").toLowerCase()
  const [user, password] = [take("sasl.username"), take("sasl.password")]
  const codec = take("compression.codec", "compression.type")
  const acks = take("acks", "request.required.acks")
  const authority = take("ssl.ca.location")
  if (mechanism !== "") query.set("sasl", mechanism)
  if (codec !== "") query.set("compression", codec === "none" ? "none" : "gzip")
  if (acks !== "") query.set("acks", acks === "1" ? "leader" : "all")
  if (authority !== "") query.set("ca", authority)
  if (take("enable.ssl.certificate.verification") === "false") query.set("insecure", "yes")
  const [unknown] = Object.keys(known)
  if (unknown !== undefined) throw new UsageError(`has a Kafka option ${unknown} that is not known here; see --sink kafka:// in docs/exporting.md`)
  const isTls = protocol.endsWith("ssl")
  return { sink: sinkText(`kafka${isTls ? "+tls" : ""}://${login(user, password)}${brokers}/${topic}${query.size > 0 ? `?${query}` : ""}`) }
}

const login = (user: string, password: string) => (user === "" ? "" : `${encodeURIComponent(user)}${password === "" ? "" : `:${encodeURIComponent(password)}`}@`)
