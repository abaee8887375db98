import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, expect, test } from "vitest"
import { prepareSink } from "./prepare-sink.ts"
import type { DropReason } from "./sink.ts"
import { systemSinkClock } from "./sink-clock.ts"
import { freeTcpPort, freeUdpPort, hasProgram, startProgram, until } from "./testing/peers.ts"
import { flowBlock, hostileBlock } from "./testing/sample-blocks.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-syslog-"))
afterAll(() => rmSync(dir, { recursive: true }))

for (const transport of ["udp", "tcp"] as const) {
  test.skipIf(!hasProgram("rsyslogd"))(`rsyslog reads ${transport}: header fields and the flow as JSON`, { timeout: 30_000 }, async () => {
    const port = await (transport === "udp" ? freeUdpPort() : freeTcpPort())
    const out = path.join(dir, `${transport}.log`)
    const config = path.join(dir, `${transport}.conf`)
    writeFileSync(config, `global(workDirectory="${dir}" maxMessageSize="64k")
module(load="im${transport}")
template(name="parts" type="list") { property(name="pri-text") constant(value=" ") property(name="app-name") constant(value=" ") property(name="msgid") constant(value=" ") property(name="timereported" dateFormat="rfc3339" date.inUTC="on") constant(value=" ") property(name="msg") constant(value="\\n") }
input(type="im${transport}" port="${port}" address="127.0.0.1")
action(type="omfile" file="${out}" template="parts")
`)
    const rsyslog = await startProgram("sh", ["-c", `rsyslogd -n -f ${config} -i ${path.join(dir, `${transport}.pid`)} & echo started; wait`], /started/)
    try {
      await until(() => existsSync(path.join(dir, `${transport}.pid`)))
      const lost: [DropReason, number][] = []
      const sink = prepareSink(`syslog+${transport}://127.0.0.1:${port}?facility=local3`).open({ instanceName: "test", version: "1", clock: systemSinkClock, lost: (reason, rows) => lost.push([reason, rows]), warn: () => undefined })
      const block = flowBlock(200)
      // It listens a moment after it has begun.
      for (let row = 0; row < 200;) row = await sink.sendFlows!(block, row).catch(() => new Promise<number>((resolve) => { setTimeout(resolve, 20, row) }))
      await sink.sendFlows!(hostileBlock(), 0)
      await sink.close()
      const lines = () => (existsSync(out) ? readFileSync(out, "utf8").trimEnd().split("\n") : [])
      await until(() => lines().length >= 200 + 12)
      const flow = block.row(0)
      const [pri, app, msgid, time, ...json] = lines()[0].split(" ")
      expect([pri, app, msgid]).toEqual([flow.risks.length > 0 ? "local3.warning" : "local3.info", "netweir", "flow"])
      expect(Math.floor(Date.parse(time) / 1000)).toBe(Math.floor(flow.lastSeenMs / 1000))
      expect(JSON.parse(json.join(" "))).toMatchObject({ IPV4_SRC_ADDR: flow.client, IN_BYTES: flow.bytesToServer })
      for (const line of lines()) expect(() => JSON.parse(line.slice(line.indexOf("{")))).not.toThrow()
      expect(lost).toEqual([["too-large", 1]])
    } finally {
      process.kill(Number(readFileSync(path.join(dir, `${transport}.pid`), "utf8")), "SIGTERM")
      await rsyslog.stop()
    }
  })
}
