import { LogSource } from "../logs/log-source.ts"
import type { RecordSourceKind } from "../records/index.ts"
import { SyslogDecoder } from "./syslog-decoder.ts"
import { SyslogInput } from "./syslog-input.ts"
import { parseSyslogSpec, syslogSchemes } from "./syslog-spec.ts"

export const syslogSources: RecordSourceKind = {
  schemes: Object.keys(syslogSchemes),
  forms: [
    { form: "syslog://[ADDR]:5514", help: "syslog over UDP and TCP: Suricata's events, and logs of firewalls (OPNsense, pfSense, FortiGate, SonicWall, Sophos, MikroTik)" },
    { form: "syslog+udp://, syslog+tcp://", help: "the same over one of them" },
    { form: "syslog+tls://[ADDR]:6514?cert=FILE&key=FILE", help: "the same over TLS; with &ca=FILE senders must show a certificate" },
  ],
  isShared: false,
  create: (spec, options) => new LogSource({ name: spec, kind: "live", pointKind: "syslog", input: new SyslogInput(parseSyslogSpec(spec)), decoder: new SyslogDecoder(), options }),
}
