// The registry of sinks: one line a kind.
import { ipfix, netflow9 } from "./flow-export.ts"
import { elasticsearch } from "./elasticsearch.ts"
import { influx } from "./influx.ts"
import { kafka } from "./kafka.ts"
import { ndjson } from "./ndjson.ts"
import { otlp } from "./otlp.ts"
import { parquet } from "./parquet.ts"
import type { SinkKind } from "./sink.ts"
import { syslog } from "./syslog.ts"
import { zmq } from "./zmq.ts"

export const sinkKinds: readonly SinkKind[] = [ipfix, netflow9, syslog, elasticsearch, kafka, influx, otlp, zmq, ndjson, parquet]
