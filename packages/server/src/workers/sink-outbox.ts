// What a worker hands over to the sinks' thread, through a port of its own. Bounded like the way to history, and apart from it: a
// sink that lags costs neither history nor capture anything.
import type { MessagePort } from "node:worker_threads"
import type { FromSinkPort, ToSinkPort } from "../sinks/protocol.ts"
import { createOutbox, type Outbox } from "./outbox.ts"

export interface SinkOutbox {
  flows(rows: number, block: Uint8Array, isShared: boolean): void
  series(rows: number, block: Uint8Array, isShared: boolean): void
  room(): Promise<void>
  counters: Outbox["counters"]
  /** The source would rather wait than lose rows: batches say so. */
  patient: boolean
  moveTo(port: MessagePort): void
  close(): void
}

export function createSinkOutbox(first: MessagePort): SinkOutbox {
  let port = first
  let underWay = 0
  const outbox = createOutbox((message, transfer) => {
    if (message.op !== "flows" && message.op !== "series") return
    underWay++
    port.postMessage({ op: message.op, rows: message.rows, block: message.block, patient: self.patient } satisfies ToSinkPort, transfer)
  })
  function listen(): void {
    port.on("message", ({ credit }: FromSinkPort) => {
      underWay -= credit
      outbox.credit(credit)
    })
  }
  listen()
  const self: SinkOutbox = {
    // The same block goes to history, and memory can be given away once.
    flows: (rows, block, isShared) => outbox.flows(rows, isShared ? new Uint8Array(block) : block),
    series: (rows, block, isShared) => outbox.series(rows, isShared ? new Uint8Array(block) : block),
    room: () => outbox.room(),
    counters: () => outbox.counters(),
    patient: false,
    moveTo(next) {
      port.close()
      port = next
      listen()
      // What was under way is gone with the thread that had it.
      outbox.credit(underWay)
      underWay = 0
    },
    close: () => port.close(),
  }
  return self
}
