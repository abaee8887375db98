// Flows published on ZeroMQ in the format of the field's probes (-I), so that instances and probes form hierarchies.
import { MAX_ENDPOINTS, parseEndpoint, type ZmtpEndpoint } from "@netweir/ingest/zmtp/endpoint.ts"
import { makeKeyPair } from "@netweir/ingest/zmtp/crypto-box.ts"
import { ZmtpPublisher } from "@netweir/ingest/zmtp/publisher.ts"
import { fromZ85 } from "@netweir/ingest/zmtp/z85.ts"
import { UsageError } from "../cli/usage-error.ts"
import { FlowMessages } from "./zmq-messages.ts"
import type { Sink, SinkContext, SinkKind } from "./sink.ts"
import { parseSinkUrl, type SinkUrl } from "./sink-url.ts"

/** Rows encoded between two looks at the peers' queues. */
const ROWS_AT_ONCE = 512
const ENOUGH_QUEUED_BYTES = 8 << 20
/** A peer that takes nothing for so long loses messages. */
const PATIENCE_MS = 2_000
const HEARTBEAT_MS = 1_000
/** Subscribers that were just started, or lost the connection, are on their way. */
const SUBSCRIBER_MS = 1_500
const FLOW = Buffer.from("flow\0")

export interface ZmqSinkOptions {
  readonly endpoint: ZmtpEndpoint
  readonly format: "json" | "tlv"
  readonly layout: number
  readonly compress: boolean
  /** Of the collector; null = not encrypted. */
  readonly serverKey: Uint8Array | null
  readonly password: string
  readonly sourceId: number
}

export const zmq: SinkKind = {
  schemes: ["zmq", "zmq+ipc"],
  title: "ZeroMQ publisher",
  form: "zmq://*:5556?format=json|tlv&header=2|1|3&compress&key=COLLECTOR-KEY&source=ID",
  help: "Publishes flows as probes do (-I). A c behind the port connects to a collector that listens; `key`: its public key (CURVE).",
  prepare(url) {
    const options = optionsOf(url)
    return {
      label: url.label,
      takes: ["flows"],
      open: (context) => openZmq(options, context),
      async probe() {
        const { endpoint } = options
        return endpoint.isSwapped ? `will connect to ${endpoint.text}` : `will listen at ${endpoint.text}`
      },
    }
  },
}

function optionsOf(url: SinkUrl): ZmqSinkOptions {
  const { query } = url
  const key = query.text("key", "")
  const serverKey = key === "" ? null : fromZ85(key)
  if (key !== "" && serverKey?.length !== 32) throw new UsageError("has a key that is no CURVE key: 40 characters of Z85, with % escapes")
  return {
    endpoint: endpointOf(url), format: query.oneOf("format", ["json", "tlv"] as const), layout: Number(query.oneOf("header", ["2", "1", "3"] as const)), compress: query.flag("compress"),
    serverKey: serverKey, password: query.text("password", ""), sourceId: query.number("source", 0),
  }
}

function endpointOf(url: SinkUrl): ZmtpEndpoint {
  const { scheme, authority, path } = url
  try {
    return parseEndpoint(scheme === "zmq" ? `tcp://${authority}` : `ipc://${authority}${path}${url.query.flag("c") ? "?c" : ""}`)
  } catch (error) {
    throw new UsageError(`is wrong: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The value of -I: the text itself, once its endpoints are found right. */
export function publishedAt(text: string): string {
  for (const sink of exportFlowsSinks(text, { key: "", password: "" })) optionsOf(parseSinkUrl(sink))
  return text
}

export interface EndpointTexts { readonly key: string; readonly password: string }

/** -I: endpoints of ntopng's notation as sinks. */
export function exportFlowsSinks(text: string, { key, password }: EndpointTexts): readonly string[] {
  const endpoints = text.split(",").map((one) => one.trim()).filter((one) => one !== "")
  if (endpoints.length === 0 || endpoints.length > MAX_ENDPOINTS) throw new UsageError("must name endpoints such as tcp://*:5556")
  return endpoints.map((one) => {
    const address = one.replace(/^(tcp|zmq):\/\//, "zmq://").replace(/^ipc:\/\//, "zmq+ipc://")
    const extra = [key === "" ? "" : `key=${encodeURIComponent(key)}`, password === "" ? "" : `password=${encodeURIComponent(password)}`].filter((part) => part !== "").join("&")
    return extra === "" ? address : `${address}${address.includes("?") ? "&" : "?"}${extra}`
  })
}

function openZmq(options: ZmqSinkOptions, context: SinkContext): Sink {
  const { endpoint, serverKey } = options
  const publisher = new ZmtpPublisher({ endpoints: [endpoint], curve: serverKey === null ? null : { role: "client", keys: makeKeyPair(), serverKey } })
  const messages = new FlowMessages(options, context.instanceName)
  let opened: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null
  let sentRows = 0

  /** An endpoint that cannot be opened now is tried again with the next rows. */
  async function ready(): Promise<void> {
    opened ??= publisher.open()
    try {
      await opened
    } catch (error) {
      opened = null
      throw error
    }
    timer ??= setInterval(() => {
      for (const message of messages.heartbeat({ atMs: context.clock.nowMs(), flows: sentRows, dropped: publisher.counters.dropped, address: endpoint.host ?? endpoint.path ?? "", version: context.version })) publisher.send(message)
    }, HEARTBEAT_MS)
  }

  return {
    async sendFlows(block, from) {
      await ready()
      // A publisher without subscribers talks to nobody; the rows wait, as with any other peer that is not there.
      await until(() => publisher.hasSubscriber(FLOW), SUBSCRIBER_MS)
      if (!publisher.hasSubscriber(FLOW)) throw new Error(publisher.problem() ?? `nobody is subscribed at ${endpoint.text}`)
      const to = Math.min(block.count, from + ROWS_AT_ONCE)
      const { list, tooLarge } = messages.flows(block, from, to)
      for (const message of list) publisher.send(message)
      sentRows += to - from - tooLarge
      if (tooLarge > 0) context.lost("too-large", tooLarge)
      await until(() => publisher.queuedBytes <= ENOUGH_QUEUED_BYTES, PATIENCE_MS)
      return to
    },
    async tick() {
      // A busy port is for the log now, not with the first flow.
      await ready()
    },
    async close() {
      if (timer !== null) clearInterval(timer)
      await publisher.close()
    },
  }
}

/** Looks now and then; after `maxMs` it is as it is. */
async function until(isSo: () => boolean, maxMs: number): Promise<void> {
  const startedMs = performance.now()
  while (!isSo() && performance.now() - startedMs < maxMs) await new Promise((resolve) => { setTimeout(resolve, 5) })
}
