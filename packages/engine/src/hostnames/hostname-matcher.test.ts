import { describe, expect, test } from "vitest"
import { categoryName, protocolById, protocolId } from "@netweir/model"
import { builtInHostnamePatterns, createHostnameMatcher, type HostnamePattern } from "./hostname-matcher.ts"
import { protocolOfCertificateSubject } from "./certificate-subjects.ts"

const pattern = (text: string, level?: number): HostnamePattern => ({ pattern: text, protocol: 1, category: 0, breed: "", level })
const found = (patterns: readonly HostnamePattern[], name: string): string | null => createHostnameMatcher(patterns).match(name)?.pattern ?? null

describe("rules of matching", () => {
  const cases: { name: string; patterns: HostnamePattern[]; host: string; want: string | null }[] = [
    { name: "the whole name", patterns: [pattern("a.com")], host: "a.com", want: "a.com" },
    { name: "its end after a dot", patterns: [pattern("a.com")], host: "x.y.a.com", want: "a.com" },
    { name: "not inside a label", patterns: [pattern("a.com")], host: "xa.com", want: null },
    { name: "not the beginning", patterns: [pattern("a.com")], host: "a.com.evil.org", want: null },
    { name: "a trailing dot lets anything follow", patterns: [pattern("google.")], host: "www.google.co.uk", want: "google." },
    { name: "a trailing dot still begins at a label", patterns: [pattern("google.")], host: "www.notgoogle.com", want: null },
    { name: "a trailing dash lets the label go on", patterns: [pattern("fbcdn-")], host: "fbcdn-photos-a.akamaihd.net", want: "fbcdn-" },
    { name: "a leading dash matches inside a label", patterns: [pattern("-teams.cloudapp.net")], host: "eu-teams.cloudapp.net", want: "-teams.cloudapp.net" },
    { name: "a leading dash needs the dash", patterns: [pattern("-teams.cloudapp.net")], host: "teams.cloudapp.net", want: null },
    { name: "open at both ends", patterns: [pattern("-speedtest.")], host: "my-speedtest.example.org", want: "-speedtest." },
    { name: "a top-level domain", patterns: [pattern("goog")], host: "dns.goog", want: "goog" },
    { name: "more labels win", patterns: [pattern("a.com"), pattern("b.a.com")], host: "x.b.a.com", want: "b.a.com" },
    { name: "a given level wins over labels", patterns: [pattern("x.b.a.com"), pattern("b.", 15)], host: "y.x.b.a.com", want: "b." },
    { name: "a full match wins over any level", patterns: [pattern("a.com"), pattern("a.", 15)], host: "a.com", want: "a.com" },
    { name: "an empty name", patterns: [pattern("a.com")], host: "", want: null },
    { name: "dots only", patterns: [pattern("a.com")], host: "....", want: null },
  ]
  test.each(cases)("$name", ({ patterns, host, want }) => expect(found(patterns, host)).toBe(want))
})

describe("the patterns that ship", () => {
  const matcher = createHostnameMatcher(builtInHostnamePatterns())
  test.each([
    ["www.youtube.com", "YouTube", "Media"],
    ["r3---sn-abc.googlevideo.com", "YouTube", "Media"],
    ["api-global.netflix.com", "NetFlix", "Video"],
    ["captive.apple.com", "Apple", "ConnCheck"],
    ["scontent.cdninstagram.com", "Instagram", "SocialNetwork"],
    ["ads.google-analytics.com", "Google", "Advertisement"],
    ["detectportal.firefox.com", "Unknown", "ConnCheck"],
  ])("%s is %s", (name, app, category) => {
    const match = matcher.match(name)
    expect([protocolById(match?.protocol ?? 0).name, categoryName(match?.category ?? 0)]).toEqual([app, category])
  })
  test("nobody claims an unknown name", () => expect(matcher.match("www.example.com")).toBeNull())
  test("all are loaded", () => expect(matcher.size).toBeGreaterThan(1000))
  test("a name of nonsense costs little and matches nothing", () => expect(matcher.match("a-".repeat(120))).toBeNull())
})

test("certificate subjects", () => {
  expect(protocolOfCertificateSubject("C=US, ST=California, O=Netflix, Inc., CN=*.nflxvideo.net")).toBe(protocolId("NetFlix"))
  expect(protocolOfCertificateSubject("CN=www.example.com")).toBe(0)
})
