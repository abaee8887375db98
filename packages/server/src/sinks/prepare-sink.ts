// --sink, read: the kind by its scheme, what all kinds have in common, and which words must never be shown.
import { nearest } from "../cli/nearest.ts"
import { UsageError } from "../cli/usage-error.ts"
import { sinkKinds } from "./index.ts"
import { DEFAULT_QUEUE_ROWS } from "./lane.ts"
import type { PreparedSink } from "./sink.ts"
import { parseSinkUrl } from "./sink-url.ts"

export interface ConfiguredSink extends PreparedSink {
  readonly queueRows: number
  readonly secrets: readonly string[]
}

/** Query options whose values are never shown. */
const secretOptions = ["apikey", "token", "key", "password"]
const MIN_QUEUE_ROWS = 8_192
const MAX_QUEUE_ROWS = 8_388_608

export function prepareSink(text: string): ConfiguredSink {
  const url = parseSinkUrl(text)
  const schemes = sinkKinds.flatMap((kind) => kind.schemes)
  const kind = sinkKinds.find((one) => one.schemes.includes(url.scheme))
  if (!kind) {
    const near = nearest(url.scheme, schemes)
    throw new UsageError(`has no kind of sink in ${url.scheme}://; there are ${schemes.join(", ")}${near === null ? "" : `; did you mean ${near}?`}`)
  }
  const queueRows = url.query.number("queue", DEFAULT_QUEUE_ROWS)
  if (queueRows < MIN_QUEUE_ROWS || queueRows > MAX_QUEUE_ROWS) throw new UsageError(`has queue=${queueRows}, which must be from ${MIN_QUEUE_ROWS} to ${MAX_QUEUE_ROWS} rows`)
  const secrets = [url.password, ...secretOptions.map((name) => url.query.text(name, ""))].filter((secret) => secret !== "")
  const prepared = kind.prepare(url)
  url.query.end()
  return { ...prepared, open: prepared.open.bind(prepared), probe: prepared.probe.bind(prepared), queueRows, secrets: [...secrets, ...secrets.map(encodeURIComponent), ...(url.password === "" ? [] : [Buffer.from(`${url.user}:${url.password}`).toString("base64")])] }
}

/** The value of the option: the text itself, once it is found right. */
export function sinkText(text: string): string {
  prepareSink(text)
  return text
}
