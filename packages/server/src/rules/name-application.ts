// "Name this application": one line more in custom-rules.csv, made from what a flow shows.
import { ProductError } from "../contract/errors.ts"
import type { RuleDesk } from "./rule-desk.ts"

const FILE = "custom-rules.csv"

export interface NamedApplication {
  readonly by: "host" | "address" | "port"
  /** Host name or address; with `port` nothing. */
  readonly value: string
  readonly l4?: "tcp" | "udp" | undefined
  /** Of the port rule; of an address rule, only this port there. */
  readonly port?: number | undefined
  readonly application: string
}

/** Answers the line. A line that would not be understood is refused, with the reader's own words. */
export function nameApplication(desk: RuleDesk, asked: NamedApplication): string {
  const line = lineOf(asked)
  const problem = desk.check(FILE, line)[0]
  if (problem) throw new ProductError("rules-invalid", { file: FILE, rule: line, problem: problem.text }, { message: `This rule cannot be used: ${problem.text}.` })
  const { text, version } = desk.read(FILE)
  if (text.split("\n").includes(line)) return line
  desk.write(FILE, `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`, version)
  return line
}

function lineOf({ by, value, l4 = "tcp", port, application }: NamedApplication): string {
  if (by === "host") return ["host", field(value), "", "", field(application), ""].join(",")
  if (by === "port") return ["port", "", l4, String(port ?? ""), field(application), ""].join(",")
  return [value.includes(":") ? "ip6" : "ip", field(value), "", port === undefined ? "" : String(port), field(application), ""].join(",")
}
/** Quoted where the table needs it; a line stays a line. */
function field(text: string): string {
  const plain = text.replace(/[\r\n]+/g, " ").trim()
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
