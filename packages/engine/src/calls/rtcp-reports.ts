// What receivers say over RTCP of the media that came to them: RFC 3550 section 6.4. Reports may be compound (6.1), with others between.
//    V P RC | PT | length in words - 1 | SSRC of the sender | (SR: NTP, RTP time, packets, bytes) | blocks of 24 bytes:
//    SSRC | fraction lost, packets lost (24 bits, signed) | highest sequence | jitter | last SR | delay since last SR
import type { ByteWindow } from "../bytes/byte-window.ts"
import type { MediaStreams } from "./media-streams.ts"
import type { MediaFlow, MediaTable } from "./media-table.ts"

const SENDER_REPORT = 200
const RECEIVER_REPORT = 201
const SENDER_HEADER_BYTES = 28
const RECEIVER_HEADER_BYTES = 8
const BLOCK_BYTES = 24
const MAX_PACKETS = 16
/** A longer one is no round trip but a clock that was set, or a block that is not what it seems (SRTCP). */
const MAX_RTT_US = 30e6

export function takeReports(table: MediaTable, flow: number, media: MediaFlow, payload: ByteWindow, from: number, fromA: boolean, nowUs: number): void {
  let at = from
  for (let i = 0; i < MAX_PACKETS && at + 4 <= payload.length && payload.u8(at) >> 6 === 2; i++) {
    const type = payload.u8(at + 1)
    const end = at + (payload.u16(at + 2) + 1) * 4
    if (end > payload.length) return
    if (type === SENDER_REPORT || type === RECEIVER_REPORT) takeReport(table, flow, media, payload, at, end, type === SENDER_REPORT, fromA, nowUs)
    at = end
  }
}

function takeReport(table: MediaTable, flow: number, media: MediaFlow, payload: ByteWindow, at: number, end: number, isOfSender: boolean, fromA: boolean, nowUs: number): void {
  const { streams } = table
  const side = fromA ? 0 : 1
  if (isOfSender && at + SENDER_HEADER_BYTES <= end) {
    media.reportNtp[side] = ((payload.u16(at + 10) << 16) | payload.u16(at + 12)) >>> 0
    media.reportUs[side] = nowUs
  }
  const blocks = payload.u8(at) & 31
  let block = at + (isOfSender ? SENDER_HEADER_BYTES : RECEIVER_HEADER_BYTES)
  for (let i = 0; i < blocks && block + BLOCK_BYTES <= end; i++, block += BLOCK_BYTES) {
    const lossRatio = payload.u8(block + 4) / 256
    const lost = (payload.u24(block + 5) << 8) >> 8
    const jitterTicks = payload.u32(block + 12)
    let row = sentBy(streams, media, payload.u32(block), !fromA)
    if (row < 0 && media.first < 0) {
      // On a port of its own: the streams are another flow's, found by their source and ends. What was told stays here too.
      tell(media, 1 - side, lossRatio, lost, jitterTicks)
      row = table.elsewhere(flow, payload.u32(block), !fromA)
    }
    if (row < 0) continue
    streams.reports[row]++
    streams.toldLossRatio[row] = lossRatio
    streams.toldLost[row] = lost
    streams.toldJitterTicks[row] = jitterTicks
    takeRoundTrip(streams, media, row, 1 - side, payload.u32(block + 16), payload.u32(block + 20), nowUs)
  }
}

function sentBy(streams: MediaStreams, media: MediaFlow, ssrc: number, fromA: boolean): number {
  for (let row = media.first; row >= 0; row = streams.next[row]) if (streams.ssrc[row] === ssrc && (streams.fromA[row] === 1) === fromA) return row
  return -1
}

/** The report answers the sender report that passed here: what the receiver did not wait is the way there and back. */
function takeRoundTrip(streams: MediaStreams, media: MediaFlow, row: number, senderSide: number, lastReport: number, delay: number, nowUs: number): void {
  if (lastReport === 0 || media.reportUs[senderSide] === 0 || lastReport !== media.reportNtp[senderSide]) return
  const rttUs = nowUs - media.reportUs[senderSide] - (delay / 65_536) * 1e6
  if (rttUs > 0 && rttUs < MAX_RTT_US) streams.rttUs[row] = rttUs
}

function tell(media: MediaFlow, sender: number, lossRatio: number, lost: number, jitterTicks: number): void {
  const told = (media.told[sender] ??= { lossRatio: 0, lost: 0, jitterTicks: 0, reports: 0 })
  told.lossRatio = lossRatio
  told.lost = lost
  told.jitterTicks = jitterTicks
  told.reports++
}
