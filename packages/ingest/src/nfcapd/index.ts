import type { RecordSourceKind } from "../records/index.ts"
import { NfcapdSource } from "./nfcapd-source.ts"

export const nfcapdSources: RecordSourceKind = {
  schemes: ["nfcapd"],
  forms: [{ form: "nfcapd:///PATH", help: "files of nfcapd (nfdump 1.7; plain, LZ4 or zstd): one, or those of a directory, which is watched for more (?once: is not)" }],
  isShared: false,
  create: (spec, options) => new NfcapdSource(spec, options),
}
