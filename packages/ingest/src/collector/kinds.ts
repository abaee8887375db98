// The collector's entries of the registry (`records/index.ts`).
import type { RecordSourceKind } from "../records/index.ts"
import { parseCollectorSpec } from "./collector-spec.ts"
import { DatagramSource } from "./datagram-source.ts"
import { StreamSource } from "./stream-source.ts"

export const datagramCollector: RecordSourceKind = {
  schemes: ["netflow", "ipfix", "sflow", "flows"],
  forms: [
    { form: "netflow://[ADDR]:2055", help: "NetFlow v1, v5, v7, v8, v9 and IPFIX over UDP; several ports and addresses with commas" },
    { form: "ipfix://[ADDR]:4739", help: "the same on IPFIX's port" },
    { form: "sflow://[ADDR]:6343", help: "sFlow version 5" },
    { form: "flows://[ADDR]:2055", help: "all of these on one port, told apart by their first bytes" },
  ],
  isShared: true,
  create: (spec, options) => new DatagramSource(spec, parseCollectorSpec(spec), options),
}

export const streamCollector: RecordSourceKind = {
  schemes: ["ipfix+tcp", "ipfix+tls"],
  forms: [
    { form: "ipfix+tcp://[ADDR]:4739", help: "IPFIX over TCP" },
    { form: "ipfix+tls://[ADDR]:4740?cert=FILE&key=FILE", help: "IPFIX over TLS; with &ca=FILE exporters must show a certificate" },
  ],
  create: (spec) => new StreamSource(spec, parseCollectorSpec(spec)),
}
