import { expect, test } from "vitest"
import { nextPath } from "./next-path.ts"

const cases: readonly (readonly [search: string, want: string | null])[] = [
  ["", null], ["?next=%2Fapi%2Fdocs", "/api/docs"], ["?next=/api/docs%3Fa=1", "/api/docs?a=1"], ["?next=//evil.example/", null], ["?next=/%5Cevil.example", null], ["?next=https://evil.example", null],
  ["?next=/%09/evil.example", null], ["?next=javascript:alert(1)", null], ["?next=", null], ["?next=/", null],
]
for (const [search, want] of cases) test(`after the login: ${search}`, () => expect(nextPath(search)).toBe(want))
