// A store that is opened later: until then questions are told so, and batches wait with whoever brings them.
import { parseStoreTarget, StoreError, type Store, type StoreStats } from "@netweir/store"

export interface DeferredStore extends Store { open(): void }

export function deferredStore(target: string, make: () => Store): DeferredStore {
  const { kind } = parseStoreTarget(target)
  let store: Store | null = null
  let opened: (store: Store) => void
  const whenOpen = new Promise<Store>((resolve) => { opened = resolve })
  const later = <Args extends readonly unknown[]>(call: (store: Store, ...args: Args) => Promise<void>) => (...args: Args) => (store ? call(store, ...args) : whenOpen.then((one) => call(one, ...args)))
  const needOpen = (): Store => {
    if (store) return store
    throw new StoreError("store-starting", "The database is still starting.", "Try again in a few seconds.")
  }
  const notYet: StoreStats = {
    kind, state: kind === "none" ? "off" : "starting", problem: null, fix: null, engine: null, pid: null, restarts: 0, questions: 0, failedQuestions: 0, droppedPartitions: 0,
    writer: { queuedRows: 0, queuedBatches: 0, spooledBytes: 0, spoolLimitBytes: 0, insertedRows: 0, insertedBatches: 0, replayedBatches: 0, retries: 0, droppedRows: 0, dropped: {}, lagMs: 0 },
  }
  return {
    kind,
    ready: whenOpen.then((one) => one.ready),
    open() {
      if (store) return
      store = make()
      store.ready.catch(() => undefined) // told through onProblem and stats
      opened(store)
    },
    insertFlows: later((one, batch) => one.insertFlows(batch)),
    insertEncodedFlows: later((one, rows, block) => one.insertEncodedFlows(rows, block)),
    insertSeries: later((one, batch) => one.insertSeries(batch)),
    insertEncodedSeries: later((one, rows, block) => one.insertEncodedSeries(rows, block)),
    ask: async (question, request) => needOpen().ask(question, request),
    flush: async () => store?.flush(),
    stats: () => store?.stats() ?? notYet,
    setRetention: later((one, retention) => one.setRetention(retention)),
    enforceRetention: async () => store?.enforceRetention(),
    rebuildRollUps: async (fromMs, toMs) => needOpen().rebuildRollUps(fromMs, toMs),
    close: async () => store?.close(),
  }
}
