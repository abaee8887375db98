import { FileInput } from "../logs/file-input.ts"
import { LogSource } from "../logs/log-source.ts"
import { parseLogSpec } from "../logs/log-spec.ts"
import { unixInput } from "../logs/unix-input.ts"
import type { RecordSourceKind } from "../records/index.ts"
import { EveDecoder } from "./eve-decoder.ts"

export const eveSources: RecordSourceKind = {
  schemes: ["eve", "eve+unix"],
  forms: [
    { form: "eve:///PATH/eve.json", help: "Suricata's events; the file is followed over rotation, or read to its end with ?once" },
    { form: "eve+unix:///PATH", help: "the same out of a Unix socket that we listen at (filetype: unix_stream); with ?dgram datagrams (filetype: unix_dgram)" },
  ],
  isShared: false,
  create(spec, options) {
    const decoder = new EveDecoder()
    if (spec.startsWith("eve+unix:")) return new LogSource({ name: spec, kind: "live", pointKind: "eve", input: unixInput(spec), decoder, options })
    const { path, follows } = parseLogSpec(spec, options)
    return new LogSource({ name: spec, kind: follows ? "stream" : "file", pointKind: "eve", input: new FileInput(path, follows), decoder, options })
  },
}
