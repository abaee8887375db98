// Exporters that connect: real TCP and TLS on loopback.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { once } from "node:events"
import os from "node:os"
import path from "node:path"
import { connect as connectTls } from "node:tls"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { concat, dataSet, ipfix, ipfixTemplate, type TestField } from "../netflow/testing-datagrams.ts"
import { parseCollectorSpec } from "./collector-spec.ts"
import { StreamSource } from "./stream-source.ts"

const fields: readonly TestField[] = [[8, 4], [12, 4], [7, 2], [11, 2], [4, 1], [1, 4], [2, 4]]
const template = ipfix({ domain: 1 }, ipfixTemplate(256, fields))
const data = (sequence: number, ports: readonly number[]) => ipfix({ domain: 1, sequence }, dataSet(256, fields, ports.map((port) => ["10.0.0.1", "192.0.2.1", port, 443, 6, 100, 1])))
const open: { close(): unknown }[] = []

async function listen(spec: string): Promise<StreamSource> {
  const source = new StreamSource(spec, parseCollectorSpec(spec), () => 1_800_000_001_000)
  await source.open()
  open.push({ close: () => source.close() })
  return source
}

async function dial(source: StreamSource): Promise<Socket> {
  const socket = connect(source.addresses[0].port, "127.0.0.1")
  open.push({ close: () => socket.destroy() })
  socket.on("error", () => {})
  await once(socket, "connect")
  return socket
}

/** Until `count` ports have come, or nothing comes any more. */
async function ports(source: StreamSource, count: number): Promise<number[]> {
  const got: number[] = []
  for (let quiet = 0; got.length < count && quiet < 15; ) {
    const block = source.poll()
    if (block === null) {
      quiet++
      await source.wait(50)
    } else got.push(...block.srcPort.subarray(0, block.count))
  }
  return got
}

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

test("messages in pieces, several in one read, more than a block holds", async () => {
  const source = await listen("ipfix+tcp://127.0.0.1:0")
  const socket = await dial(source)
  const all = concat(template, data(0, [1, 2]), data(2, [3]))
  for (const byte of all.subarray(0, 90)) await new Promise<void>((resolve) => { socket.write(Uint8Array.of(byte), () => resolve()) })
  socket.write(all.subarray(90))
  expect(await ports(source, 3)).toEqual([1, 2, 3])
  const many = Array.from({ length: 10 }, (_, i) => data(3 + i * 1000, Array.from({ length: 1000 }, (_unused, n) => i * 1000 + n)))
  socket.write(concat(...many))
  expect(await ports(source, 10_000)).toEqual(Array.from({ length: 10_000 }, (_, n) => n))
  expect(source.counters()).toMatchObject({ received: 10_003, dropped: {}, datagrams: { received: 13, dropped: {} } })
  expect(source.exporters()).toMatchObject([{ records: 10_003, lost: 0 }])
})

test("what a connection sent before it closed is read; its templates end with it, those of others stay", async () => {
  const source = await listen("ipfix+tcp://127.0.0.1:0")
  const [first, second] = [await dial(source), await dial(source)]
  second.write(template)
  first.end(concat(template, data(0, [1])))
  expect(await ports(source, 1)).toEqual([1])
  await ports(source, 1)
  expect(source.notes()[0]).toBe("1 connections of exporters")
  second.write(data(0, [2]))
  expect(await ports(source, 1)).toEqual([2])
  const third = await dial(source)
  third.write(data(1, [3]))
  expect(await ports(source, 1)).toEqual([]) // no template of its own
})

test("who does not speak IPFIX is cut off, others go on", async () => {
  const source = await listen("ipfix+tcp://127.0.0.1:0")
  const [bad, good] = [await dial(source), await dial(source)]
  const closed = once(bad, "close")
  bad.write("GET / HTTP/1.0\r\nHost: example.org\r\n\r\n")
  good.write(concat(template, data(0, [9])))
  expect(await ports(source, 2)).toEqual([9])
  await closed
  expect(source.counters().datagrams?.dropped).toEqual({ "stream-broken": 1 })
  expect(source.notes().at(-1)).toContain("The connection of 127.0.0.1 was closed: version")
})

test("bounded: connections, addresses", async () => {
  const source = await listen("ipfix+tcp://127.0.0.1:0?sessions=1")
  await dial(source)
  const second = await dial(source)
  await once(second, "close")
  expect(source.counters().datagrams?.dropped).toEqual({ "too-many-sessions": 1 })
  const strict = await listen("ipfix+tcp://127.0.0.1:0?allow=192.0.2.1")
  await once(await dial(strict), "close")
  expect(strict.counters().datagrams?.dropped).toEqual({ "exporter-not-allowed": 1 })
})

test("a taken port", async () => {
  const source = await listen("ipfix+tcp://127.0.0.1:0")
  await expect(listen(`ipfix+tcp://127.0.0.1:${source.addresses[0].port}`)).rejects.toMatchObject({ code: "port-taken", message: expect.stringContaining("TCP port") })
})

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "netweir-tls-"))
  for (const name of ["server", "client"]) {
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", `/CN=${name}`, "-keyout", path.join(folder, `${name}.key`), "-out", path.join(folder, `${name}.pem`)], { stdio: "ignore" })
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test("TLS, and exporters that must show who they are", async () => {
  const file = (name: string) => path.join(folder, name)
  const source = await listen(`ipfix+tls://127.0.0.1:0?cert=${file("server.pem")}&key=${file("server.key")}&ca=${file("client.pem")}`)

  const to = { port: source.addresses[0].port, host: "127.0.0.1", rejectUnauthorized: false }
  const stranger = connectTls(to)
  stranger.on("error", () => {})
  await new Promise<void>((resolve) => { stranger.once("close", () => resolve()) })
  const known = connectTls({ ...to, cert: readFileSync(file("client.pem")), key: readFileSync(file("client.key")) })
  open.push({ close: () => known.destroy() })
  await once(known, "secureConnect")
  known.write(concat(template, data(0, [5])))
  expect(await ports(source, 1)).toEqual([5])
  expect(source.counters().datagrams?.dropped).toEqual({ "tls-handshake-failed": 1 })
})

test("files that are not there, or no certificates", async () => {
  await expect(listen(`ipfix+tls://127.0.0.1:0?cert=${folder}/none.pem&key=${folder}/server.key`)).rejects.toMatchObject({ code: "file-not-found" })
  await expect(listen(`ipfix+tls://127.0.0.1:0?cert=${folder}/server.pem&key=${folder}/client.key`)).rejects.toMatchObject({ code: "tls-files-invalid" })
})
