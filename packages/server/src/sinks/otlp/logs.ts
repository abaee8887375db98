// Flows as log records; attributes of OpenTelemetry's semantic conventions where they have one, netweir.* otherwise.
import type { FlowRow } from "@netweir/model"
import type { FlowBlock } from "../flow-block.ts"
import { attributes, nanoseconds, resource, scope, type About } from "./attributes.ts"

const INFO = 9
const WARN = 13

export function logsRequest(block: FlowBlock, from: number, to: number, about: About, nowMs: number): string {
  const logRecords: unknown[] = []
  for (let row = from; row < to; row++) logRecords.push(logRecord(block.row(row), nowMs))
  return JSON.stringify({ resourceLogs: [{ resource: resource(about), scopeLogs: [{ scope: scope(about), logRecords }] }] })
}

function logRecord(flow: FlowRow, nowMs: number): Record<string, unknown> {
  const isAlert = flow.risks.length > 0
  return {
    timeUnixNano: nanoseconds(flow.lastSeenMs),
    observedTimeUnixNano: nanoseconds(nowMs),
    severityNumber: isAlert ? WARN : INFO,
    severityText: isAlert ? "WARN" : "INFO",
    eventName: "netweir.flow",
    body: { stringValue: `${flow.app} ${flow.l4} ${end(flow.client, flow.clientPort)} > ${end(flow.server, flow.serverPort)}, ${flow.bytes} bytes` },
    attributes: attributes({
      "source.address": flow.client, "source.port": flow.clientPort || null, "destination.address": flow.server, "destination.port": flow.serverPort || null,
      "client.address": flow.client, "server.address": flow.hostname ?? flow.server,
      "network.transport": flow.l4.toLowerCase(), "network.type": flow.ipVersion === 6 ? "ipv6" : "ipv4", "network.protocol.name": flow.app.split(".")[0].toLowerCase(), "network.interface.name": flow.interface,
      "geo.country.iso_code": flow.serverCountry,
      "netweir.flow.id": flow.flowId, "netweir.flow.start": new Date(flow.firstSeenMs).toISOString(), "netweir.flow.duration_ms": flow.durationMs, "netweir.flow.end_reason": flow.endReason,
      "netweir.bytes.to_server": flow.bytesToServer, "netweir.bytes.to_client": flow.bytesToClient, "netweir.packets.to_server": flow.packetsToServer, "netweir.packets.to_client": flow.packetsToClient,
      "netweir.app": flow.app, "netweir.category": flow.category, "netweir.info": flow.info, "netweir.risks": flow.risks.length > 0 ? flow.risks : null, "netweir.score": flow.score || null,
      "netweir.client.asn": flow.clientAsn, "netweir.server.asn": flow.serverAsn, "netweir.client.country": flow.clientCountry, "netweir.server.country": flow.serverCountry,
      "netweir.client.rtt_us": flow.clientRttUs, "netweir.server.rtt_us": flow.serverRttUs, "netweir.app.latency_us": flow.appLatencyUs,
      "netweir.vlan": flow.vlan || null, "netweir.exporter": flow.exporter, "netweir.community_id": flow.communityId, "netweir.ja4": flow.ja4,
    }),
  }
}

const end = (ip: string, port: number) => (port === 0 ? ip : ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`)
