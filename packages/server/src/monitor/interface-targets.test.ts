import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, expect, test } from "vitest"
import { interfaceTargets, looksLikeDevice } from "./interface-targets.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-targets-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
mkdirSync(path.join(dir, "b"))
for (const name of ["a.pcap", "b/a.pcap"]) writeFileSync(path.join(dir, name), Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0))
writeFileSync(path.join(dir, "list.txt"), `# captures\n${path.join(dir, "a.pcap")}\n\nb/a.pcap\r\n`)

test("devices and standard input by their names, files by theirs, views last", () => {
  expect(interfaceTargets(["view:eth0,-", "eth0", "-", path.join(dir, "a.pcap")])).toEqual([
    { kind: "source", target: "eth0", name: "eth0" }, { kind: "source", target: "-", name: "stdin" }, { kind: "source", target: path.join(dir, "a.pcap"), name: "a.pcap" },
    { kind: "view", name: "view:eth0,-", members: ["eth0", "-"] },
  ])
  expect(interfaceTargets(["view:all"])).toEqual([{ kind: "view", name: "view:all", members: "all" }])
})

test("a list file stands for the files in it, relative to itself; equal names show their folder", () => {
  expect(interfaceTargets([path.join(dir, "list.txt")]).map(({ name }) => name)).toEqual(["a.pcap", path.join(dir, "b/a.pcap")])
  expect(interfaceTargets(["eth0", "eth0"]).map(({ name }) => name)).toEqual(["eth0", "eth0 (2)"])
})

test("only devices are opened again or shared by workers", () => {
  expect(["eth0", "any", "wlan0.5"].map(looksLikeDevice)).toEqual([true, true, true])
  expect(["-", "x.pcap", "x.pcapng.gz", path.join(dir, "a.pcap"), "tcp://host:1", dir].map(looksLikeDevice)).toEqual([false, false, false, false, false, false])
})
