// `npx tsx --expose-gc bench/engine/hostile.ts [rounds] [folder ...]`: changed captures through one engine, round after round, with the memory after each.
import { readFileSync, readdirSync } from "node:fs"
import path from "node:path"
import { feedMutated, hostileEngine } from "../../packages/engine/src/inspect/testing-hostile.ts"

const rounds = Number(process.argv[2] ?? 10)
const folders = process.argv.length > 3 ? process.argv.slice(3) : [path.join(import.meta.dirname, "../../corpus")]
const files = folders.flatMap((folder) => (readdirSync(folder, { recursive: true }) as string[]).map((name) => path.join(folder, name))).filter((file) => /\.(pcap|pcapng|cap)$/.test(file))
const thrown: string[] = []
const engine = hostileEngine((text) => thrown.push(text))
const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20)
console.log("| round | frames | thrown | slowest ms | heap MB | buffers MB |\n|---|---|---|---|---|---|")
for (let round = 1; round <= rounds; round++) {
  let frames = 0
  let slowestMs = 0
  for (const [i, file] of files.entries()) {
    const result = feedMutated(readFileSync(file), { rounds: 1, seed: round * 100_003 + i, engine, thrown })
    frames += result.frames
    slowestMs = Math.max(slowestMs, result.slowestMs)
  }
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  console.log(`| ${round} | ${frames} | ${thrown.length} | ${slowestMs.toFixed(1)} | ${megabytes(heapUsed)} | ${megabytes(arrayBuffers)} |`)
}
for (const text of new Set(thrown)) console.log(text)
process.exitCode = thrown.length === 0 ? 0 : 1
