// JSON-RPC 2.0 (jsonrpc.org), and the Stratum dialects that miners speak with their pools: one object to the line.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const BRACE = 0x7b
const BRACKET = 0x5b
const QUOTE = 0x22
/** An object names its members early. */
const LOOK_BYTES = 512
const MAX_BLANKS = 10
const VERSION = ascii('"jsonrpc"')
const TWO = ascii('"2.0"')
const METHOD = ascii('"method"')
const MAX_METHOD_BYTES = 64
/** Stratum (Bitcoin and others), EthProxy, and the XMR variety whose login brings wallet and agent. */
const poolMethods = ['"mining.', '"eth_submitLogin"', '"eth_login"', '"eth_getWork"', '"eth_submitWork"', '"eth_submitHashrate"', '"getblocktemplate"', '"getjobtemplate"', '"keepalived"'].map(ascii)
const LOGIN = ascii('"login"')
const PASSWORD = ascii('"pass"')
const AGENT = ascii('"agent"')
/** A pool of the XMR variety hands out work, a miner returns it. */
const JOB = ascii('"job"')
const SUBMIT = ascii('"submit"')
const JOB_ID = ascii('"job_id"')
const BLOB = ascii('"blob"')
const TARGET = ascii('"target"')
const RESULT = ascii('"result"')
const NOTIFY = ascii('"mining.notify"')
const SET_DIFFICULTY = ascii('"mining.set_difficulty"')
/** Language servers and their like put a length before each object (Language Server Protocol, "Base Protocol"). */
const LENGTH_HEADER = ascii("Content-Length: ")
const BLANK_LINE = ascii("\r\n\r\n{")
const MAX_HEADER_BYTES = 120
const PARAMETERS = ascii('"params"')
const ID = ascii('"id"')

/** An object whose first member's name begins, or a list of objects; before anything is searched. */
function opensJson(stream: ByteWindow): boolean {
  let at = 1
  while (at < MAX_BLANKS && (stream.u8(at) === 0x20 || (stream.u8(at) >= 0x09 && stream.u8(at) <= 0x0d))) at++
  return stream.u8(at) === (stream.u8(0) === BRACE ? QUOTE : BRACE)
}

function isVersion1(stream: ByteWindow): boolean {
  return stream.indexOf(METHOD, 0, LOOK_BYTES) > 0 && stream.indexOf(PARAMETERS, 0, LOOK_BYTES) > 0 && stream.indexOf(ID, 0, LOOK_BYTES) > 0
}

/** A pool's answer to a subscription lists what it will send. */
function isSubscription(stream: ByteWindow): boolean {
  return stream.indexOf(RESULT, 0, LOOK_BYTES) >= 0 && (stream.indexOf(NOTIFY, 0, LOOK_BYTES) >= 0 || stream.indexOf(SET_DIFFICULTY, 0, LOOK_BYTES) >= 0)
}

/** A pool of the XMR variety answers a login with the first work. */
function isLoginAnswer(stream: ByteWindow): boolean {
  return stream.indexOf(RESULT, 0, LOOK_BYTES) >= 0 && stream.indexOf(JOB, 0, LOOK_BYTES) >= 0 && (stream.indexOf(BLOB, 0, LOOK_BYTES) >= 0 || stream.indexOf(TARGET, 0, LOOK_BYTES) >= 0)
}

function isPool(stream: ByteWindow): boolean {
  const method = stream.indexOf(METHOD, 0, LOOK_BYTES)
  if (method < 0) return isSubscription(stream) || isLoginAnswer(stream)
  const from = method + METHOD.length
  for (const one of poolMethods) if (stream.indexOf(one, from, from + 4) >= 0) return true
  if (stream.indexOf(LOGIN, from, from + 4) >= 0) return stream.indexOf(PASSWORD, 0, LOOK_BYTES) >= 0 || stream.indexOf(AGENT, 0, LOOK_BYTES) >= 0
  return (stream.indexOf(JOB, from, from + 4) >= 0 || stream.indexOf(SUBMIT, from, from + 4) >= 0) && stream.indexOf(JOB_ID, 0, LOOK_BYTES) >= 0
}

export const mining = defineDissector({
  protocol: "Mining",
  transports: ["tcp"],
  hintPorts: [3333, 3334, 4444, 5555, 7777, 8888, 9999, 14444],
  firstBytes: [BRACE],
  minBytes: 16,
  recognise: ({ stream }) => (opensJson(stream) && isPool(stream) ? MATCH : NO_MATCH),
})

function headedVerdict(stream: ByteWindow): Verdict {
  const end = stream.indexOf(BLANK_LINE, 0, MAX_HEADER_BYTES)
  if (end < 0) return stream.length < MAX_HEADER_BYTES ? NEED_MORE : NO_MATCH
  return stream.indexOf(VERSION, end, LOOK_BYTES) > 0 ? MATCH : NO_MATCH
}

export const jsonRpc = defineDissector({
  protocol: "JSON-RPC",
  transports: ["tcp"],
  firstBytes: [BRACE, BRACKET, LENGTH_HEADER[0]],
  minBytes: 16,
  recognise({ stream, payloadPackets }) {
    if (stream.has(0, LENGTH_HEADER)) return headedVerdict(stream)
    if (!opensJson(stream)) return NO_MATCH
    const at = stream.indexOf(VERSION, 0, LOOK_BYTES)
    // Version 1 has no such member, but these three in each request.
    if (at < 0 && isVersion1(stream)) return isPool(stream) ? NO_MATCH : MATCH
    if (at < 0) return stream.length < LOOK_BYTES && payloadPackets < 3 ? NEED_MORE : NO_MATCH
    return stream.indexOf(TWO, at + VERSION.length, at + VERSION.length + 6) > 0 && !isPool(stream) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    const at = stream.indexOf(METHOD, 0, LOOK_BYTES)
    const from = at < 0 ? -1 : stream.indexOfByte(QUOTE, at + METHOD.length, at + METHOD.length + 6) + 1
    const end = from <= 0 ? -1 : stream.indexOfByte(QUOTE, from, from + MAX_METHOD_BYTES)
    if (end > 0) {
      const method = printable(stream, from, end - from)
      seen.metadata.jsonRpc = { method }
      seen.setInfo(method)
    }
    return DONE
  },
})
