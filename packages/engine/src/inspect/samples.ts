// What a `*.samples.ts` file beside a dissector exports: real-looking flows, run through the whole registry by
// dissectors.test.ts, which also throws their payloads at every other dissector and mutates them.
import type { FlowSpec, Learned, Outcome, Step } from "./testing.ts"

export interface DissectorSample {
  readonly name: string
  readonly flow: FlowSpec
  readonly steps: readonly Step[]
  readonly want: Partial<Outcome>
  /** Protocols whose packets the flow truly carries beside its own: recognising them there is no theft. */
  readonly alsoCarries?: readonly string[]
  readonly learned?: Partial<Learned>
}

/** A DNS name in wire format, as hex. */
export function wireName(name: string): string {
  return name.split(".").map((label) => byteHex(label.length) + textHex(label)).join("") + "00"
}
export function textHex(text: string): string {
  return [...new TextEncoder().encode(text)].map(byteHex).join("")
}
export function byteHex(byte: number): string {
  return byte.toString(16).padStart(2, "0")
}
/** A 16-bit number, big-endian. */
export function wordHex(word: number): string {
  return word.toString(16).padStart(4, "0")
}

/** A sample of one payload that is recognised by its content. */
export function oneStep(name: string, app: string, flow: DissectorSample["flow"], step: { hex?: string; text?: string; from?: "client" | "server" }, want: DissectorSample["want"] = {}): DissectorSample {
  return { name, flow, steps: [{ from: "client", ...step }], want: { app, confidence: "content", ...want } }
}
