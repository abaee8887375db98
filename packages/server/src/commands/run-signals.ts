// SIGINT, SIGTERM, SIGHUP: an orderly stop; a second one, or a stop that takes too long: the end at once.
import type { Log } from "../log/log.ts"

/** The store's own patience is 20 s; workers and sockets need a little. */
const STOP_LIMIT_MS = 30_000
/** Ctrl-C under `npm start` arrives twice, from the terminal and from npm; nobody asks twice that fast. */
const SAME_REQUEST_MS = 1000
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const

export function untilAskedToStop(log: Log): { readonly reason: Promise<string>; forget(): void } {
  let resolveReason: (reason: string) => void
  const reason = new Promise<string>((resolve) => { resolveReason = resolve })
  let stopping = false
  let askedMs = 0

  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping && performance.now() - askedMs < SAME_REQUEST_MS) return
    if (stopping) {
      process.stderr.write(`netweir: ${signal} again: leaving at once; flows that are not stored yet are lost\n`)
      process.exit(130)
    }
    stopping = true
    askedMs = performance.now()
    setTimeout(() => {
      process.stderr.write(`netweir: could not stop within ${STOP_LIMIT_MS / 1000} s: leaving\n`)
      process.exit(1)
    }, STOP_LIMIT_MS).unref()
    resolveReason(signal)
  }
  // A bug in one part is logged and that part's work is lost; the monitor goes on. (An exception that nobody caught leaves
  // no such certainty: it ends the process through the same orderly stop.)
  const onRejection = (error: unknown) => log.error("bug: a rejection was not handled", error)
  const onException = (error: unknown) => {
    log.error("bug: an exception was not caught", error)
    process.exitCode = 1
    if (!stopping) onSignal("SIGTERM")
  }
  for (const signal of signals) process.on(signal, onSignal)
  process.on("unhandledRejection", onRejection)
  process.on("uncaughtException", onException)
  return {
    reason,
    forget() {
      for (const signal of signals) process.off(signal, onSignal)
      process.off("unhandledRejection", onRejection)
      process.off("uncaughtException", onException)
    },
  }
}
