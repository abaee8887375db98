import { oneStep, type DissectorSample } from "../inspect/samples.ts"

const flow = { transport: "udp", serverPort: 514 } as const

export const samples: readonly DissectorSample[] = [
  { name: "RFC 3164", flow, steps: [{ from: "client", text: "<34>Oct 11 22:14:15 mymachine su: 'su root' failed" }], want: { app: "Syslog", metadata: { syslog: { facility: 4, severity: 2, message: "Oct 11 22:14:15 mymachine su: 'su root' failed" } } } },
  { name: "RFC 5424 on another port", flow: { ...flow, serverPort: 5140 }, steps: [{ from: "client", text: "<165>1 2026-01-01T00:00:00Z host app - - - hello" }], want: { app: "Syslog" } },
  { name: "a device's own form", flow, steps: [{ from: "client", text: "<189>date=2026-01-01 time=00:00" }], want: { app: "Syslog" } },
  { name: "HTML is no syslog", flow: { ...flow, serverPort: 5140 }, steps: [{ from: "client", text: "<1>hello world, this is text" }], want: { confidence: "none" } },
  oneStep("counted octets", "Syslog", { serverPort: 6514 }, { text: "49 <34>1 2026-10-11T22:14:15.003Z host su - ID47 - hi" }),
  oneStep("a form of its own", "Syslog", { transport: "udp", serverPort: 5140 }, { text: "<190>date=2026-05-13 time=11:45:04 devname=wall" }),
]
