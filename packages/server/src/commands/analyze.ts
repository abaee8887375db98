// `netweir analyze`: captures in, flows out, as fast as possible, then exit. For pipelines and for measuring.
import { mkdirSync } from "node:fs"
import path from "node:path"
import { randomInt } from "node:crypto"
import { createEngine } from "@netweir/engine/create-engine.ts"
import type { AddressFacts, Engine, EngineSinks } from "@netweir/engine/engine.ts"
import { WrongFilter } from "@netweir/engine/hosts/read-page.ts"
import type { Rules } from "@netweir/engine/inspect/rules.ts"
import { compileRules } from "@netweir/engine/rules/compile-rules.ts"
import { openSource } from "@netweir/ingest/open-source.ts"
import { UsageError } from "../cli/usage-error.ts"
import type { AnalyzeConfig } from "../config/analyze-config.ts"
import { loadAddressFacts } from "../facts/load-address-facts.ts"
import { describeProblem, loadRules } from "../rules/load-rules.ts"
import { flowPrinter } from "./analyze-printers.ts"
import { scoreFlow } from "./analyze-score-shape.ts"
import { TrafficSummary } from "./analyze-summary.ts"
import { FileText, StandardOutput } from "./text-out.ts"

/** The flow id has 24 bits for the row; memory is taken as the table fills. */
const MOST_FLOWS = 1 << 24

/** The exit status: 0, or 1 when a capture could not be read to its end. */
export async function analyze(config: AnalyzeConfig): Promise<number> {
  if (config.outDir !== null) mkdirSync(config.outDir, { recursive: true })
  const parts: AnalyzeParts = { config, facts: await loadAddressFacts({ dataDir: null }), rules: rulesFor(config) }
  const printed = config.outDir === null ? printerFor(config) : null
  let failed = 0
  for (const file of config.files) {
    try {
      if (printed) await analyzeFile(parts, file, printed.sinks)
      else await writeScoreFile(parts, file, path.join(config.outDir ?? ".", `${path.basename(file === "-" ? "stdin" : file)}.json`))
    } catch (error) {
      if (error instanceof WrongFilter) throw new UsageError(`--filter: ${error.message}${error.error.suggestion === undefined ? "" : ` Did you mean ${error.error.suggestion}?`}`)
      failed++
      process.stderr.write(`netweir: ${file}: ${messageOf(error)}\n`)
    }
  }
  printed?.end()
  return failed === 0 ? 0 : 1
}

function printerFor({ format }: AnalyzeConfig): { readonly sinks: EngineSinks; end(): void } {
  const out = new StandardOutput()
  if (format !== "summary") {
    const printer = flowPrinter(format, out)
    return { sinks: { onEndedFlow: (row) => printer.flow(row) }, end: () => printer.end() }
  }
  const summary = new TrafficSummary()
  return { sinks: { onEndedFlowNumbers: (flow) => summary.add(flow) }, end: () => summary.print(out) }
}

interface AnalyzeParts {
  readonly config: AnalyzeConfig
  readonly facts: AddressFacts
  readonly rules: Rules | undefined
}

function rulesFor({ rulesDir, customProtocolsFile, verbosity }: AnalyzeConfig): Rules | undefined {
  if (rulesDir === null && customProtocolsFile === null) return undefined
  const set = loadRules({ rulesDir, customProtocolsFile })
  if (verbosity > 0) for (const problem of set.problems) process.stderr.write(`netweir: ${describeProblem(problem)}\n`)
  return compileRules(set)
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!("fix" in error) || typeof error.fix !== "string") return error.message
  return `${error.message}${error.message.endsWith(".") ? "" : "."} ${error.fix}`
}

/** One `<capture>.json` in the shape of `../shared/dpi/score.mjs`; its reference does not count later fragments. */
async function writeScoreFile(parts: AnalyzeParts, file: string, target: string): Promise<void> {
  const out = new FileText(target)
  out.write(`{"pcap": ${JSON.stringify(path.basename(file))}, "flows": [`)
  let flows = 0
  try {
    await analyzeFile(parts, file, { onEndedFlow: (row, isSwapped) => out.write(`${flows++ === 0 ? "\n" : ",\n"}${JSON.stringify(scoreFlow(row, isSwapped))}`) })
    out.write("\n]}\n")
  } catch (error) {
    out.write(`\n], "error": ${JSON.stringify(messageOf(error))}}\n`)
    throw error
  } finally {
    out.end()
  }
}

async function analyzeFile({ config, facts, rules }: AnalyzeParts, file: string, sinks: EngineSinks): Promise<void> {
  const startMs = performance.now()
  const source = openSource(file, { filter: config.packetFilter, watch: false })
  await source.open()
  const engine = createEngine(
    {
      interfaceName: path.basename(file), interfaceId: 1, localNetworks: config.localNetworks,
      maxFlows: config.maxFlows ?? MOST_FLOWS, maxHosts: config.maxHosts ?? 0,
      flowIdleSeconds: config.idleTimeoutSeconds, hostIdleSeconds: 0, activeSliceSeconds: 0, harvestSeconds: 60,
      inspect: true, account: false, entropy: config.entropy, decapsulate: config.decapsulate, countLaterFragments: config.outDir === null, hashSeed: randomInt(2 ** 32),
      facts, hostAliases: {}, rules,
    },
    { ...sinks, endedFlowFilter: config.filter },
  )
  try {
    for (;;) {
      const block = source.poll()
      if (block) engine.process(block)
      else if (source.ended) break
      else await source.wait(100)
    }
  } finally {
    engine.finish()
    if (config.verbosity > 2) summarise(file, engine, source.counters(), performance.now() - startMs)
    else if (config.verbosity > 0) warnOfLoss(file, source.counters())
    await source.close()
  }
}

function warnOfLoss(file: string, { received, dropped }: { readonly received: number; readonly dropped: Readonly<Record<string, number>> }): void {
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0).map(([reason, count]) => `${count} ${reason}`)
  if (reasons.length > 0) process.stderr.write(`netweir: ${file}: not all of it could be read: ${reasons.join(", ")}\n`)
  else if (received === 0) process.stderr.write(`netweir: ${file}: no packet in it\n`)
}

function summarise(file: string, engine: Engine, seen: { readonly received: number; readonly filtered: number; readonly dropped: Record<string, number> }, tookMs: number): void {
  const { packets, flowsSinceStart, oddities } = engine.stats()
  const dropped = Object.entries({ ...packets.dropped, ...seen.dropped }).filter(([, count]) => count > 0).map(([reason, count]) => `${count} ${reason}`)
  const odd = Object.entries(oddities).map(([name, count]) => `${count} ${name}`)
  const lines = [
    `${file}: ${seen.received} packets received, ${packets.stored} stored, ${seen.filtered} filtered, dropped: ${dropped.join(", ") || "none"}`,
    `${flowsSinceStart} flows, ${packets.bytes} bytes, ${tookMs.toFixed(0)} ms, ${Math.round(seen.received / (tookMs / 1000))} packets/s${odd.length > 0 ? `; odd: ${odd.join(", ")}` : ""}`,
  ]
  process.stderr.write(`${lines.join("\n  ")}\n`)
}

