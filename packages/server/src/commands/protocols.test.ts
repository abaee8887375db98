import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { expect, test } from "vitest"
import { readCommandLine } from "../cli/command-line.ts"
import { protocolsText } from "./protocols.ts"

test("--print-ndpi-protocols lists what is known, with the user's own", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "netweir-protocols-"))
  const file = path.join(folder, "own.txt")
  writeFileSync(file, "tcp:7777@Factory=900\n")
  const line = readCommandLine(["--print-ndpi-protocols", "-p", file])
  if (line.command !== "protocols") throw new Error(line.command)
  const lines = protocolsText(line).split("\n")
  expect(lines[0]).toMatch(/^ *Id +Protocol +Category +Breed +Found by +Default ports$/)
  expect(lines.find((one) => / TLS /.test(one))).toMatch(/^ *91 +TLS +Web +safe +content \(tcp\); default port +tcp 443$/)
  expect(lines.find((one) => / Factory /.test(one))).toMatch(/^ *900 +Factory +Unspecified +acceptable +your rule; default port +tcp 7777$/)
  expect(lines.length).toBeGreaterThan(430)
  rmSync(folder, { recursive: true })
})
