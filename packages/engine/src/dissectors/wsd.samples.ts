import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("probe", "WSD", { transport: "udp", serverPort: 3702 }, { text: '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" xmlns:wsd="http://schemas.xmlsoap.org/ws/2005/04/discovery"><soap:Body><wsd:Probe/></soap:Body></soap:Envelope>' }),
  oneStep("match, to a high port", "WSD", { transport: "udp", serverPort: 50_001 }, { text: '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:d="http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01"><s:Body/></s:Envelope>' }),
]
