// Every capture there is, changed, through the whole engine: nothing throws, no frame takes long, tables stay within their bounds.
// The captures of our own always; those of ../shared when present. More rounds: bench/engine/hostile.ts.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { feedMutated, hostileEngine } from "./testing-hostile.ts"

const own = fileURLToPath(new URL("../../../../corpus", import.meta.url))
const shared = fileURLToPath(new URL("../../../../../shared/dpi/pcap", import.meta.url))
const LARGEST_BYTES = 20e6
/** A frame takes microseconds; on a busy machine a pause of others or of the collector may fall into it. A loop without progress never ends. */
const SLOWEST_MS = 2000

function capturesOf(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).map((name) => path.join(folder, name)).filter((file) => /\.(pcap|pcapng|cap)$/.test(file) && statSync(file).size < LARGEST_BYTES).toSorted()
}

function feedAll(files: readonly string[], rounds: number): number {
  const thrown: string[] = []
  const engine = hostileEngine((text) => thrown.push(text))
  let frames = 0
  for (const [i, file] of files.entries()) {
    const result = feedMutated(readFileSync(file), { rounds, seed: 7919 + i, engine, thrown })
    frames += result.frames
    expect(thrown, path.basename(file)).toEqual([])
    expect(result.slowestMs, path.basename(file)).toBeLessThan(SLOWEST_MS)
  }
  engine.finish()
  expect(thrown).toEqual([])
  for (const [name, { used, limit }] of Object.entries(engine.stats().tables)) if (limit > 0) expect(used, name).toBeLessThanOrEqual(limit)
  return frames
}

test("changed captures of our own", () => {
  expect(feedAll(capturesOf(own), 3)).toBeGreaterThan(2000)
}, 120_000)

test.skipIf(!existsSync(shared))(`changed captures of ${shared}${existsSync(shared) ? "" : " (MISSING)"}`, () => {
  expect(feedAll(capturesOf(shared), 1)).toBeGreaterThan(10_000)
}, 300_000)
