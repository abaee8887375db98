// What a payload type says: codec, clock, kind of media.
import type { Media } from "./media-framing.ts"

export interface Codec { readonly name: string; /** 0 = not told. */ readonly clockHz: number; readonly media: Media }

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

/** `note`: a session description's media line as `sip.ts` notes it: "audio 111=opus/48000 0=PCMU/8000". */
export function codecOf(payloadType: number, note: string | undefined): Codec | undefined {
  return staticTypes[payloadType] ?? described(note, payloadType)
}

function described(note: string | undefined, payloadType: number): Codec | undefined {
  if (note === undefined) return undefined
  const [kind, ...maps] = note.split(" ")
  const media = kind === "audio" || kind === "video" ? kind : undefined
  if (media === undefined) return undefined
  const prefix = `${payloadType}=`
  const [name, clock] = maps.find((map) => map.startsWith(prefix))?.slice(prefix.length).split("/") ?? []
  return name === undefined ? undefined : { name, clockHz: Number(clock) || 0, media }
}

const commonClocksHz = [8000, 16_000, 48_000, 90_000]
/** Video's clock, whatever the codec (RFC 3551 section 5); no codec of speech that calls use has it. */
export const VIDEO_CLOCK_HZ = 90_000

/** The usual rate that fits so many ticks in that time; 0 when none does. */
export function estimatedClock(ticks: number, seconds: number): number {
  if (seconds < 0.1 || ticks <= 0) return 0
  const rate = ticks / seconds
  for (let i = 0; i < commonClocksHz.length; i++) if (Math.abs(rate - commonClocksHz[i]) < commonClocksHz[i] * 0.2) return commonClocksHz[i]
  return 0
}
