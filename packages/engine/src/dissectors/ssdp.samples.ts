import type { DissectorSample } from "../inspect/samples.ts"

const flow = { transport: "udp", serverPort: 1900, serverIp: "239.255.255.250" } as const

export const samples: readonly DissectorSample[] = [
  {
    name: "search",
    flow,
    steps: [{ from: "client", text: 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: urn:dial-multiscreen-org:service:dial:1\r\n\r\n' }],
    want: {
      app: "SSDP", category: "System", hostname: "239.255.255.250:1900",
      metadata: { ssdp: { method: "M-SEARCH", host: "239.255.255.250:1900", target: "urn:dial-multiscreen-org:service:dial:1" } },
    },
  },
  {
    name: "announcement",
    flow,
    steps: [{ from: "client", text: "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nLOCATION: http://192.0.2.1:5000/d.xml\r\nNT: upnp:rootdevice\r\nSERVER: Linux/5 UPnP/1.1 x/1\r\n\r\n" }],
    want: { app: "SSDP", info: "http://192.0.2.1:5000/d.xml", stillInspecting: false },
  },
]
