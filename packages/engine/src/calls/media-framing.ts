// Where RTP stands in the datagrams of a carrier, and what the carrier says of it.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { looksLikeReport, looksLikeRtp } from "./rtp-header.ts"

/** Stream types as stored per stream; 0 = not known. */
export const mediaKinds = ["", "audio", "video", "screen"] as const
export type Media = "audio" | "video" | "screen"
export const AUDIO = 1
export const VIDEO = 2
export const SCREEN = 3

export interface MediaFraming {
  /** Where RTP or RTCP begins, -1 = this datagram has none. Allocates nothing. */
  mediaAt(payload: ByteWindow): number
  /** Index into `mediaKinds` when the carrier tells it, else 0. */
  kindOf(payload: ByteWindow): number
}

/** ChannelData of TURN (RFC 8656 section 12.4) has its number and length in front. */
const CHANNEL_HEADER_BYTES = 4

/** RTP as it is, or relayed. */
export const plainFraming: MediaFraming = {
  mediaAt(payload) {
    const first = payload.u8(0)
    if (first >> 6 === 2) return looksLikeRtp(payload) || looksLikeReport(payload, 0) ? 0 : -1
    return first >= 0x40 && first < 0x50 && (looksLikeRtp(payload, CHANNEL_HEADER_BYTES) || looksLikeReport(payload, CHANNEL_HEADER_BYTES)) ? CHANNEL_HEADER_BYTES : -1
  },
  kindOf: () => 0,
}
