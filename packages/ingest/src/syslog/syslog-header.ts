// What stands before a message: RFC 5424, RFC 3164 as devices write it, only a priority, or nothing at all.
import { isoUs } from "../logs/log-time.ts"

export interface SyslogMessage {
  /** Microseconds since the epoch, 0 = not told. */
  readonly timeUs: number
  /** "" = not told. */
  readonly host: string
  readonly app: string
  readonly body: string
}

const PRIORITY = /^<\d{1,3}>/
const RFC5424 = /^1 (\S{1,64}) (\S{1,255}) (\S{1,48}) \S{1,128} \S{1,32} /
const OLD_TIME = /^([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?:? /
const NEW_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,20}) /
const TAG = /^([\w./-]{1,48})(?:\[\d{1,10}\])?: ?/
const HOST = /^([A-Za-z0-9][A-Za-z0-9._:-]{0,254}) /
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
const NOBODY = new Set(["-", "localhost", "localhost.localdomain"])
const DAY_US = 86_400e6
const QUARTER_HOUR_US = 900e6

export function parseSyslog(line: string, receivedUs: number): SyslogMessage {
  const rest = line.replace(PRIORITY, "").trimStart()
  const isNew = rest === line ? null : RFC5424.exec(rest)
  if (isNew !== null) return { timeUs: isoUs(isNew[1]), host: hostOf(isNew[2]), app: isNew[3] === "-" ? "" : isNew[3], body: withoutMark(behindData(rest.slice(isNew[0].length))) }
  const old = OLD_TIME.exec(rest)
  const iso = old === null ? NEW_TIME.exec(rest) : null
  if (old === null && iso === null) return tagged(rest, 0, "")
  const timeUs = old === null ? isoUs(iso?.[1]) : oldTime(old, receivedUs)
  const behind = rest.slice((old ?? iso)?.[0].length ?? 0)
  if (TAG.test(behind)) return tagged(behind, timeUs, "")
  const host = HOST.exec(behind)
  return host === null ? tagged(behind, timeUs, "") : tagged(behind.slice(host[0].length), timeUs, hostOf(host[1]))
}

function tagged(text: string, timeUs: number, host: string): SyslogMessage {
  const tag = TAG.exec(text)
  return { timeUs, host, app: tag?.[1] ?? "", body: withoutMark(tag === null ? text : text.slice(tag[0].length)) }
}

function hostOf(text: string): string {
  return NOBODY.has(text.toLowerCase()) ? "" : text
}

function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, "").replace(/^@cee: ?/, "")
}

/** Structured data: "-", or elements in brackets with quoted values, in which a backslash escapes. */
function behindData(text: string): string {
  if (text.startsWith("-")) return text.slice(2)
  let at = 0
  let isQuoted = false
  let isInside = false
  for (; at < text.length; at++) {
    const one = text[at]
    if (isQuoted && one === "\\") at++
    else if (one === "\"" && isInside) isQuoted = !isQuoted
    else if (!isQuoted && one === "]") isInside = false
    else if (!isInside && one === "[") isInside = true
    else if (!isInside && !isQuoted) break
  }
  return text.slice(at).trimStart()
}

/**
 * Neither year nor zone: the year is that which brings it nearest to its arrival (a line of New Year's Eve may come in January), and
 * then the zone, in quarters of an hour.
 */
function oldTime(match: RegExpExecArray, receivedUs: number): number {
  const month = MONTHS.indexOf(match[1]) / 3
  if (!Number.isInteger(month) || month < 0) return 0
  const thisYear = new Date(receivedUs / 1000).getUTCFullYear()
  let nearest = 0
  for (const year of match[3] === undefined ? [thisYear - 1, thisYear, thisYear + 1] : [Number(match[3])]) {
    const us = Date.UTC(year, month, Number(match[2]), Number(match[4]), Number(match[5]), Number(match[6])) * 1000
    if (nearest === 0 || Math.abs(us - receivedUs) < Math.abs(nearest - receivedUs)) nearest = us
  }
  const apartUs = receivedUs - nearest
  return Math.abs(apartUs) > DAY_US ? nearest : nearest + Math.round(apartUs / QUARTER_HOUR_US) * QUARTER_HOUR_US
}
