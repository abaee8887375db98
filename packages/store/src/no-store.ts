// `--store none`: nothing is kept, every question says so.
import { StoreError } from "./store-error.ts"
import type { Store } from "./store.ts"

export function createNoStore(): Store {
  const off = () => Promise.reject(new StoreError("history-off", "Netweir runs without history (--store none).", "Start it with another --store to keep flows."))
  const nothing = () => Promise.resolve()
  return {
    kind: "none",
    ready: Promise.resolve(),
    insertFlows: nothing, insertEncodedFlows: nothing, insertSeries: nothing, insertEncodedSeries: nothing, flush: nothing, setRetention: nothing, enforceRetention: nothing, close: nothing,
    ask: off,
    rebuildRollUps: off,
    stats: () => ({
      kind: "none", state: "off", problem: null, fix: null, engine: null, pid: null, restarts: 0, questions: 0, failedQuestions: 0, droppedPartitions: 0,
      writer: { queuedRows: 0, queuedBatches: 0, spooledBytes: 0, spoolLimitBytes: 0, insertedRows: 0, insertedBatches: 0, replayedBatches: 0, retries: 0, droppedRows: 0, dropped: {}, lagMs: 0 },
    }),
  }
}
