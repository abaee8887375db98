import { FileInput } from "../logs/file-input.ts"
import { LogSource } from "../logs/log-source.ts"
import { parseLogSpec } from "../logs/log-spec.ts"
import type { RecordSourceKind } from "../records/index.ts"
import { ZeekDecoder } from "./zeek-decoder.ts"

export const zeekSources: RecordSourceKind = {
  schemes: ["zeek"],
  forms: [{ form: "zeek:///PATH/conn.log", help: "Zeek's connections, JSON or TSV; the file is followed over rotation, or read to its end with ?once" }],
  isShared: false,
  create(spec, options) {
    const { path, follows } = parseLogSpec(spec, options)
    return new LogSource({ name: spec, kind: follows ? "stream" : "file", pointKind: "zeek", input: new FileInput(path, follows), decoder: new ZeekDecoder(), options })
  },
}
