// How a call's media arrived, per RTP stream: loss, jitter (RFC 3550 section 6.4.1 and A.8) and an estimated MOS (ITU-T G.107). It
// covers the packets that inspection sees (`packets` says how many), not the whole call.
import type { Inspection } from "../inspect/types.ts"

export type Media = "audio" | "video" | "screen"

/** What a flow's `metadata.rtp.streams` holds per stream. */
export interface RtpStream {
  readonly direction: "to-server" | "to-client"
  readonly ssrc: number
  payloadType: number
  codec?: string
  media?: Media
  /** Packets looked at, and those missing between them. */
  packets: number
  lost: number
  /** Absent while the clock rate of the payload type is not known. */
  jitterMs?: number
  /** 1 (bad) to 4.5 (excellent), audio only: from loss, jitter and codec; the delay of the path is not known and counts as good. */
  mos?: number
}

interface Codec { readonly name: string; readonly clockHz: number; readonly media: Media }
/** Static payload types of RFC 3551 section 6. */
const staticTypes: Readonly<Record<number, Codec>> = {
  0: audio("PCMU"), 3: audio("GSM"), 4: audio("G723"), 5: audio("DVI4"), 6: audio("DVI4", 16_000), 7: audio("LPC"), 8: audio("PCMA"), 9: audio("G722"),
  10: audio("L16", 44_100), 11: audio("L16", 44_100), 12: audio("QCELP"), 13: audio("CN"), 14: audio("MPA", 90_000), 15: audio("G728"),
  16: audio("DVI4", 11_025), 17: audio("DVI4", 22_050), 18: audio("G729"),
  25: video("CelB"), 26: video("JPEG"), 28: video("nv"), 31: video("H261"), 32: video("MPV"), 33: video("MP2T"), 34: video("H263"),
}
function audio(name: string, clockHz = 8000): Codec {
  return { name, clockHz, media: "audio" }
}
function video(name: string): Codec {
  return { name, clockHz: 90_000, media: "video" }
}

interface Tracker {
  readonly stream: RtpStream
  clockHz: number
  firstSequence: number
  highestSequence: number
  lastTransitMs: number
  jitterMs: number
  firstTimestamp: number
  firstUs: number
}
const MAX_STREAMS = 8
/** RFC 3550 appendix A.1: larger steps are no loss. */
const MAX_DROPOUT = 3000
const MAX_MISORDER = 100
/** So many packets tell the clock rate of a type that nobody described. */
const CLOCK_PROOF_PACKETS = 12
const commonClocksHz = [8000, 16_000, 48_000, 90_000]

/** By the flow's record: goes with it. */
const trackers = new WeakMap<object, Tracker[]>()

/** Counts one RTP packet; `at` is where its header begins. `media` when a carrier (Zoom) tells it. */
export function takeRtp(seen: Inspection, at: number, media?: Media): void {
  const { payload } = seen
  const record = (seen.metadata.rtp ??= {})
  let known = trackers.get(record)
  if (known === undefined) {
    known = []
    record.streams = []
    trackers.set(record, known)
  }
  const direction = seen.toServer ? "to-server" : "to-client"
  const ssrc = payload.u32(at + 8)
  const type = payload.u8(at + 1) & 0x7f
  let tracker = known.find(({ stream }) => stream.ssrc === ssrc && stream.direction === direction)
  if (tracker === undefined) {
    if (known.length >= MAX_STREAMS) return
    tracker = begin(seen, direction, ssrc, type, media)
    known.push(tracker)
    const streams = record.streams
    if (Array.isArray(streams)) streams.push(tracker.stream)
  }
  const codec = staticTypes[type]
  // Comfort noise and telephone events come between the speech of one stream: the first type stays.
  if (tracker.stream.media === undefined && codec) tracker.stream.media = codec.media
  count(tracker, payload.u16(at + 2), payload.u32(at + 4), seen.timestampUs, type)
  record.media = summary(known)
}

function begin(seen: Inspection, direction: RtpStream["direction"], ssrc: number, payloadType: number, media: Media | undefined): Tracker {
  const stream: RtpStream = { direction, ssrc, payloadType, packets: 0, lost: 0 }
  const codec = staticTypes[payloadType] ?? described(seen.expectedNote(), payloadType)
  if (codec) stream.codec = codec.name
  const kind = media ?? codec?.media
  if (kind) stream.media = kind
  return { stream, clockHz: codec?.clockHz ?? 0, firstSequence: 0, highestSequence: 0, lastTransitMs: Number.NaN, jitterMs: 0, firstTimestamp: 0, firstUs: 0 }
}

/** A session description's media line as `sip.ts` notes it: "audio 111=opus/48000 0=PCMU/8000". */
function described(note: string | undefined, payloadType: number): Codec | undefined {
  if (note === undefined) return undefined
  const [kind, ...maps] = note.split(" ")
  const media = kind === "audio" || kind === "video" ? kind : undefined
  if (media === undefined) return undefined
  const prefix = `${payloadType}=`
  const [name, clock] = maps.find((map) => map.startsWith(prefix))?.slice(prefix.length).split("/") ?? []
  return name === undefined ? undefined : { name, clockHz: Number(clock) || 0, media }
}

function count(tracker: Tracker, sequence: number, timestamp: number, nowUs: number, type: number): void {
  const { stream } = tracker
  if (stream.packets === 0) {
    tracker.firstSequence = tracker.highestSequence = sequence
    tracker.firstTimestamp = timestamp
    tracker.firstUs = nowUs
  }
  const ahead = ((sequence - tracker.highestSequence) << 16) >> 16
  if (Math.abs(ahead) > MAX_MISORDER && type !== stream.payloadType) return // a companion with numbers of its own (Zoom's error correction)
  if (Math.abs(ahead) > MAX_DROPOUT) {
    // The sender began anew: what lies between was never sent.
    tracker.firstSequence = sequence - stream.packets - stream.lost
    tracker.highestSequence = sequence - 1
    tracker.firstTimestamp = timestamp
    tracker.firstUs = nowUs
    tracker.lastTransitMs = Number.NaN
    return count(tracker, sequence, timestamp, nowUs, type)
  }
  // A duplicate is no new packet; one that comes late fills its gap.
  if (ahead === 0 && stream.packets > 0) return
  stream.packets++
  if (ahead > 0) tracker.highestSequence += ahead
  stream.lost = Math.max(0, tracker.highestSequence - tracker.firstSequence + 1 - stream.packets)
  if (tracker.clockHz === 0 && stream.packets >= CLOCK_PROOF_PACKETS) tracker.clockHz = estimatedClock(tracker, timestamp, nowUs)
  if (tracker.clockHz > 0 && type === stream.payloadType) takeJitter(tracker, timestamp, nowUs)
  if (stream.media === "audio" && stream.packets > 1) stream.mos = estimatedMos(stream)
}

function takeJitter(tracker: Tracker, timestamp: number, nowUs: number): void {
  // Timestamps are 32 bits and wrap; the difference to the first one is small.
  const mediaMs = (((timestamp - tracker.firstTimestamp) | 0) / tracker.clockHz) * 1000
  const transitMs = (nowUs - tracker.firstUs) / 1000 - mediaMs
  if (!Number.isNaN(tracker.lastTransitMs)) {
    tracker.jitterMs += (Math.abs(transitMs - tracker.lastTransitMs) - tracker.jitterMs) / 16
    tracker.stream.jitterMs = Math.round(tracker.jitterMs * 100) / 100
  }
  tracker.lastTransitMs = transitMs
}

/** The usual rate that fits what passed; 0 when none does. */
function estimatedClock(tracker: Tracker, timestamp: number, nowUs: number): number {
  const seconds = (nowUs - tracker.firstUs) / 1e6
  const ticks = (timestamp - tracker.firstTimestamp) | 0
  if (seconds < 0.1 || ticks <= 0) return 0
  const rate = ticks / seconds
  return commonClocksHz.find((clock) => Math.abs(rate - clock) < clock * 0.2) ?? 0
}

/** Equipment impairment at no loss, and robustness against loss (with concealment): ITU-T G.113 appendix I. */
const impairments: Readonly<Record<string, readonly [ie: number, bpl: number]>> = {
  PCMU: [0, 25.1], PCMA: [0, 25.1], G729: [11, 19], G723: [15, 16.1], GSM: [20, 10], G728: [7, 10],
}

/** ITU-T G.107 with default values: R = 93.2 - delay impairment - effective equipment impairment. */
function estimatedMos(stream: RtpStream): number {
  const [ie, bpl] = impairments[stream.codec ?? ""] ?? [0, 25.1]
  // What a jitter buffer of twice the jitter and a packet of 20 ms add.
  const delayMs = 20 + 2 * (stream.jitterMs ?? 0)
  const delayImpairment = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0)
  const lossPercent = (100 * stream.lost) / (stream.packets + stream.lost)
  const r = Math.max(0, Math.min(93.2, 93.2 - delayImpairment - ie - ((95 - ie) * lossPercent) / (lossPercent + bpl)))
  const mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6
  return Math.round(Math.max(1, mos) * 100) / 100
}

function summary(known: readonly Tracker[]): string | undefined {
  const kinds = new Set(known.flatMap(({ stream }) => (stream.media ? [stream.media] : [])))
  return kinds.size === 0 ? undefined : [...kinds].toSorted().join(", ")
}
