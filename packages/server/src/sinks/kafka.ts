// Apache Kafka: each flow a message of JSON, keyed by its flow id, so that all slices of a flow stay in one partition and in order.
import type { Producer, SASLOptions } from "@platformatic/kafka"
import { readFileSync } from "node:fs"
import { UsageError } from "../cli/usage-error.ts"
import type { FlowBlock } from "./flow-block.ts"
import { JsonLines, type RowFormat } from "./json-rows.ts"
import type { PreparedSink, SinkContext, SinkKind } from "./sink.ts"
import { hostPort, type HostPort, type SinkUrl } from "./sink-url.ts"

/** Brokers take batches of 1 MB unless told otherwise. */
const BATCH_BYTES = 500_000
const BATCH_ROWS = 1_000
const CONNECT_MS = 10_000
const REQUEST_MS = 30_000
const mechanisms = { plain: "PLAIN", "scram-sha-256": "SCRAM-SHA-256", "scram-sha-512": "SCRAM-SHA-512" } as const
const acknowledgements = { all: -1, leader: 1 } as const

export const kafka: SinkKind = {
  schemes: ["kafka", "kafka+tls"],
  title: "Kafka",
  form: "kafka://BROKER1:9092,BROKER2:9092/TOPIC, kafka+tls://USER:PASSWORD@BROKER:9093/TOPIC?sasl=plain|scram-sha-256|scram-sha-512&acks=all|leader&compression=gzip|none&format=ntopng|ecs|netweir",
  help: "One JSON message a flow, keyed by flow id.",
  prepare: prepareKafka,
}

interface KafkaTarget { readonly brokers: readonly HostPort[]; readonly tls: { readonly rejectUnauthorized: boolean; readonly ca?: Buffer } | null; readonly sasl: SASLOptions | null }

function prepareKafka(url: SinkUrl): PreparedSink {
  const isTls = url.scheme === "kafka+tls"
  const brokers = url.authority.split(",").map((one) => hostPort(one.trim(), isTls ? 9093 : 9092))
  const topic = decodeURIComponent(url.path.slice(1))
  if (!/^[\w.-]{1,249}$/.test(topic)) throw new UsageError("must name a topic after the brokers, such as /flows (letters, digits, . _ -)")
  const format: RowFormat = url.query.oneOf("format", ["ntopng", "ecs", "netweir"] as const)
  const mechanism = mechanisms[url.query.oneOf("sasl", ["plain", "scram-sha-256", "scram-sha-512"])]
  const acks = acknowledgements[url.query.oneOf("acks", ["all", "leader"])]
  const compression = url.query.oneOf("compression", ["gzip", "none"])
  const [insecure, ca] = isTls ? [url.query.flag("insecure"), url.query.text("ca", "")] : [false, ""]
  const target = (): KafkaTarget => ({
    brokers,
    tls: isTls ? { rejectUnauthorized: !insecure, ...(ca !== "" && { ca: readFileSync(ca) }) } : null,
    sasl: url.user === "" ? null : { mechanism, username: url.user, password: url.password },
  })
  return {
    label: url.label,
    takes: ["flows"],
    open(context) {
      const rows = new JsonLines(format, context)
      const send = createSender(() => openProducer(target()), context)
      return {
        sendFlows: (block, from) => send.rows(rows, block, from, { topic, acks, compression }),
        close: send.close,
      }
    },
    async probe() {
      const producer = await openProducer(target())
      try {
        const { brokers: found, topics } = await producer.metadata({ topics: [topic] })
        const partitions = topics.get(topic)?.partitionsCount ?? 0
        return `${found.size} broker${found.size === 1 ? "" : "s"}, topic ${topic} has ${partitions} partition${partitions === 1 ? "" : "s"}`
      } catch (error) {
        throw new Error(kafkaProblem(error), { cause: error })
      } finally {
        await closed(producer)
      }
    },
  }
}

type TextProducer = Producer<string, string, string, string>

/** Loaded when the first Kafka sink is opened. */
async function openProducer({ brokers, tls, sasl }: KafkaTarget): Promise<TextProducer> {
  const { Producer: KafkaProducer, stringSerializers } = await import("@platformatic/kafka")
  // The lane tries again; a client that does too would hide how the peer is.
  return new KafkaProducer({
    clientId: "netweir", bootstrapBrokers: brokers.map(({ host, port }) => ({ host, port })), serializers: stringSerializers, retries: 0, connectTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, timeout: REQUEST_MS,
    autocreateTopics: true, ...(tls && { tls }), ...(sasl && { sasl }),
  })
}

/** Whether it can be closed in order or not: a broken connection cannot. */
const closed = (producer: TextProducer) => new Promise<void>((resolve) => { producer.close(true, () => resolve()) })

interface Sending { readonly topic: string; readonly acks: number; readonly compression: "gzip" | "none" }

function createSender(open: () => Promise<TextProducer>, { lost }: Pick<SinkContext, "lost">) {
  let producer: TextProducer | null = null
  let batchBytes = BATCH_BYTES

  async function close(): Promise<void> {
    const old = producer
    producer = null
    if (old) await closed(old)
  }

  async function rows(json: JsonLines, block: FlowBlock, from: number, { topic, acks, compression }: Sending): Promise<number> {
    const ids = block.bits("flowId")
    const last = block.number("lastSeenMs")
    const messages: { topic: string; key: string; value: string; timestamp: bigint }[] = []
    let to = from
    for (let bytes = 0; to < block.count && messages.length < BATCH_ROWS; to++) {
      const value = JSON.stringify(json.flow(block, to))
      bytes += value.length + 60
      if (bytes > batchBytes && messages.length > 0) break
      messages.push({ topic, key: String(ids[to]), value, timestamp: BigInt(Math.floor(last(to))) })
    }
    try {
      producer ??= await open()
      await producer.send({ messages, acks, compression })
      batchBytes = Math.min(BATCH_BYTES, batchBytes * 2)
      return to
    } catch (error) {
      const problem = kafkaProblem(error)
      if (/larger than the max|too large/i.test(problem)) {
        if (messages.length === 1) {
          lost("too-large", 1)
          return to
        }
        batchBytes = Math.max(1_000, Math.floor(batchBytes / 2))
        return from
      }
      // What it knows of brokers and leaders may be the trouble: the next attempt asks anew.
      await close()
      throw new Error(problem, { cause: error })
    }
  }
  return { rows, close }
}

/** The innermost reasons of the client's errors, which are nested by broker and partition. */
function kafkaProblem(error: unknown): string {
  const found = new Set<string>()
  const dig = (one: unknown, depth: number): void => {
    if (!(one instanceof Error) || depth > 8) return
    const inner = [...(one instanceof AggregateError ? (one.errors as unknown[]) : []), one.cause]
    const errors = inner.filter((next) => next instanceof Error)
    for (const next of errors) dig(next, depth + 1)
    if (errors.length === 0) found.add(one.message || one.name)
  }
  dig(error, 0)
  return [...found].slice(0, 3).join("; ") || String(error)
}
