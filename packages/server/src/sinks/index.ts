// The registry of sinks: one line a kind.
import { ndjson } from "./ndjson.ts"
import type { SinkKind } from "./sink.ts"

export const sinkKinds: readonly SinkKind[] = [ndjson]
