// HTTP/1.x, RFC 9112: a request line or a status line proves it; the first request and its final answer give the metadata.
import { isDigit } from "../bytes/ascii.ts"
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { cleanText, printable, splitHostPort } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Appetite, type Inspection, type Verdict } from "../inspect/types.ts"
import { httpRecordOf, type HttpRecord } from "../inspect/metadata.ts"
import { judgeHttpBody } from "../risks/http-body.ts"
import { applyHttpApplication } from "./http-applications.ts"
import {
  AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, DEPTH, HOST, LOCATION, NEXT_HOP, REFERER, SERVER, SOAP_ACTION, SUSPICIOUS, UPGRADE, USER_AGENT, VIA,
  headerNumber,
} from "./http-headers.ts"
import { osOfUserAgent } from "./user-agents.ts"

const methods = [
  "GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ", "CONNECT ", "TRACE ",
  // WebDAV (RFC 4918, 3253, 5323, 3744), UPnP events, versions of Subversion
  "PROPFIND ", "PROPPATCH ", "MKCOL ", "COPY ", "MOVE ", "LOCK ", "UNLOCK ", "REPORT ", "SEARCH ", "MERGE ", "CHECKOUT ", "MKACTIVITY ",
  "SUBSCRIBE ", "UNSUBSCRIBE ", "NOTIFY ", "M-SEARCH ", "M-POST ", "PURGE ", "RPC_IN_DATA ", "RPC_OUT_DATA ", "RDG_IN_DATA ", "RDG_OUT_DATA ",
  // Microsoft: background transfers, configuration manager, Exchange; caches and links
  "BITS_POST ", "CCM_POST ", "BCOPY ", "BDELETE ", "BMOVE ", "BPROPFIND ", "BPROPPATCH ", "POLL ", "X-MS-ENUMATTS ", "BAN ", "LINK ", "UNLINK ", "BIND ", "UNBIND ", "REBIND ", "ACL ", "MKCALENDAR ", "VERSION-CONTROL ", "UPDATE ", "LABEL ", "BASELINE-CONTROL ", "QUERY ",
].map(ascii)
/** By first byte: most payloads meet one or two. */
const methodsByFirstByte: readonly (readonly Uint8Array[])[] = Array.from({ length: 256 }, (_, byte) => methods.filter((method) => method[0] === byte))
const VERSION = ascii("HTTP/1.")
const SPACE_VERSION = ascii(" HTTP/1.")
const BLANK_LINE = ascii("\r\n\r\n")
const SHOUTCAST_ANSWER = ascii("ICY 200 ")
const JSON_RPC = ascii('"jsonrpc"')
const JSON_OPEN = 0x7b
const JSON_LOOK_BYTES = 512
const ICY = ascii("icy-")
const ICE = ascii("ice-")
const BARE_BLANK_LINE = ascii("\n\n")
const CR = 0x0d
const LF = 0x0a
const SPACE = 0x20

/** A request line that goes on for longer is taken without seeing its version. */
const LONG_LINE_BYTES = 3000
/** Headers longer than this are read as far as they are known. */
const MAX_HEAD_BYTES = 24 * 1024
const MAX_HEADERS = 100
const MAX_HEAD_PACKETS = 20

// seen.state
const HAS_REQUEST = 1
const HAS_RESPONSE = 2
const AWAITS_BODY = 4

export const http = defineDissector({
  protocol: "HTTP",
  transports: ["tcp"],
  hintPorts: [80, 8080, 8000, 8008, 8888, 3128, 631, 5985],
  firstBytes: [...new Set([...methods.map((method) => method[0]), VERSION[0]])],
  minBytes: 4,
  recognise: ({ stream }) => recogniseHead(stream),
  extract(seen) {
    if ((seen.state & AWAITS_BODY) !== 0 && !seen.toServer) {
      seen.state &= ~AWAITS_BODY
      judgeHttpBody(seen, seen.stream, 0, seen.metadata.http?.contentType)
      return drop(seen)
    }
    const head = recogniseHead(seen.stream)
    if (head === NEED_MORE) return CONTINUE
    // A body, or a stream seen from the middle: nothing for us in it.
    if (head === NO_MATCH) {
      // Streaming servers of old answer a GET in their own words.
      if (!seen.toServer && seen.stream.has(0, SHOUTCAST_ANSWER)) seen.setApp("IceCast")
      return drop(seen)
    }
    const isResponse = seen.stream.has(0, VERSION)
    if ((seen.state & (isResponse ? HAS_RESPONSE : HAS_REQUEST)) !== 0) return drop(seen)
    const headBytes = headLength(seen.stream)
    const cut = headBytes < 0 && seen.stream.length < MAX_HEAD_BYTES && seen.payloadPackets < MAX_HEAD_PACKETS
    if (cut) {
      // What is there is taken now (the flow may end here); the rest of the head may come.
      takeHead(seen, seen.stream.length, isResponse, true)
      return CONTINUE
    }
    const isFinal = takeHead(seen, headBytes < 0 ? seen.stream.length : headBytes, isResponse, false)
    if (isFinal) {
      seen.state |= isResponse ? HAS_RESPONSE : HAS_REQUEST
      const { http: record } = seen.metadata
      const bodyAt = headBytes < 0 ? seen.stream.length : headBytes
      if (!isResponse && isJsonRpc(seen.stream, bodyAt) && !seen.hasOwnApp) seen.setApp("JSON-RPC")
      if (bodyAt < seen.stream.length) judgeHttpBody(seen, seen.stream, bodyAt, isResponse ? record?.contentType : record?.requestContentType)
      else if (isResponse && record?.status === 200 && Number(record.contentLength ?? 1) > 0) seen.state |= AWAITS_BODY
    }
    seen.consume(isFinal ? seen.stream.length : headBytes)
    return (seen.state & (HAS_REQUEST | HAS_RESPONSE | AWAITS_BODY)) === (HAS_REQUEST | HAS_RESPONSE) ? DONE : CONTINUE
  },
})

/** A request whose body calls by JSON-RPC (jsonrpc.org), which has no media type of its own. */
function isJsonRpc(stream: ByteWindow, bodyAt: number): boolean {
  return stream.u8(bodyAt) === JSON_OPEN && stream.indexOf(JSON_RPC, bodyAt, bodyAt + JSON_LOOK_BYTES) > 0
}

function drop(seen: Inspection): Appetite {
  seen.consume(seen.stream.length)
  return (seen.state & 3) === 3 ? DONE : CONTINUE
}

/** A request line or status line at the front? */
function recogniseHead(stream: ByteWindow): Verdict {
  if (stream.u8(0) === VERSION[0] && stream.u8(1) === VERSION[1]) {
    const status = recogniseStatusLine(stream)
    if (status !== NO_MATCH) return status
  }
  for (const method of methodsByFirstByte[stream.u8(0)]) {
    if (stream.length < method.length) {
      if (method.length > stream.length && startsLike(stream, method)) return NEED_MORE
    } else if (stream.has(0, method)) return recogniseRequestLine(stream, method.length)
  }
  return NO_MATCH
}

function startsLike(stream: ByteWindow, method: Uint8Array): boolean {
  for (let i = 0; i < stream.length; i++) if (stream.u8(i) !== method[i]) return false
  return true
}

/** "HTTP/1.1 200 OK" */
function recogniseStatusLine(stream: ByteWindow): Verdict {
  for (let i = 0; i < Math.min(stream.length, VERSION.length); i++) if (stream.u8(i) !== VERSION[i]) return NO_MATCH
  if (stream.length < 12) return NEED_MORE
  return stream.u8(8) === SPACE && isDigit(stream.u8(9)) && isDigit(stream.u8(10)) && isDigit(stream.u8(11)) ? MATCH : NO_MATCH
}

/** "GET /path HTTP/1.1" */
function recogniseRequestLine(stream: ByteWindow, targetAt: number): Verdict {
  const end = stream.indexOfByte(LF, targetAt, LONG_LINE_BYTES)
  if (end < 0) {
    if (targetAt < stream.length && stream.u8(targetAt) <= SPACE) return NO_MATCH
    return stream.length >= LONG_LINE_BYTES ? MATCH : NEED_MORE
  }
  const lineEnd = stream.u8(end - 1) === CR ? end - 1 : end
  const versionAt = lineEnd - SPACE_VERSION.length - 1
  return versionAt > targetAt && stream.has(versionAt, SPACE_VERSION) ? MATCH : NO_MATCH
}

/** Bytes of the head with its blank line, -1 when its end is not there yet. */
function headLength(stream: ByteWindow): number {
  const end = stream.indexOf(BLANK_LINE, 0, MAX_HEAD_BYTES)
  if (end >= 0) return end + 4
  const bare = stream.indexOf(BARE_BLANK_LINE, 0, MAX_HEAD_BYTES)
  return bare < 0 ? -1 : bare + 2
}

/** Reads request or status line and headers. False: an interim answer (100 Continue), the real one follows. */
function takeHead(seen: Inspection, headBytes: number, isResponse: boolean, isCut: boolean): boolean {
  const { stream } = seen
  const record = httpRecordOf(seen.metadata)
  const firstLineEnd = lineEndAt(stream, 0, headBytes)
  let target = ""
  if (isResponse) {
    record.version ??= printable(stream, 5, 3)
    const status = Number(printable(stream, 9, 3))
    if (status >= 100 && status < 200 && status !== 101) {
      record.status ??= status
      return false
    }
    record.status = status
  } else target = takeRequestLine(stream, firstLineEnd, record)
  let at = afterLine(stream, firstLineEnd, headBytes)
  for (let headers = 0; headers < MAX_HEADERS && at < headBytes; headers++) {
    const end = lineEndAt(stream, at, headBytes)
    if (end === at) break
    // A header that the packet cut is read once all of it is there.
    if (isCut && end >= stream.length) break
    takeHeader(stream, at, end, isResponse, record)
    at = afterLine(stream, end, headBytes)
  }
  if (isResponse) finishResponse(seen, record)
  else finishRequest(seen, record, target, isCut)
  applyHttpApplication(seen, record)
  return true
}

function lineEndAt(stream: ByteWindow, at: number, headBytes: number): number {
  const feed = stream.indexOfByte(LF, at, headBytes)
  if (feed < 0) return Math.min(headBytes, stream.length)
  return feed > at && stream.u8(feed - 1) === CR ? feed - 1 : feed
}

function afterLine(stream: ByteWindow, end: number, headBytes: number): number {
  if (end >= headBytes) return headBytes
  return end + (stream.u8(end) === CR ? 2 : 1)
}

const MAX_URL_BYTES = 2048

/** Answers the request target. */
function takeRequestLine(stream: ByteWindow, lineEnd: number, record: HttpRecord): string {
  const methodEnd = stream.indexOfByte(SPACE, 0, lineEnd)
  record.method = printable(stream, 0, methodEnd)
  const versionAt = lineEnd - SPACE_VERSION.length - 1
  const hasVersion = stream.has(versionAt, SPACE_VERSION)
  if (hasVersion) record.version = printable(stream, versionAt + 6, 3)
  return printable(stream, methodEnd + 1, (hasVersion ? versionAt : lineEnd) - methodEnd - 1, MAX_URL_BYTES)
}

function takeHeader(stream: ByteWindow, at: number, end: number, isResponse: boolean, record: HttpRecord): void {
  const colon = stream.indexOfByte(0x3a, at, Math.min(end, at + 40))
  if (colon < 0) return
  let valueAt = colon + 1
  while (valueAt < end && (stream.u8(valueAt) === SPACE || stream.u8(valueAt) === 0x09)) valueAt++
  switch (headerNumber(stream, at, colon)) {
    case HOST:
      record.host ??= headerValue(stream, valueAt, end)
      break
    case USER_AGENT:
      record.userAgent ??= headerValue(stream, valueAt, end)
      break
    case REFERER:
      record.referer ??= headerValue(stream, valueAt, end)
      break
    case AUTHORIZATION:
      record.authorization ??= headerValue(stream, valueAt, end)
      break
    case CONTENT_TYPE:
      if (isResponse) record.contentType ??= mediaType(headerValue(stream, valueAt, end))
      else record.requestContentType ??= mediaType(headerValue(stream, valueAt, end))
      break
    case CONTENT_LENGTH:
      if (isResponse) record.contentLength ??= Number(headerValue(stream, valueAt, end)) || 0
      break
    case SERVER:
      record.server ??= headerValue(stream, valueAt, end)
      break
    case NEXT_HOP:
      record.nextHop ??= headerValue(stream, valueAt, end)
      break
    case UPGRADE:
      record.upgrade = headerValue(stream, valueAt, end).toLowerCase()
      break
    case CONTENT_DISPOSITION:
      record.filename ??= filenameOf(headerValue(stream, valueAt, end))
      break
    case SOAP_ACTION:
      record.soapAction ??= headerValue(stream, valueAt, end)
      break
    case LOCATION:
      if (isResponse) record.location ??= headerValue(stream, valueAt, end)
      break
    case DEPTH:
      if (!isResponse) record.depth ??= headerValue(stream, valueAt, end)
      break
    case VIA:
      record.via ??= headerValue(stream, valueAt, end)
      break
    case SUSPICIOUS:
      record.suspiciousHeader ??= stream.latin1(at, colon - at).trim().toLowerCase()
      takeExploit(stream, valueAt, end, record)
      break
    default:
      // Sources describe their stream by ice-*, servers by icy-*; a listener's icy-metadata only says what it could take.
      if (stream.hasNoCase(at, isResponse ? ICY : ICE)) record.streamHeader ??= stream.latin1(at, colon - at).trim().toLowerCase()
      takeExploit(stream, valueAt, end, record)
  }
}

function headerValue(stream: ByteWindow, at: number, end: number): string {
  return printable(stream, at, end - at).trimEnd()
}

/** "${": judged later. */
function takeExploit(stream: ByteWindow, valueAt: number, end: number, record: HttpRecord): void {
  if (stream.u8(valueAt) === 0x24 && stream.u8(valueAt + 1) === 0x7b) record.exploit ??= headerValue(stream, valueAt, end)
}

/** Without parameters (RFC 9110 section 8.3.1). */
function mediaType(value: string): string {
  const semicolon = value.indexOf(";")
  return (semicolon < 0 ? value : value.slice(0, semicolon)).trim()
}

function filenameOf(disposition: string): string | undefined {
  const match = /filename\*?=\s*(?:UTF-8''|")?([^";]+)/i.exec(disposition)
  return match ? match[1].trim() : undefined
}

function finishRequest(seen: Inspection, record: HttpRecord, target: string, isCut: boolean): void {
  if (record.method === "CONNECT") {
    // RFC 9110 section 9.3.6: the target is host:port of the tunnel's far end.
    seen.changeMaster("HTTP_Connect")
    record.url = target
    setHost(seen, target)
  } else if (!target.startsWith("/") && /^[a-z][a-z0-9+.-]*:\/\//i.test(target)) {
    // Absolute form: asked of a proxy (RFC 9112 section 3.2.2).
    seen.changeMaster("HTTP_Proxy")
    record.url = target
    setHost(seen, record.host ?? target.replace(/^[^/]*\/\/([^/]*@)?/, "").replace(/[/?#].*$/, ""))
  } else {
    if (record.host !== undefined) record.url = record.host + target
    else record.path = target
    if (record.host !== undefined) setHost(seen, record.host)
  }
  if (record.url !== undefined) seen.setInfo(record.url)
  if (!record.userAgent) {
    if (!isCut) seen.risk("http_suspicious_user_agent", "Empty or missing User-Agent")
  } else {
    const os = osOfUserAgent(record.userAgent)
    if (os !== null) {
      record.os = os
      seen.learnOs("src", os)
    }
  }
  takeCredentials(seen, record)
}

function setHost(seen: Inspection, hostAndPort: string): void {
  const { host } = splitHostPort(hostAndPort.trim())
  if (host === "") return
  seen.setHostname(host)
  if ((isDigit(host.charCodeAt(0)) && /^\d{1,3}(\.\d{1,3}){3}$/.test(host)) || host.startsWith("[")) seen.risk("numeric_ip_host", `Found host ${host}`)
}

function takeCredentials(seen: Inspection, record: HttpRecord): void {
  if (record.authorization === undefined) return
  const authorization = typeof record.authorization === "string" ? record.authorization : ""
  record.authorization = undefined // holds the password
  if (authorization === "") return
  record.authScheme = authorization.split(" ")[0]
  const basic = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization)
  if (!basic) return
  const user = userOfBasic(basic[1])
  if (user !== null) record.username = user
  seen.risk("clear_text_credentials", `HTTP Basic user ${user ?? ""}`)
}

/** RFC 7617: base64 of "user:password"; the password is not kept. */
function userOfBasic(base64: string): string | null {
  try {
    const text = atob(base64)
    const colon = text.indexOf(":")
    return colon > 0 ? cleanText(text.slice(0, colon), 128) : null
  } catch {
    return null // not base64: somebody's invention
  }
}

function finishResponse(seen: Inspection, record: HttpRecord): void {
  const status = record.status ?? 0
  if (status >= 400 && status < 600) seen.risk("error_code_detected", `HTTP Error Code ${status}`)
}
