import { expect, test } from "vitest"
import { addressBlock, createThrottle, throttleLimits } from "./throttle.ts"

const blocks = [["192.0.2.7", "192.0.2"], ["::ffff:192.0.2.7", "192.0.2"], ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"], ["2001:db8::1", "2001:db8:0:0"], ["::1", "0:0:0:0"], ["fe80::1%eth0", "fe80:0:0:0"], ["2001:0DB8:0:0::9", "2001:db8:0:0"]] as const
for (const [address, want] of blocks) test(`block of ${address}`, () => expect(addressBlock(address)).toBe(want))

function throttleAt() {
  const clock = { now: 0, nowMs: () => clock.now }
  return { clock, throttle: createThrottle(clock) }
}
test("five failures lock the pair for 300 s, others stay free", () => {
  const { clock, throttle } = throttleAt()
  for (let n = 0; n < 5; n++) expect(throttle.begin("192.0.2.1", "admin")).toBe(0)
  expect(throttle.begin("192.0.2.99", "admin")).toBe(300)
  expect(throttle.begin("192.0.2.1", "ann")).toBe(0)
  expect(throttle.begin("198.51.100.1", "admin")).toBe(0)
  clock.now = 299_000
  expect(throttle.begin("192.0.2.1", "admin")).toBe(1)
  clock.now = 300_000
  expect(throttle.begin("192.0.2.1", "admin")).toBe(0)
  expect(throttle.rejected).toBe(2)
})
test("a success clears the pair", () => {
  const { throttle } = throttleAt()
  for (let round = 0; round < 20; round++) {
    for (let n = 0; n < 4; n++) throttle.begin("192.0.2.1", "admin")
    throttle.succeeded("192.0.2.1", "admin")
    if (round > 5) break
  }
  expect(throttle.begin("192.0.2.1", "admin")).toBe(0)
})
test("many names from one block lock the block", () => {
  const { throttle } = throttleAt()
  for (let n = 0; n < throttleLimits.blockFailures; n++) throttle.begin("192.0.2.1", `user${n}`)
  expect(throttle.begin("192.0.2.1", "somebody")).toBeGreaterThan(0)
})
test("the table is bounded", () => {
  const throttle = createThrottle({ nowMs: () => 0 }, { ...throttleLimits, maxEntries: 10 })
  for (let n = 0; n < 5; n++) throttle.begin("192.0.2.1", "admin")
  for (let n = 0; n < 50; n++) throttle.begin(`10.0.${n}.1`, "x")
  expect(throttle.begin("192.0.2.1", "admin")).toBe(0) // forgotten: the oldest go first
})
