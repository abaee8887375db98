import { expect, test } from "vitest"
import { NetworkTable } from "../addresses/networks.ts"
import { FlowColumns, type FlowDetails } from "../flows/flow-columns.ts"
import type { TcpFingerprint } from "../flows/tcp-fingerprint.ts"
import { newMetadata } from "../inspect/metadata.ts"
import { createFlowReaders } from "./flow-readers.ts"

const details = (changes: Partial<FlowDetails>): FlowDetails => ({ hostname: null, info: null, metadata: newMetadata(), evidence: null, ...changes })
const tls = { ...newMetadata(), tls: { version: "TLSv1.3", alpn: 'h2"\\' } }
const syn = { text: "64_2_1460", os: "Linux" } as TcpFingerprint
const cases: readonly (readonly [what: string, details: FlowDetails | undefined, syn: TcpFingerprint | undefined, isMuted: boolean, text: string | null])[] = [
  ["nothing", undefined, undefined, false, null],
  ["records that stayed empty", details({}), undefined, false, null],
  ["a record", details({ metadata: tls }), undefined, false, '{"tls":{"version":"TLSv1.3","alpn":"h2\\"\\\\"}}'],
  ["a fingerprint alone", undefined, syn, false, '{"tcp":{"fingerprint":"64_2_1460","os":"Linux"}}'],
  ["one without a system", undefined, { ...syn, os: null }, false, '{"tcp":{"fingerprint":"64_2_1460"}}'],
  ["evidence alone", details({ evidence: new Map([[5, "x"]]) }), undefined, false, '{"evidence":{"known_protocol_on_non_standard_port":"x"}}'],
  ["all of them", details({ metadata: tls, evidence: new Map([[5, "}"]]) }), syn, false, '{"tls":{"version":"TLSv1.3","alpn":"h2\\"\\\\"},"tcp":{"fingerprint":"64_2_1460","os":"Linux"},"evidence":{"known_protocol_on_non_standard_port":"}"}}'],
  ["a muted risk", details({ metadata: tls }), syn, true, '{"tls":{"version":"TLSv1.3","alpn":"h2\\"\\\\"},"tcp":{"fingerprint":"64_2_1460","os":"Linux"},"muted":{"known_protocol_on_non_standard_port":"ours"}}'],
]

test.each(cases)("%s", (_, own, fingerprint, isMuted, text) => {
  const flows = new FlowColumns(1)
  flows.details[0] = own
  const readers = createFlowReaders({
    flows, networks: new NetworkTable([]), interfaceName: "test", facts: { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" },
    nameOf: () => null, bitsPerSecond: () => 0, endReason: () => 0, tcpFingerprint: () => fingerprint, calls: null,
    mutes: { low: () => (isMuted ? 1 << 4 : 0), high: () => 0, of: () => (isMuted ? [{ risk: 5, by: { id: "m", risk: 5, filter: "", reason: "ours", untilMs: null } }] : []) as never },
  })
  expect(readers.metadataText(0)).toBe(text)
  expect(JSON.parse(readers.metadataText(0) ?? "{}")).toEqual(JSON.parse(JSON.stringify(readers.metadata(0))))
})
