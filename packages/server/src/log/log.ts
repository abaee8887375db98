// One line per event on stderr. Text from the network never reaches the terminal raw, and a line that repeats is counted, not repeated.
import { printable } from "./printable.ts"
import { sourceStack } from "./source-stack.ts"

/** 0 error, 1 warning, 2 normal, 3 info, 6 debug (the numbers of -v). */
export const logLevels = { error: 0, warning: 1, normal: 2, info: 3, debug: 6 } as const
export type LogLevel = keyof typeof logLevels

export interface Log {
  error(message: string, cause?: unknown): void
  warning(message: string, cause?: unknown): void
  normal(message: string): void
  info(message: string): void
  debug(message: string): void
  /** Lines written per level, and those swallowed because they repeated. */
  counts(): Readonly<Record<LogLevel | "swallowed", number>>
}

export interface LogOptions {
  readonly verbosity: number
  readonly write: (line: string) => void
  readonly nowMs: () => number
}

const REPEAT_WINDOW_MS = 60_000
const MAX_SAME_LINES = 5
/** Different messages remembered for the repeat limit; the oldest is forgotten first. */
const MAX_REMEMBERED = 1_000

export function createLog({ verbosity, write, nowMs }: LogOptions): Log {
  const counts = { error: 0, warning: 0, normal: 0, info: 0, debug: 0, swallowed: 0 }
  const recent = new Map<string, { sinceMs: number; count: number }>()

  function line(level: LogLevel, message: string, cause?: unknown) {
    counts[level]++
    if (logLevels[level] > verbosity) return
    const at = nowMs()
    // Numbers differ from line to line of the same event.
    const key = `${level} ${message.replace(/\d+/g, "#").slice(0, 200)}`
    let note = ""
    const seen = recent.get(key)
    if (seen && at - seen.sinceMs < REPEAT_WINDOW_MS) {
      seen.count++
      if (seen.count > MAX_SAME_LINES) {
        counts.swallowed++
        return
      }
    } else {
      if (seen && seen.count > MAX_SAME_LINES) note = ` (${seen.count - MAX_SAME_LINES} more like this in the last minute)`
      recent.delete(key)
      recent.set(key, { sinceMs: at, count: 1 })
      if (recent.size > MAX_REMEMBERED) recent.delete(recent.keys().next().value as string)
    }
    write(`${new Date(at).toISOString()} ${level.padEnd(7)} ${printable(message)}${note}${describe(cause, verbosity)}\n`)
  }

  return {
    error: (message, cause) => line("error", message, cause),
    warning: (message, cause) => line("warning", message, cause),
    normal: (message) => line("normal", message),
    info: (message) => line("info", message),
    debug: (message) => line("debug", message),
    counts: () => counts,
  }
}

function describe(cause: unknown, verbosity: number): string {
  if (cause === undefined) return ""
  if (!(cause instanceof Error)) return `: ${printable(String(cause))}`
  if (verbosity >= logLevels.info && cause.stack) return `\n${sourceStack(cause.stack).split("\n").map((one) => `    ${printable(one)}`).join("\n")}`
  return `: ${printable(cause.message)}`
}

export const silentLog: Log = createLog({ verbosity: -1, write: () => undefined, nowMs: () => 0 })
