// What the API's handlers answer from.
import type { Store } from "@netweir/store"
import type { Access } from "../access/access.ts"
import type { Log } from "../log/log.ts"
import type { Monitor } from "../monitor/monitor.ts"

export interface ApiParts {
  readonly monitor: Monitor
  /** History; a store of kind "none" answers every question with history-off. */
  readonly store: Store
  readonly access: Access
  readonly log: Log
  /** The user's own name of a host: kept in the settings and effective at once; empty takes it back. */
  setAlias(ip: string, alias: string): Promise<void>
  /** For example "0.1.0". */
  readonly version: string
}
