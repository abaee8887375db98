import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { buildLab, labObstacle, udpFrame, type NetworkLab } from "../testing/network-lab.ts"
import { captureRights } from "./capture-rights.ts"
import { dropPrivileges } from "./drop-privileges.ts"

const obstacle = labObstacle()
if (obstacle !== null) console.warn(`SKIPPED: tests of capture rights: ${obstacle}`)
const NOBODY = 65_534
const root = fileURLToPath(new URL("../../../..", import.meta.url))
const script = fileURLToPath(new URL("../testing/try-capture.ts", import.meta.url))

/** Lines of a process that tries to capture. */
function attempt(args: readonly string[], ids: { uid?: number; gid?: number } = {}): AsyncIterableIterator<string> {
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], { cwd: root, ...ids, stdio: ["ignore", "pipe", "inherit"] })
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]()
}

describe.skipIf(obstacle !== null)("rights to capture", () => {
  let lab: NetworkLab
  beforeAll(() => {
    lab = buildLab()
  })
  afterAll(() => lab.remove())

  test("without the right: what is missing and how to give it", async () => {
    const lines = attempt([lab.near, "1"], { uid: NOBODY, gid: NOBODY })
    const answer: unknown = JSON.parse((await lines.next()).value ?? "")
    expect(answer).toMatchObject({
      code: "capture-not-permitted",
      message: `Capturing on ${lab.near} needs the right CAP_NET_RAW, which this process doesn't have.`,
      fix: expect.stringMatching(/setcap cap_net_raw,cap_net_admin\+eip .*node[\s\S]*AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN/),
    })
  })

  test("root is given up by every thread, capture goes on, also when the interface was away", async () => {
    const lines = attempt([lab.near, "10", "nobody"])
    expect((await lines.next()).value).toBe("open")
    const frames = Array.from({ length: 5 }, () => ({ timestampUs: 0, bytes: udpFrame(1, 2, 100) }))
    lab.send(frames)
    lab.ip("link", "del", lab.near)
    lab.plug()
    const answer = lines.next()
    let line: string | undefined
    while (line === undefined) { // until it has noticed the new interface, what is sent is lost
      lab.send(frames)
      line = await Promise.race([answer.then(({ value }) => value ?? ""), new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)))])
    }
    const told: unknown = JSON.parse(line)
    expect(told).toMatchObject({
      dropped: { user: "nobody", uid: NOBODY }, uids: [`${NOBODY} ${NOBODY} ${NOBODY} ${NOBODY}`], mayBeRoot: false,
      notes: expect.arrayContaining([`Interface ${lab.near} came back; capture goes on`]),
    })
  })

  test("a user who does not exist", () => expect(() => dropPrivileges("no-such-user")).toThrow(/There is no user no-such-user/))

  test("here everything is allowed", () => expect(captureRights()).toEqual({ mayCapture: true, missing: "", fix: "" }))
})
