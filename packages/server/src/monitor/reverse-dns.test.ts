import { expect, test } from "vitest"
import { createReverseDns } from "./reverse-dns.ts"

function bench(answers: Readonly<Record<string, readonly string[]>>) {
  const asked: string[] = []
  const clock = { now: 0 }
  const names = createReverseDns({ nowMs: () => clock.now, async reverse(ip) {
    asked.push(ip)
    if (!answers[ip]) throw new Error("ENOTFOUND")
    return answers[ip]
  } })
  const heard: string[] = []
  const consider = async (...ips: string[]) => {
    names.consider(ips.map((ip) => ({ ip, vlan: 3 })), (ip, vlan, name) => void heard.push(`${ip}@${vlan}=${name}`))
    while (asked.length > 0 && names.counters().queued > 0) await Promise.resolve()
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  return { names, asked, heard, clock, consider }
}

test("each address is asked once, its name told to whoever wants it, no name remembered too", async () => {
  const { asked, heard, consider, clock } = bench({ "10.0.0.1": ["desk.example"] })
  await consider("10.0.0.1", "10.0.0.2")
  await consider("10.0.0.1", "10.0.0.2")
  expect(asked).toEqual(["10.0.0.1", "10.0.0.2"])
  expect(heard).toEqual(["10.0.0.1@3=desk.example", "10.0.0.1@3=desk.example"])
  clock.now += 3_600_001
  await consider("10.0.0.2")
  expect(asked).toHaveLength(3)
})

test("a name with markup or control characters is none", async () => {
  const { heard, consider } = bench({ "10.0.0.1": ["<script>alert(1)</script>", "-x", "ok_1.example"], "10.0.0.2": ["a\nb"] })
  await consider("10.0.0.1", "10.0.0.2")
  expect(heard).toEqual(["10.0.0.1@3=ok_1.example"])
})

test("the queue is bounded and says what it refused", async () => {
  const names = createReverseDns({ nowMs: () => 0, reverse: () => new Promise(() => undefined) })
  names.consider(Array.from({ length: 2_000 }, (_, i) => ({ ip: `10.0.${i >> 8}.${i & 255}`, vlan: 0 })), () => undefined)
  expect(names.counters()).toEqual({ asked: 4, answered: 0, refused: 1_000, queued: 996 })
})
