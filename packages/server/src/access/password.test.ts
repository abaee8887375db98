import { expect, test } from "vitest"
import { hashPassword, randomPassword, verifyPassword } from "./password.ts"

test("hash and verify", async () => {
  const hash = await hashPassword("grün 7")
  expect(hash).toMatch(/^scrypt\$15\$8\$3\$[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}$/)
  expect(await verifyPassword("grün 7", hash)).toBe(true)
  expect(await verifyPassword("gru\u0308n 7", hash)).toBe(true) // composed and decomposed are one word
  expect(await verifyPassword("grün 8", hash)).toBe(false)
  expect(await hashPassword("grün 7")).not.toBe(hash)
})
for (const stored of ["", "md5$x", "scrypt$30$8$3$AA==$AA==", "scrypt$15$8$3$AA=="]) test(`refuses the stored form ${JSON.stringify(stored)}`, async () => expect(await verifyPassword("x", stored)).toBe(false))
test("more hashing than the machine can take is refused, not queued without bound", async () => {
  const results = await Promise.allSettled(Array.from({ length: 40 }, () => verifyPassword("x", "scrypt$4$1$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAA")))
  expect(results.filter((result) => result.status === "rejected")).toHaveLength(6)
})
test("random passwords", () => {
  const some = Array.from({ length: 50 }, randomPassword)
  expect(new Set(some).size).toBe(50)
  for (const one of some) expect(one).toMatch(/^[a-km-np-zA-HJ-NP-Z2-9]{16}$/)
})
