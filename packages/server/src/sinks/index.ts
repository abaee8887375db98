// The registry of sinks: one line a kind.
import { ipfix, netflow9 } from "./flow-export.ts"
import { ndjson } from "./ndjson.ts"
import type { SinkKind } from "./sink.ts"

export const sinkKinds: readonly SinkKind[] = [ipfix, netflow9, ndjson]
