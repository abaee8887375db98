import { accessSync, constants } from "node:fs"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openSource } from "../open-source.ts"
import { buildLab, labObstacle, udpFrame, type NetworkLab } from "../testing/network-lab.ts"
import type { CaptureTool } from "./capture-child.ts"

const obstacle = labObstacle()
if (obstacle !== null) console.warn(`SKIPPED: capture by child process tests: ${obstacle}`)

const hasTool = (tool: string) => (process.env["PATH"] ?? "").split(":").some((folder) => {
  try {
    accessSync(path.join(folder, tool), constants.X_OK)
    return true
  } catch {
    return false
  }
})

describe.skipIf(obstacle !== null).each<CaptureTool>(["tcpdump", "dumpcap"])("live capture by %s", (captureWith) => {
  if (!hasTool(captureWith)) {
    console.warn(`SKIPPED: ${captureWith} is not installed`)
    return test.skip(`${captureWith} is not installed`)
  }
  let lab: NetworkLab
  beforeAll(() => {
    lab = buildLab()
  })
  afterAll(() => lab.remove())

  test("packets come while the child runs, filtered and cut by it", async () => {
    const source = openSource(lab.near, { captureWith, filter: "udp dst port 53", snaplen: 64 })
    await source.open()
    expect(source.kind).toBe("live")
    lab.send(Array.from({ length: 100 }, (_, index) => ({ timestampUs: 0, bytes: udpFrame(1000, 53 + (index % 2), 100) })))
    const lengths: number[] = []
    for (let round = 0; lengths.length < 100 && round < 100; round++) {
      const block = source.poll()
      if (block === null) await source.wait(50)
      else for (let row = 0; row < block.count; row++) lengths.push(block.capturedBytes[row], block.wireBytes[row])
    }
    expect(lengths).toEqual(Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? 64 : 100)))
    expect(source.counters()).toEqual({ received: 50, filtered: 0, dropped: {} })
    await source.close()
    expect(source.problem?.()).toBeNull()
  })

  test("an interface that does not exist, a filter that is none", async () => {
    const { captureChildSource } = await import("./capture-child.ts")
    const { resolveOptions } = await import("../source-options.ts")
    await expect(captureChildSource(captureWith, "nosuch0", resolveOptions({})).open()).rejects.toMatchObject({ code: "interface-not-found" })
    await expect(captureChildSource(captureWith, lab.near, resolveOptions({ filter: "tcp prot 80" })).open()).rejects.toMatchObject({ code: "filter-invalid" })
  })
})
