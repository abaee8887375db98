// Our points of series as ntopng's measurements: which of ours becomes which, with its tags and fields. Counters are totals since the
// start, as there.
import type { SeriesPoint } from "./series-block.ts"

export interface Measurement {
  readonly name: string
  readonly isCounter: boolean
  /** Beside `ifid`. */
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, number>>
}

const counter = (name: string, tags: Measurement["tags"], fields: Measurement["fields"]): Measurement => ({ name, isCounter: true, tags, fields })
const gauge = (name: string, tags: Measurement["tags"], fields: Measurement["fields"]): Measurement => ({ name, isCounter: false, tags, fields })
const rxtx = (point: SeriesPoint) => ({ bytes_sent: point.bytesSent, bytes_rcvd: point.bytesReceived })
/** "TLS.Netflix" counts as Netflix there. */
const lastPart = (app: string) => app.slice(app.lastIndexOf(".") + 1)

export function measurementsOf(point: SeriesPoint): readonly Measurement[] {
  const { kind, key, bytesSent, bytesReceived, packetsSent, packetsReceived, newFlows, activeFlows, activeHosts, score, retransmissions, dropped } = point
  const bytes = bytesSent + bytesReceived
  switch (kind) {
    case "interface": return [
      counter("iface:traffic", {}, { bytes }), counter("iface:traffic_rxtx", {}, rxtx(point)), counter("iface:packets", {}, { packets: packetsSent + packetsReceived }),
      counter("iface:packets_vs_drops", {}, { packets: packetsSent + packetsReceived, drops: dropped }), counter("iface:new_flows", {}, { new_flows: newFlows }), counter("iface:tcp_retransmissions", {}, { packets: retransmissions }),
      gauge("iface:flows", {}, { num_flows: activeFlows }), gauge("iface:hosts", {}, { num_hosts: activeHosts }),
    ]
    case "host": return [
      counter("host:traffic", { host: key }, rxtx(point)),
      gauge("host:score", { host: key }, { score_as_cli: score, score_as_srv: 0 }),
    ]
    case "application": return [counter("iface:ndpi", { protocol: lastPart(key) }, { bytes }), counter("iface:ndpi_flows", { protocol: lastPart(key) }, { num_flows: newFlows })]
    case "category": return [counter("iface:ndpi_categories", { category: key }, { bytes })]
    case "l4": return [counter("iface:l4protos", { l4proto: key.toLowerCase() }, { bytes })]
    case "network": return [counter("subnet:traffic", { subnet: key }, { bytes_ingress: bytesReceived, bytes_egress: bytesSent, bytes_inner: 0 }), gauge("subnet:score", { subnet: key }, { score, scoreAsClient: 0, scoreAsServer: 0 })]
    case "asn": return [counter("asn:traffic", { asn: key }, rxtx(point)), counter("asn:traffic_sent", { asn: key }, { bytes: bytesSent }), counter("asn:traffic_rcvd", { asn: key }, { bytes: bytesReceived }), gauge("asn:score", { asn: key }, { score, scoreAsClient: 0, scoreAsServer: 0 })]
    case "country": return [counter("country:traffic", { country: key }, { bytes_ingress: bytesReceived, bytes_egress: bytesSent, bytes_inner: 0 })]
    case "vlan": return [counter("vlan:traffic", { vlan: key }, rxtx(point)), gauge("vlan:score", { vlan: key }, { score, scoreAsClient: 0, scoreAsServer: 0 })]
    case "device": return [counter("mac:traffic", { mac: key.toUpperCase() }, rxtx(point))]
    default: return [] // ntopng has none for it
  }
}
