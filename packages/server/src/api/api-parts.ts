// What the API's handlers answer from.
import type { Log } from "../log/log.ts"
import type { Monitor } from "../monitor/monitor.ts"

export interface ApiParts {
  readonly monitor: Monitor
  readonly log: Log
}
