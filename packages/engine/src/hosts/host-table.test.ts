import { expect, test } from "vitest"
import { HostTable } from "./host-table.ts"
import { hashAddress } from "./hash-index.ts"
import { addPeer, estimatePeers, PEER_REGISTERS } from "./peer-estimate.ts"

test("finds what is in the table through thousands of insertions and removals", () => {
  const table = new HostTable(512, 99)
  const rows = new Map<string, number>()
  const words = new Uint32Array(4)
  let seed = 3
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  const leave = (row: number) => {
    for (const [key, known] of rows) if (known === row) rows.delete(key)
  }
  for (let i = 0; i < 20_000; i++) {
    words[2] = 0xffff
    words[3] = random(1500)
    const vlan = random(2)
    const key = `${words[3]}@${vlan}`
    const row = table.find(words, 0, vlan)
    expect(row).toBe(rows.get(key) ?? -1)
    if (row < 0) {
      const made = table.insert(words, 0, vlan, random(2) === 0, i, leave)
      if (made >= 0) rows.set(key, made)
    }
    else if (random(3) === 0) {
      table.remove(row)
      rows.delete(key)
    }
    expect(table.live).toBe(rows.size)
  }
  expect(table.evicted).toBeGreaterThan(0)
})

test("a reused row remembers nothing", () => {
  const table = new HostTable(1, 1)
  const words = Uint32Array.of(0, 0, 0xffff, 1)
  const row = table.insert(words, 0, 0, true, 5, () => {})
  table.add(row, 1, 2, 3, 4, 6)
  table.voteApp(row, 7, 8)
  addPeer(table.peers, row, 12345)
  table.remove(row)
  words[3] = 2
  expect(table.insert(words, 0, 0, false, 9, () => {})).toBe(row)
  const kept = Object.entries(table).filter(([name, column]) => ArrayBuffer.isView(column) && !["words", "firstSeenUs", "lastSeenUs", "flags"].includes(name) && Array.from(column as Uint8Array).some((value) => value !== 0))
  expect(kept).toEqual([])
})

test("the majority application wins the vote", () => {
  const table = new HostTable(1, 1)
  for (const [app, bytes] of [[1, 100], [2, 500], [3, 200], [2, 100]]) table.voteApp(0, app, bytes)
  expect(table.topApp[0]).toBe(2)
})

for (const { peers, atMost } of [{ peers: 1, atMost: 0 }, { peers: 5, atMost: 1 }, { peers: 20, atMost: 0.15 * 20 }, { peers: 1000, atMost: 400 }, { peers: 100_000, atMost: 40_000 }])
  test(`estimates ${peers} peers`, () => {
    const registers = new Uint8Array(2 * PEER_REGISTERS)
    for (let repeat = 0; repeat < 2; repeat++) for (let peer = 0; peer < peers; peer++) addPeer(registers, 1, hashAddress(Uint32Array.of(0, 0, 0xffff, peer), 0, 0, 42))
    expect(Math.abs(estimatePeers(registers, 1) - peers)).toBeLessThanOrEqual(atMost)
    expect(estimatePeers(registers, 0)).toBe(0)
  })
