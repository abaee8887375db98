// Listens to the dissectors: who was asked about which packet, and what they said. For explaining one flow; wrapping costs.
import type { FlowQuestion } from "@netweir/model"
import { MATCH, NEED_MORE, type Dissector, type Inspection, type Verdict } from "../inspect/types.ts"

/** A flow of 24 packets asks some hundred times. */
const MOST_QUESTIONS = 5000

export interface Trace {
  /** Number of the packet at hand, counted from 1. */
  packet: number
  readonly questions: FlowQuestion[]
  /** Packets that a dissector took metadata from after it had matched. */
  readonly extractions: { readonly packet: number; readonly protocol: string }[]
}

export function traceDissectors(dissectors: readonly Dissector[], trace: Trace): readonly Dissector[] {
  return dissectors.map((dissector) => {
    const { protocol, extract } = dissector
    return {
      ...dissector,
      recognise(seen: Inspection) {
        const verdict = dissector.recognise(seen)
        if (trace.questions.length < MOST_QUESTIONS) trace.questions.push({ packet: trace.packet, protocol, verdict: wordOf(verdict), bytes: seen.stream.length })
        return verdict
      },
      ...(extract && {
        extract(seen: Inspection) {
          trace.extractions.push({ packet: trace.packet, protocol })
          return extract(seen)
        },
      }),
    }
  })
}

function wordOf(verdict: Verdict): FlowQuestion["verdict"] {
  return verdict === MATCH ? "match" : verdict === NEED_MORE ? "need-more" : "no-match"
}
