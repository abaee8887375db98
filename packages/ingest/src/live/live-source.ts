// An interface of this machine: the kernel's ring where it can be had, else the programs that can capture for us.
import type { ResolvedOptions } from "../source-options.ts"
import { SourceError, type PacketSource } from "../source.ts"
import { LateSource } from "../sources/late-source.ts"
import { captureChildSource } from "./capture-child.ts"
import { RingSource } from "./ring-source.ts"

/** Errors that no other way of capturing would mend. */
const finalErrors = new Set(["interface-not-found", "filter-invalid", "filter-unavailable"])

export function liveSource(name: string, options: ResolvedOptions): PacketSource {
  if (options.captureWith === "ring") return new RingSource(name, options)
  if (options.captureWith !== "auto") return captureChildSource(options.captureWith, name, options)
  return new LateSource(name, "live", () => openFirstThatWorks(name, options))
}

async function openFirstThatWorks(name: string, options: ResolvedOptions): Promise<PacketSource> {
  const ways: (() => PacketSource)[] = [() => captureChildSource("tcpdump", name, options), () => captureChildSource("dumpcap", name, options)]
  if (process.platform === "linux") ways.unshift(() => new RingSource(name, options))
  let firstFailure: unknown
  for (const way of ways) {
    try {
      const source = way()
      await source.open()
      return source
    } catch (error) {
      firstFailure ??= error
      if (error instanceof SourceError && finalErrors.has(error.code)) throw error
      if (options.fanout !== null) break // children can't share an interface: each would see every packet
    }
  }
  if (firstFailure instanceof SourceError) throw firstFailure
  throw new SourceError("capture-failed", `Capturing on ${name} failed: ${String(firstFailure)}`, "Install tcpdump, which can capture in our place.", { cause: firstFailure })
}
