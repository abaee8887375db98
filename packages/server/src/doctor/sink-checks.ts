// Where flows are sent on to: how it goes while running, and whether it can be reached at all.
import { messageOf, withoutSecrets } from "../sinks/lane.ts"
import { prepareSink } from "../sinks/prepare-sink.ts"
import type { SinkStats } from "../sinks/protocol.ts"
import { failure, ok, warning, type Check } from "./check.ts"

export function checkSinkStates(sinks: readonly SinkStats[]): readonly Check[] {
  return sinks.map((one, index) => {
    const id = `sink-${index}`
    const title = `Sink: ${one.title}`
    const lost = Object.entries(one.dropped).filter(([, rows]) => rows > 0)
    const sum = lost.reduce((total, [, rows]) => total + rows, 0)
    const text = `${one.label}: ${one.sentRows} rows sent, ${one.queuedRows} wait${sum > 0 ? `, ${sum} dropped (${lost.map(([reason, rows]) => `${reason} ${rows}`).join(", ")})` : ""}`
    if (one.state === "down") return { id, title, state: "error", text: `${text}; ${one.problem ?? "it does not answer"}`, fix: "It is tried again by itself. Check that the other side runs and can be reached: netweir doctor --sink ADDRESS." } satisfies Check
    if (sum > 0) return warning(id, title, text, one.dropped["queue-full"] > 0 ? "The other side was away or too slow for longer than the queue lasts: raise it with ?queue=ROWS, or make that side faster." : "See the log for what the other side said.")
    return ok(id, title, text)
  })
}

const PROBE_MS = 5_000

/** `netweir doctor`: is somebody there, does it let us in. Sends no flow. */
export async function probeSink(text: string): Promise<Check> {
  const { label, probe, secrets } = prepareSink(text)
  const title = `Sink ${label}`
  let timer: NodeJS.Timeout | undefined
  try {
    const found = await Promise.race([probe(), new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(`no answer within ${PROBE_MS / 1000} s`)), PROBE_MS) })])
    return ok(`sink ${label}`, title, found)
  } catch (error) {
    return failure(`sink ${label}`, title, withoutSecrets(messageOf(error), secrets), "Check the address given with --sink, that the other side runs, and any firewall between.")
  } finally {
    clearTimeout(timer)
  }
}
