import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { resolveOptions, type SourceOptions } from "../source-options.ts"
import type { PacketSource } from "../source.ts"
import { buildLab, labObstacle, udpFrame, type NetworkLab } from "../testing/network-lab.ts"
import { copyPackets, type ReadPacket } from "../testing/read-source.ts"
import { RingSource } from "./ring-source.ts"

const obstacle = labObstacle()
if (obstacle !== null) console.warn(`SKIPPED: live capture tests: ${obstacle}`)

/** Reads until `count` packets have come and nothing more comes for two rounds of the kernel's block timer. */
async function readLive(source: PacketSource, count: number): Promise<ReadPacket[]> {
  const packets: ReadPacket[] = []
  for (let quiet = 0; quiet < (packets.length >= count ? 3 : 100); ) {
    const block = source.poll()
    if (block === null) {
      quiet++
      await source.wait(50)
    } else {
      quiet = 0
      copyPackets(block, packets)
    }
  }
  return packets
}

const frames = (count: number, bytes = 100) => Array.from({ length: count }, (_, index) => ({ timestampUs: index, bytes: udpFrame(1000 + (index % 50), 53 + (index % 2), bytes) }))

describe.skipIf(obstacle !== null)("live capture from the kernel's ring", () => {
  let lab: NetworkLab
  beforeAll(() => {
    lab = buildLab()
  })
  afterAll(() => lab.remove())

  const withSource = async (options: SourceOptions, body: (source: RingSource) => Promise<void>, name = lab.near) => {
    const source = new RingSource(name, resolveOptions({ ringBytes: 8 << 20, ...options }))
    await source.open()
    try {
      await body(source)
    } finally {
      await source.close()
    }
  }

  test("every packet, byte for byte", () => withSource({}, async (source) => {
    const sent = frames(2000)
    const beforeUs = Date.now() * 1000 - 1_000_000
    lab.send(sent)
    const packets = await readLive(source, 2000)
    expect(packets.map(({ hex }) => hex)).toEqual(sent.map(({ bytes }) => Buffer.from(bytes).toString("hex")))
    expect(packets.every(({ linkType, wireBytes, vlanTci, timestampUs }) => linkType === 1 && wireBytes === 100 && vlanTci === -1 && timestampUs > beforeUs)).toBe(true)
    expect(source.counters()).toEqual({ received: 2000, filtered: 0, dropped: {} })
  }))

  test("more packets than columns, ring blocks used again and again", () => withSource({ ringBytes: 4 << 20 }, async (source) => {
    for (let round = 0; round < 4; round++) {
      lab.send(frames(12_000, 60)) // 1.7 MB of the ring
      expect((await readLive(source, 12_000)).length).toBe(12_000)
    }
    expect(source.counters()).toEqual({ received: 48_000, filtered: 0, dropped: {} })
  }))

  test("drops of the kernel are counted once and exactly", () => withSource({ ringBytes: 4 << 20 }, async (source) => {
    lab.send(frames(1000, 1000), { loops: 20 }) // 20 MB into 4 MB while nobody reads
    const packets = await readLive(source, 1)
    const { received, dropped } = source.counters()
    expect(packets.length).toBeGreaterThan(1000)
    expect(received).toBe(20_000)
    expect(dropped).toEqual({ "kernel-buffer-full": 20_000 - packets.length })
    expect(source.counters().received).toBe(20_000)
  }))

  test("a VLAN tag that the kernel takes off comes back as metadata", () => withSource({}, async (source) => {
    lab.send([{ timestampUs: 0, bytes: udpFrame(1, 2, 104, 0x6005) }])
    const [packet] = await readLive(source, 1)
    expect(packet).toMatchObject({ vlanTci: 0x6005, wireBytes: 104, hex: Buffer.from(udpFrame(1, 2, 100)).toString("hex") })
  }))

  const filters: { filter: string; wanted: number }[] = [
    { filter: "udp dst port 53", wanted: 50 }, { filter: "tcp", wanted: 0 }, { filter: "udp and host 10.9.0.2", wanted: 101 }, { filter: "vlan 5", wanted: 1 },
  ]
  test.each(filters)("filter in the kernel: $filter", ({ filter, wanted }) => withSource({ filter }, async (source) => {
    lab.send([...frames(100), { timestampUs: 0, bytes: udpFrame(1, 2, 104, 5) }])
    expect((await readLive(source, wanted)).length).toBe(wanted)
  }))

  test("snaplen cuts, the wire length stays", () => withSource({ snaplen: 60 }, async (source) => {
    lab.send(frames(3, 900))
    const packets = await readLive(source, 3)
    expect(packets.map(({ hex, wireBytes }) => [hex.length / 2, wireBytes])).toEqual([[60, 900], [60, 900], [60, 900]])
  }))

  const directions: { direction: "in" | "out" | "both"; wanted: number }[] = [{ direction: "in", wanted: 3 }, { direction: "out", wanted: 4 }, { direction: "both", wanted: 7 }]
  test.each(directions)("direction $direction", ({ direction, wanted }) => withSource({ direction }, async (source) => {
    lab.send(frames(3))
    lab.send(frames(4), { from: "near" })
    expect((await readLive(source, wanted)).length).toBe(wanted)
    expect(source.counters().received).toBe(wanted)
  }))

  test("fanout: two sockets share the packets, each flow stays on one", async () => {
    const fanout = { group: process.pid & 0xffff, workers: 2 }
    await withSource({ fanout }, (one) => withSource({ fanout }, async (other) => {
      lab.send(frames(1000))
      const shares = [await readLive(one, 1), await readLive(other, 1)]
      expect(shares[0].length + shares[1].length).toBe(1000)
      const flows = shares.map((share) => new Set(share.map(({ hex }) => hex.slice(68, 76))))
      expect(flows[0].size).toBeGreaterThan(0)
      expect(flows[1].size).toBeGreaterThan(0)
      expect([...flows[0]].filter((flow) => flows[1].has(flow))).toEqual([])
    }))
  })

  // Roomy: whatever else this machine sends meanwhile is in the ring, too.
  test("any: all interfaces, filtered here", () => withSource({ ringBytes: 64 << 20, filter: "udp and host 10.9.0.2 and src portrange 1000-1049" }, async (source) => {
    lab.send(frames(20))
    const packets = await readLive(source, 20)
    expect(packets.length).toBe(20)
    const { received, filtered } = source.counters()
    expect(received).toBe(20 + filtered)
  }, "any"))

  test("a name that does not exist is refused, not taken for all interfaces", async () => {
    await expect(withSource({}, async () => undefined, "nosuch0")).rejects.toMatchObject({ code: "interface-not-found" })
  })

  test("an invalid filter is named with the reason", async () => {
    await expect(withSource({ filter: "tcp prot 80" }, async () => undefined)).rejects.toMatchObject({
      code: "filter-invalid", message: expect.stringMatching(/"tcp prot 80" is not valid: .*syntax error/),
    })
  })

  test("an interface that goes down, and one that is removed and comes back", async () => {
    let nowMs = 0
    await withSource({ clock: { nowMs: () => nowMs } }, async (source) => {
      const look = async () => {
        nowMs += 2000
        source.poll()
        await source.wait(1)
        return source.problem()
      }
      lab.ip("link", "set", lab.near, "down")
      expect(await look()).toMatch(/is down/)
      lab.ip("link", "set", lab.near, "up")
      expect(await look()).toBeNull()
      lab.send(frames(5))
      expect((await readLive(source, 5)).length).toBe(5)

      lab.ip("link", "del", lab.near)
      expect(await look()).toMatch(/is gone/)
      lab.plug()
      expect(await look()).toBeNull()
      lab.send(frames(6))
      expect((await readLive(source, 6)).length).toBe(6)
      expect(source.counters()).toEqual({ received: 11, filtered: 0, dropped: {} })
    })
  })

  test("a fanout group whose interface was removed finds together again", async () => {
    let nowMs = 0
    const options = { fanout: { group: (process.pid + 1) & 0xffff, workers: 2 }, clock: { nowMs: () => nowMs } }
    await withSource(options, (one) => withSource(options, async (other) => {
      lab.ip("link", "del", lab.near)
      lab.plug()
      const both = [one, other]
      for (let round = 0; round < 10 && (round === 0 || both.some((source) => source.problem() !== null)); round++) {
        nowMs += 2000
        for (const source of both) {
          source.poll()
          await source.wait(50)
        }
      }
      expect(both.map((source) => source.problem())).toEqual([null, null])
      lab.send(frames(1000))
      expect((await readLive(one, 1)).length + (await readLive(other, 1)).length).toBe(1000)
    }))
  })

  test("memory of a closed ring can still be read: zeros instead of a crash", async () => {
    const source = new RingSource(lab.near, resolveOptions({ ringBytes: 4 << 20 }))
    await source.open()
    lab.send(frames(1))
    let bytes: Uint8Array | null = null
    for (let round = 0; bytes === null && round < 100; round++) {
      bytes = source.poll()?.bytes ?? null
      if (bytes === null) await source.wait(50)
    }
    await source.close()
    expect(bytes?.length).toBe(4 << 20)
    expect(bytes?.every((byte) => byte === 0)).toBe(true)
  })
})
