// Dynamic payload types that an application always uses alike, so that no session description is needed to read them.
import { protocolId } from "@netweir/model"
import type { Media } from "./media-framing.ts"

export interface Convention { readonly media: Media; readonly codec?: string }
type Types = Readonly<Record<number, Convention>>

const speech: Convention = { media: "audio" }
const opus: Convention = { media: "audio", codec: "opus" }
const video: Convention = { media: "video" }

const byApplication: ReadonlyMap<number, Types> = new Map(([
  // What its clients announce to the voice gateway, by default.
  ["Discord", { 120: opus, 101: video, 103: video, 105: video }],
  // libwebrtc's default for Opus.
  ["GoogleCall", { 111: opus }],
  // What its packets prove: the pace of speech.
  ["WhatsAppCall", { 120: speech }],
  // Microsoft's clients, [MS-RTP] section 2.2.1: SILK, Opus, Siren, RTAudio, G.722 in stereo; RTVideo, H.264; application sharing.
  ["Skype_TeamsCall", { 103: { media: "audio", codec: "SILK" }, 104: { media: "audio", codec: "SILK" }, 106: opus, 111: speech, 114: speech, 117: speech, 121: video, 122: { media: "video", codec: "H264" }, 127: { media: "screen" } }],
] as const).map(([name, types]) => [protocolId(name), types]))

export function conventionOf(application: number, payloadType: number): Convention | undefined {
  return byApplication.get(application)?.[payloadType]
}
