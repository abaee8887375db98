// Dynamic payload types that an application always uses alike, so that no session description is needed to read them.
import { protocolId } from "@netweir/model"
import type { Media } from "./media-framing.ts"

export interface Convention { readonly media: Media; readonly codec?: string }
type Types = Readonly<Record<number, Convention>>

const speech: Convention = { media: "audio" }
const opus: Convention = { media: "audio", codec: "opus" }
const video: Convention = { media: "video" }

const byApplication: ReadonlyMap<number, Types> = new Map(([
  // Discord's documentation of its voice gateway: "codecs" of the protocol selection.
  ["Discord", { 120: opus, 101: { media: "video", codec: "H264" }, 103: { media: "video", codec: "VP8" }, 105: { media: "video", codec: "VP9" } }],
  // libwebrtc's default for Opus.
  ["GoogleCall", { 111: opus }],
  // What its packets prove: the pace of speech.
  ["WhatsAppCall", { 120: speech }],
  // Default payload types of Microsoft's clients, [MS-SDPEXT]: SILK, RTAudio, Siren, G.722 in stereo; RTVideo, H.264; sharing.
  ["Skype_TeamsCall", { 103: { media: "audio", codec: "SILK" }, 104: { media: "audio", codec: "SILK" }, 111: speech, 114: speech, 117: speech, 121: video, 122: { media: "video", codec: "H264" }, 127: { media: "screen" } }],
] as const).map(([name, types]) => [protocolId(name), types]))

export function conventionOf(application: number, payloadType: number): Convention | undefined {
  return byApplication.get(application)?.[payloadType]
}
