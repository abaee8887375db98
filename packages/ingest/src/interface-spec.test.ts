import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { parseInterfaceSpec } from "./interface-spec.ts"
import { listInterfaces, type NetworkInterface } from "./live/interfaces.ts"
import { nearest } from "./nearest.ts"
import { SourceError } from "./source.ts"
import { pcapBytes } from "./testing/capture-builder.ts"

const interfaces: NetworkInterface[] = ["lo", "eth0", "enp3s0", "wlan0", "any"].map((name, at) => ({
  position: at + 1, name, index: at + 1, addresses: [], mac: "", isUp: true, hasCarrier: true, speedMbps: null, kind: "ethernet",
}))

describe("interface specs", () => {
  let folder = ""
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "netweir-spec-"))
    writeFileSync(path.join(folder, "a.pcap"), pcapBytes({ little: true, magic: 0xa1b2c3d4 }, []))
    writeFileSync(path.join(folder, "list.txt"), `# captures\n\na.pcap\r\n${path.join(folder, "a.pcap")}\nmissing.pcap\n`)
    writeFileSync(path.join(folder, "notes.txt"), "nothing to see here\n")
    execFileSync("mkfifo", [path.join(folder, "fifo")])
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const good: { spec: string; want: object }[] = [
    { spec: "eth0", want: { kind: "interface", name: "eth0" } },
    { spec: "2", want: { kind: "interface", name: "eth0" } },
    { spec: "any", want: { kind: "interface", name: "any" } },
    { spec: "-", want: { kind: "stdin" } },
    { spec: "dummy", want: { kind: "dummy" } },
    { spec: "view:eth0, wlan0", want: { kind: "view", members: ["eth0", "wlan0"] } },
    { spec: "view:all", want: { kind: "view", members: ["all"] } },
    { spec: "cmd:ssh router tcpdump -w -", want: { kind: "command", command: "ssh router tcpdump -w -" } },
  ]
  test.each(good)("$spec", ({ spec, want }) => expect(parseInterfaceSpec(spec, interfaces)).toEqual(want))

  const bad: { spec: string; code: string; says: RegExp }[] = [
    { spec: "eht0", code: "interface-not-found", says: /Did you mean eth0\?/ },
    { spec: "enp3s1", code: "interface-not-found", says: /Did you mean enp3s0\?/ },
    { spec: "completely-else", code: "interface-not-found", says: /There are: lo, eth0/ },
    { spec: "0", code: "interface-not-found", says: /from 1 to 5/ },
    { spec: "eth0,wlan0", code: "interface-not-found", says: /view:eth0,wlan0/ },
    { spec: "view:", code: "view-invalid", says: /For example/ },
    { spec: "view:a,view:b", code: "view-invalid", says: /themselves/ },
    { spec: "view:1,2,3,4,5,6,7,8,9", code: "view-invalid", says: /8 interfaces/ },
    { spec: "zc:eth1@0", code: "not-supported", says: /plain interface name/ },
    { spec: "carrier-pigeon://:2055", code: "interface-invalid", says: /no kind of source carrier-pigeon:/ },
    { spec: "/nowhere/x.pcap", code: "file-not-found", says: /\/nowhere doesn't exist/ },
    { spec: "", code: "interface-invalid", says: /1 to 511/ },
    { spec: "x".repeat(512), code: "interface-invalid", says: /1 to 511/ },
  ]
  test.each(bad)("refused: $spec", ({ spec, code, says }) => {
    const error = failureOf(() => parseInterfaceSpec(spec, interfaces))
    expect(error.code).toBe(code)
    expect(`${error.message} ${error.fix}`).toMatch(says)
  })

  test("paths by what they are", () => {
    const at = (name: string) => path.join(folder, name)
    expect(parseInterfaceSpec(folder, interfaces)).toEqual({ kind: "directory", path: folder })
    expect(parseInterfaceSpec(at("a.pcap"), interfaces)).toEqual({ kind: "file", path: at("a.pcap") })
    expect(parseInterfaceSpec(at("fifo"), interfaces)).toEqual({ kind: "pipe", path: at("fifo") })
    expect(parseInterfaceSpec(at("notes.txt"), interfaces)).toEqual({ kind: "file", path: at("notes.txt") })
    expect(parseInterfaceSpec(at("list.txt"), interfaces)).toEqual({ kind: "list", path: at("list.txt"), files: [at("a.pcap"), at("a.pcap"), "missing.pcap"] })
    expect(failureOf(() => parseInterfaceSpec(at("b.pcap"), interfaces)).fix).toBe(`Did you mean ${at("a.pcap")}?`)
  })
})

test("this machine has interfaces, numbered in a row, the loopback among them", () => {
  const here = listInterfaces()
  expect(here.map(({ position }) => position)).toEqual(here.map((_, at) => at + 1))
  expect(here.find(({ kind }) => kind === "loopback")).toMatchObject({ isUp: true, mac: "" })
})

test("nearest: one slip in a short name, up to a third of a long one", () => {
  expect(nearest("eth1", ["eth0", "wlan0"])).toBe("eth0")
  expect(nearest("interfcaes", ["interfaces", "analyze"])).toBe("interfaces")
  expect(nearest("abcd", ["wxyz"])).toBeNull()
})

function failureOf(body: () => unknown): SourceError {
  try {
    body()
  } catch (error) {
    if (error instanceof SourceError) return error
    throw error
  }
  throw new Error("nothing was refused")
}
