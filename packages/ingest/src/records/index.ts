// This list is the registry of everything that yields flow records: one entry per family of specs.
import { datagramCollector, streamCollector } from "../collector/kinds.ts"
import type { ResolvedOptions } from "../source-options.ts"
import type { RecordSource } from "../source.ts"
import { eveSources } from "../eve/index.ts"
import { nfcapdSources } from "../nfcapd/index.ts"
import { syslogSources } from "../syslog/index.ts"
import { zeekSources } from "../zeek/index.ts"
import { zmqSources } from "../zmq/index.ts"

export interface RecordSourceKind {
  /** What stands before `://` in `-i`. */
  readonly schemes: readonly string[]
  /** One line per form, for --help and docs. */
  readonly forms: readonly { readonly form: string; readonly help: string }[]
  /** Several workers may open it side by side: the kernel shares a port's datagrams among them (`options.fanout`). */
  readonly isShared?: boolean
  /** Throws SourceError for a spec that means nothing; whatever needs the system happens in the source's `open()`. */
  create(spec: string, options: ResolvedOptions): RecordSource
}

export const recordSources: readonly RecordSourceKind[] = [datagramCollector, streamCollector, zmqSources, eveSources, syslogSources, nfcapdSources, zeekSources]

/** The family of a spec, undefined when it is not one of flow records. */
export function recordSourceKind(spec: string): RecordSourceKind | undefined {
  const scheme = /^(?:[^@/:]*@)?([a-z0-9+]+):\/\//.exec(spec)?.[1]
  return scheme === undefined ? undefined : recordSources.find(({ schemes }) => schemes.includes(scheme))
}
