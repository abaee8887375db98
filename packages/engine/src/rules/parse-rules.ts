// Rule files -> one RuleSet. What a file holds is told by its name; docs/rules.md describes the kinds.
import { categories, risks } from "@netweir/model"
import { csvFields, forEachLine } from "./lines.ts"
import { readCustomRule } from "./read-custom-rules.ts"
import { readProtocolLine } from "./read-protocol-file.ts"
import { RuleCollector } from "./rule-collector.ts"
import type { RuleFile, RuleSet } from "./rule-set.ts"
import { hostPattern, networkText, riskMask } from "./values.ts"

type ReadLine = (line: string, rules: RuleCollector) => void

/** A table's first line may name its columns. */
const table = (columns: string, read: (fields: readonly string[], rules: RuleCollector) => void): ReadLine => (line, rules) => {
  if (line.toLowerCase().startsWith(`${columns},`)) return
  read(csvFields(line), rules)
}

const readers: Readonly<Record<string, ReadLine>> = {
  "custom-rules.csv": table("kind", readCustomRule),
  "custom-categories.csv": table("value", readCategory),
  "risk-exceptions.csv": table("kind", readException),
  "malicious-ja3.csv": table("ja3", listed("badJa3", /^[0-9a-f]{32}$/, "a JA3 hash (32 hexadecimal digits)")),
  "malicious-ja4.csv": table("ja4", listed("badJa4", /^[a-z0-9]{10}_[0-9a-f]{12}_[0-9a-f]{12}$/, "a JA4 fingerprint")),
  "malicious-sha1.csv": table("sha1", listed("badCertificates", /^[0-9a-f]{40}$/, "a SHA-1 hash (40 hexadecimal digits)")),
  "risky-domains.txt": readRiskyDomain,
  "trusted-issuers.txt": (line, rules) => rules.add("trustedIssuers", line),
  "anonymous-addresses.txt": readAnonymousAddress,
  "risky-asns.txt": readRiskyAsn,
  "protocols.txt": readProtocolLine,
}

/** Names of files that are read, for messages and docs. */
export const ruleFileNames: readonly string[] = [...Object.keys(readers), "<category>-domains.txt"]

/** Whether a file of this name would be read. */
export function isRuleFileName(name: string): boolean {
  return Object.hasOwn(readers, name) || domainsOfCategory(name) !== null
}

/** Never throws: what cannot be used is in `problems`. */
export function parseRules(files: readonly RuleFile[]): RuleSet {
  const rules = new RuleCollector()
  for (const { name, text } of files) {
    const read = (Object.hasOwn(readers, name) ? readers[name] : undefined) ?? domainsOfCategory(name)
    if (!read) {
      rules.at(name, 0).problem(`no rules are known by this name; read are ${ruleFileNames.join(", ")}`)
      continue
    }
    forEachLine(text, (line, number) => read(line, rules.at(name, number)))
  }
  return rules.finish()
}

/** gambling-domains.txt: one domain per line, all of category Gambling. */
function domainsOfCategory(fileName: string): ReadLine | null {
  const match = /^(.+)-domains\.txt$/i.exec(fileName)
  const category = match && categoryOf(match[1])
  if (!category) return null
  return (line, rules) => {
    const pattern = hostPattern(line)
    if (pattern === null) rules.problem(`"${line.slice(0, 80)}" is no host name`)
    else rules.add("hosts", { pattern, protocol: "", category })
  }
}

/** By number or name; "_", "-" and blanks are the same in file names. */
function categoryOf(text: string): string | null {
  const wanted = text.toLowerCase().replace(/[-_ ]/g, "")
  return categories.find(({ id, name }) => String(id) === wanted || name.toLowerCase().replace(/[-_ ]/g, "") === wanted)?.name ?? null
}

/** value,category_id,category: a host name, an address or a network. The number decides when both are given. */
function readCategory([value = "", id = "", name = ""]: readonly string[], rules: RuleCollector): void {
  const category = id === "" ? categoryOf(name) : categoryOf(id)
  if (category === null) return rules.problem(`"${(id || name).slice(0, 40)}" is no category`)
  const cidr = networkText(value)
  const pattern = cidr === null ? hostPattern(value) : null
  if (cidr !== null) rules.add("addresses", { cidr, port: 0, protocol: "", category })
  else if (pattern !== null) rules.add("hosts", { pattern, protocol: "", category })
  else rules.problem(`"${value.slice(0, 80)}" is neither an address nor a host name`)
}

const riskKeys = new Set(risks.map(({ key }) => key))

/** kind,value,mask: ip, ipv6 or host with the mask of risks that stay; `risk,KEY` mutes one everywhere. */
function readException([kind = "", value = "", mask = ""]: readonly string[], rules: RuleCollector): void {
  if (kind === "risk") {
    if (riskKeys.has(value)) rules.add("mutedRisks", value)
    else rules.problem(`"${value.slice(0, 40)}" is no risk`)
    return
  }
  const kept = riskMask(mask)
  if (!kept) return rules.problem(`"${mask.slice(0, 40)}" is no mask: a number of up to 64 bits, 0 keeps no risk`)
  if (kind === "host") {
    const pattern = hostPattern(value)
    if (pattern === null) rules.problem(`"${value.slice(0, 80)}" is no host name`)
    else rules.add("exceptions", { kind: "host", value: pattern, ...kept })
  } else if (kind === "ip" || kind === "ipv6" || kind === "ip6") {
    const cidr = networkText(value)
    if (cidr === null) rules.problem(`"${value.slice(0, 80)}" is no address`)
    else rules.add("exceptions", { kind: "address", value: cidr, ...kept })
  } else rules.problem(`"${kind.slice(0, 40)}" is no kind of exception: ip, ipv6, host or risk`)
}

function readRiskyDomain(line: string, rules: RuleCollector): void {
  const pattern = hostPattern(line)
  if (pattern === null) rules.problem(`"${line.slice(0, 80)}" is no domain`)
  else rules.add("riskyDomains", pattern)
}

function readAnonymousAddress(line: string, rules: RuleCollector): void {
  const cidr = networkText(line)
  if (cidr === null) rules.problem(`"${line.slice(0, 80)}" is no address`)
  else rules.add("anonymousAddresses", cidr)
}

function readRiskyAsn(line: string, rules: RuleCollector): void {
  const match = /^(?:AS)?(\d{1,10})$/i.exec(line)
  if (match && Number(match[1]) > 0 && Number(match[1]) <= 0xffffffff) rules.add("riskyAsns", Number(match[1]))
  else rules.problem(`"${line.slice(0, 40)}" is no AS number`)
}

function listed(kind: "badJa3" | "badJa4" | "badCertificates", form: RegExp, what: string) {
  return ([value = "", reason = ""]: readonly string[], rules: RuleCollector): void => {
    const key = value.toLowerCase()
    if (form.test(key)) rules.add(kind, { value: key, reason: reason.slice(0, 80) })
    else rules.problem(`"${value.slice(0, 80)}" is not ${what}`)
  }
}
