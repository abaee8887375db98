// The stand-in for the ring: tcpdump or dumpcap writes what it captures to a pipe (macOS, no FFI, or rights that only those programs have).
import { checkFilter } from "../filter/filter-compiler.ts"
import type { ResolvedOptions } from "../source-options.ts"
import { SourceError } from "../source.ts"
import type { ByteFeed } from "../feeds/byte-feed.ts"
import { ChildProcessOrigin } from "../sources/child-process.ts"
import { StreamSource, type StreamOrigin } from "../sources/stream-source.ts"
import type { Tally } from "../tally.ts"
import { notPermitted } from "./capture-rights.ts"

export type CaptureTool = "tcpdump" | "dumpcap"

/** Both tools write the file header before the first packet; slower than this means that something is wrong. */
const START_TIMEOUT_MS = 10_000
const STATISTICS_INTERVAL_MS = 2000

export function captureChildSource(tool: CaptureTool, interfaceName: string, options: ResolvedOptions): StreamSource {
  return new StreamSource(interfaceName, new CaptureChild(tool, interfaceName, options), "", "live")
}

class CaptureChild implements StreamOrigin {
  #tool: CaptureTool
  #interfaceName: string
  #filter: string
  #child: ChildProcessOrigin
  #statisticsTimer: NodeJS.Timeout | undefined
  #dropsReported = 0

  constructor(tool: CaptureTool, interfaceName: string, options: ResolvedOptions) {
    this.#tool = tool
    this.#interfaceName = interfaceName
    this.#filter = options.filter
    this.#child = new ChildProcessOrigin({
      file: tool, args: tool === "tcpdump" ? tcpdumpArguments(interfaceName, options) : dumpcapArguments(interfaceName, options),
      onLine: (line, tally) => this.#takeLine(line, tally),
    })
  }

  async open(tally: Tally): Promise<ByteFeed> {
    const invalid = await checkFilter(this.#filter)
    if (invalid?.code === "filter-invalid") throw invalid // the tools say less about it
    const feed = await this.#child.open(tally)
    const started = performance.now()
    // The header comes at once, or the child ends and says why.
    while (feed.bytesRead === 0 && !feed.ended && performance.now() - started < START_TIMEOUT_MS) await feed.wait(100)
    if (feed.bytesRead === 0) {
      await this.#child.ended(1000)
      const problem = this.#child.problem() ?? `${this.#tool} writes nothing`
      await feed.close()
      await this.#child.close()
      throw this.#startFailure(problem)
    }
    // tcpdump reports on SIGUSR1 what the kernel has dropped so far; dumpcap only when it ends.
    if (this.#tool === "tcpdump" && process.platform === "linux") this.#statisticsTimer = setInterval(() => this.#child.signal("SIGUSR1"), STATISTICS_INTERVAL_MS).unref()
    return feed
  }

  problem(): string | null {
    return this.#child.problem()
  }

  async close(): Promise<void> {
    clearInterval(this.#statisticsTimer)
    await this.#child.close()
  }

  #takeLine(line: string, tally: Tally): boolean {
    const drops = /(\d+) packets? dropped by kernel/.exec(line) ?? /Packets received\/dropped on interface .*: \d+\/(\d+)/.exec(line)
    if (drops !== null) {
      const total = Number(drops[1])
      tally.drop("capture-tool-drops", total - this.#dropsReported)
      this.#dropsReported = Math.max(this.#dropsReported, total)
    }
    return drops !== null || /listening on|Capturing on|^File: |packets? captured|received by filter|dropped by interface|Packets: /.test(line)
  }

  #startFailure(problem: string): SourceError {
    if (/permission|not permitted|privilege/i.test(problem)) return notPermitted(this.#interfaceName, new Error(problem))
    if (/no such device|doesn't exist|No such interface|There is no device/i.test(problem)) {
      return new SourceError("interface-not-found", `There is no interface ${this.#interfaceName}`, "Run netweir interfaces to see the interfaces of this machine.", { cause: new Error(problem) })
    }
    return new SourceError("capture-failed", `Capturing on ${this.#interfaceName} with ${this.#tool} failed: ${problem}`, `Run the same by hand: ${this.#tool} -i ${this.#interfaceName} -w /dev/null`)
  }
}

/** -U: every packet at once; without it a quiet link is seen minutes late. */
function tcpdumpArguments(interfaceName: string, { snaplen, promiscuous, direction, filter, ringBytes }: ResolvedOptions): string[] {
  return [
    "-i", interfaceName, "-n", "-U", "-w", "-", "-s", String(snaplen), "-B", String(ringBytes >>> 10),
    ...(promiscuous ? [] : ["-p"]), ...(direction === "both" ? [] : ["-Q", direction]), ...(filter === "" ? [] : ["--", filter]),
  ]
}

function dumpcapArguments(interfaceName: string, { snaplen, promiscuous, direction, filter, ringBytes }: ResolvedOptions): string[] {
  if (direction !== "both") throw new SourceError("capture-failed", "dumpcap can't capture one direction only", "Use tcpdump or the ring for -Q 1 and -Q 2.")
  return [
    "-q", "-i", interfaceName, "-w", "-", "-s", String(snaplen), "-B", String(Math.max(1, ringBytes >>> 20)),
    ...(promiscuous ? [] : ["-p"]), ...(filter === "" ? [] : ["-f", filter]),
  ]
}
