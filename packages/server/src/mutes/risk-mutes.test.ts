// Mutes as people keep them: rights, checks, bounds, expiry by an injected clock, counts over restarts; and what they do to live flows.
import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { MAX_RISK_MUTES, type FlowRow, type RiskMuteRule } from "@netweir/model"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startApi, TEST_PASSWORD, type RunningApi } from "../api/testing/start-api.ts"
import { silentLog } from "../log/log.ts"
import { openFileStore } from "../settings/file-store.ts"
import { openRiskMutes, type NewRiskMute } from "./risk-mutes.ts"

const folder = mkdtempSync(path.join(os.tmpdir(), "netweir-mutes-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

const newMute = (change: Partial<NewRiskMute> = {}): NewRiskMute => ({ risk: "tls_obsolete_version", filter: "client = 10.0.0.1", reason: "old printer", expiresMs: null, ...change })

async function desk(store = openFileStore(path.join(folder, `${files++}.json`))) {
  const clock = { now: Date.UTC(2026, 0, 1), nowMs: () => clock.now }
  const told: (readonly RiskMuteRule[])[] = []
  const mutes = await openRiskMutes(store, clock, silentLog)
  mutes.onChange((inForce) => told.push(inForce))
  return { mutes, clock, told, store }
}

describe("kept", () => {
  test("added, changed, taken away: workers hear of what counts, and only when that changes", async () => {
    const { mutes, told } = await desk()
    const made = await mutes.add(newMute(), "ada")
    expect(made).toMatchObject({ state: "active", createdBy: "ada", createdMs: Date.UTC(2026, 0, 1), flows: 0, lastMatchMs: null })
    await mutes.change(made.id, newMute({ filter: "client = 10.0.0.2" }))
    await mutes.change(made.id, newMute({ filter: "client = 10.0.0.2" }))
    await mutes.remove(made.id)
    expect(told.map((inForce) => inForce.map(({ filter }) => filter))).toEqual([["client = 10.0.0.1"], ["client = 10.0.0.2"], []])
    await expect(mutes.remove(made.id)).rejects.toMatchObject({ code: "mute-not-found" })
    await expect(mutes.change(made.id, newMute())).rejects.toMatchObject({ code: "mute-not-found" })
    expect(await mutes.list()).toEqual([])
  })

  test("an expiry is the clock's of this machine; what has expired stays in the list and can be given a new one", async () => {
    const { mutes, clock, told } = await desk()
    const hour = 3_600_000
    const { id } = await mutes.add(newMute({ expiresMs: clock.now + hour }), "ada")
    clock.now += hour - 1
    await mutes.look()
    expect([mutes.inForce().length, told.length]).toEqual([1, 1])
    clock.now += 1
    await mutes.look()
    expect([mutes.inForce().length, told.length]).toEqual([0, 2])
    expect(await mutes.list()).toMatchObject([{ id, state: "expired" }])
    await mutes.change(id, newMute({ expiresMs: clock.now + hour }))
    expect(mutes.inForce()).toMatchObject([{ id }])
  })

  test("how often each matched, and when last, outlives a restart", async () => {
    const first = await desk()
    const { id } = await first.mutes.add(newMute(), "ada")
    first.mutes.matched([{ id, flows: 3, lastMs: 5000 }, { id: "gone", flows: 1, lastMs: 9 }])
    first.mutes.matched([{ id, flows: 1, lastMs: 4000 }])
    expect(await first.mutes.list()).toMatchObject([{ flows: 4, lastMatchMs: 5000 }])
    await first.mutes.stop()
    const { mutes } = await desk(first.store)
    mutes.matched([{ id, flows: 1, lastMs: 6000 }])
    expect(await mutes.list()).toMatchObject([{ flows: 5, lastMatchMs: 6000 }])
    expect(mutes.inForce()).toHaveLength(1)
  })

  test.each([
    [{ reason: " \n\t" }, "mute-invalid", /needs a reason/],
    [{ risk: "no_such_risk" }, "mute-invalid", /no risk "no_such_risk"/],
    [{ risk: null, filter: "  " }, "mute-invalid", /Every risk of every flow/],
    [{ expiresMs: 1 }, "mute-invalid", /in the past/],
    [{ filter: "clent = 10.0.0.1" }, "filter-invalid", /clent/],
    [{ filter: "score > 10" }, "filter-invalid", /A mute cannot ask for/],
  ])("%o is refused", async (change, code, message) => {
    const { mutes, told } = await desk()
    await expect(mutes.add(newMute(change), "ada")).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect([await mutes.list(), told]).toEqual([[], []])
  })

  test("there is a bound, and one of another version is told and not applied", async () => {
    const { mutes, store } = await desk()
    const document = { ...newMute(), createdBy: "ada", createdMs: 1, flows: 0, lastMatchMs: null }
    await Promise.all(Array.from({ length: MAX_RISK_MUTES - 1 }, (_, i) => store.put(`risk-mutes/m${i}`, document)))
    await store.put("risk-mutes/new-words", { ...document, filter: "columnOfTheFuture = 1" })
    await mutes.look()
    expect(mutes.inForce()).toHaveLength(MAX_RISK_MUTES - 1)
    expect((await mutes.list()).filter(({ state }) => state === "unusable")).toMatchObject([{ id: "new-words" }])
    await expect(mutes.add(newMute(), "ada")).rejects.toMatchObject({ code: "mute-limit", details: { limit: MAX_RISK_MUTES } })
  }, 30_000)
})

describe("over the API", () => {
  let api: RunningApi
  beforeAll(async () => {
    api = await startApi({ interfaces: [fileURLToPath(new URL("../../../../corpus/demo.pcap", import.meta.url))], loginDisabled: "no" })
    await api.monitor.whenFinished()
  }, 60_000)
  afterAll(() => api?.stop())

  async function ask(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: object, user = "ada") {
    const reply = await api.http.app.inject({ method, url: `/api/v1/${url}`, headers: { authorization: `Basic ${Buffer.from(`${user}:${TEST_PASSWORD}`).toString("base64")}` }, ...(body && { payload: body }) })
    return { status: reply.statusCode, body: reply.json() }
  }
  const flows = async (filter: string): Promise<readonly FlowRow[]> => (await ask("GET", `interfaces/0/flows?limit=1000&filter=${encodeURIComponent(filter)}`)).body.rows

  test("a viewer reads and changes nothing; without login nothing is told", async () => {
    expect((await ask("GET", "risk-mutes", undefined, "vic")).body).toMatchObject({ mutes: [], limit: MAX_RISK_MUTES })
    expect((await ask("POST", "risk-mutes", newMute(), "vic")).body.error.code).toBe("not-allowed")
    expect((await ask("PUT", "risk-mutes/x", newMute(), "vic")).body.error.code).toBe("not-allowed")
    expect((await ask("DELETE", "risk-mutes/x", undefined, "vic")).body.error.code).toBe("not-allowed")
    expect((await api.http.app.inject({ url: "/api/v1/risk-mutes" })).statusCode).toBe(401)
  })

  test.each([[{}, 400], [{ ...newMute(), reason: "" }, 400], [{ ...newMute(), risk: 7 }, 400], [{ ...newMute(), filter: "x".repeat(2001) }, 400], [{ ...newMute(), filter: "client =" }, 400]])("%o is no mute", async (body, status) => {
    expect((await ask("POST", "risk-mutes", body)).status).toBe(status)
  })

  test("a mute takes a risk out of flows that are in the table, says so on each, and gives it back when it goes", async () => {
    const before = await flows("risks = tls_obsolete_version")
    expect(before.length).toBeGreaterThan(0)
    const { client } = before[0]
    const theirs = before.filter((flow) => flow.client === client)
    const made = await ask("POST", "risk-mutes", newMute({ filter: `client = ${client}`, reason: "old printer <b>" }))
    expect(made).toMatchObject({ status: 200, body: { createdBy: "ada", state: "active" } })
    const muted = await flows("mutedRisks = tls_obsolete_version")
    expect(muted.map(({ flowId }) => flowId).toSorted()).toEqual(theirs.map(({ flowId }) => flowId).toSorted())
    for (const flow of muted) {
      expect(flow.metadata.muted).toEqual({ tls_obsolete_version: "old printer <b>" })
      expect(flow.score).toBe((theirs.find(({ flowId }) => flowId === flow.flowId)?.score ?? 0) - 100)
    }
    expect(await flows("risks = tls_obsolete_version")).toHaveLength(before.length - theirs.length)
    const counted = async (): Promise<number> => (await ask("GET", "risk-mutes")).body.mutes[0].flows
    for (let tries = 0; tries < 200 && (await counted()) === 0; tries++) await new Promise((resolve) => { setTimeout(resolve, 25) }) // told within a second
    expect((await ask("GET", "risk-mutes")).body.mutes).toMatchObject([{ flows: theirs.length, lastMatchMs: expect.any(Number) }])
    expect((await ask("DELETE", `risk-mutes/${made.body.id}`)).body).toEqual({ ok: true })
    expect(await flows("risks = tls_obsolete_version")).toEqual(before)
    expect((await ask("DELETE", `risk-mutes/${made.body.id}`)).body.error.code).toBe("mute-not-found")
  })
})
