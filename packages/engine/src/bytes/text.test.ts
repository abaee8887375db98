import { describe, expect, test } from "vitest"
import { ascii, ByteWindow, hex } from "./byte-window.ts"
import { cleanText, normaliseHostname, printable, printableUtf16le, splitHostPort } from "./text.ts"

const window = (bytes: Uint8Array): ByteWindow => new ByteWindow().set(bytes, 0, bytes.length)

describe("printable", () => {
  test.each([
    ["ASCII", ascii("hello"), "hello"],
    ["controls", ascii("a\r\nb\x1b[31m\x7f"), "a??b?[31m?"],
    ["UTF-8", new TextEncoder().encode("小佛專機"), "小佛專機"],
    ["broken UTF-8", hex("61 c3 28 62 ff"), "a?(b?"],
    ["overlong encoding of /", hex("c0 af"), "??"],
    ["direction override", new TextEncoder().encode("a\u202egpj.exe"), "a?gpj.exe"],
    ["zero width, byte order mark", new TextEncoder().encode("a\u200bb\ufeffc"), "a?b?c"],
    ["C1 controls", hex("61 c2 9b 62"), "a?b"],
  ])("%s", (_, bytes, want) => expect(printable(window(bytes), 0, bytes.length)).toBe(want))

  test("is bounded by the window and by the limit", () => {
    expect(printable(window(ascii("abc")), 1, 100)).toBe("bc")
    expect(printable(window(ascii("abcdef")), 0, 6, 4)).toBe("abcd")
    expect(printable(window(ascii("abc")), 9, 4)).toBe("")
    expect(printable(window(ascii("abc")), -5, -1)).toBe("")
  })
})

test("UTF-16 little-endian up to its zero", () => {
  const bytes = hex("4e00 4100 5300 0000 5800")
  expect(printableUtf16le(window(bytes), 0, bytes.length)).toBe("NAS")
  expect(printableUtf16le(window(hex("00d8 4100")), 0, 4)).toBe("?A")
})

test("cleanText is bounded", () => expect(cleanText("x".repeat(2000))).toHaveLength(512))

test.each([
  ["WWW.Example.COM.", "www.example.com"],
  [" a.b ", "a.b"],
  [".", "."],
  ["x".repeat(300), "x".repeat(256)],
])("normaliseHostname %s", (text, want) => expect(normaliseHostname(text)).toBe(want))

test.each([
  ["a.com:8080", "a.com", 8080],
  ["a.com", "a.com", 0],
  ["[2001:db8::1]:443", "[2001:db8::1]", 443],
  ["2001:db8::1", "2001:db8::1", 0],
])("splitHostPort %s", (text, host, port) => expect(splitHostPort(text)).toEqual({ host, port }))
