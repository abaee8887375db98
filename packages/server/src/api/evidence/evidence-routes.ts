// "Wrong application?": the reasoning as JSON and text, the packets as a capture file.
import { ProductError } from "../../contract/errors.ts"
import { flowExplanation, flowFirstPackets, flowReport } from "../../contract/flow-evidence.ts"
import type { HttpServer } from "../../http/create-http.ts"
import type { ApiParts } from "../api-parts.ts"
import { bindStream } from "../export/export-routes.ts"
import { reportText } from "./report-text.ts"

interface Params { readonly interface: string; readonly flowId: string }

export function bindEvidence(http: HttpServer, { monitor, version, log }: ApiParts): void {
  async function evidenceOf(params: Params) {
    const evidence = await monitor.find(params.interface).ask("flowEvidence", { flowId: params.flowId })
    if (!evidence) throw new ProductError("flow-not-found", { flowId: params.flowId })
    return evidence
  }

  http.bind(flowExplanation, async ({ params }) => (await evidenceOf(params)).explanation)

  bindStream(http, flowReport, async (request, reply) => {
    const params = request.params as Params // checked against the route's schema, as below
    const { explanation } = await evidenceOf(params)
    const flow = await monitor.find(params.interface).ask("flow", { flowId: params.flowId })
    if (!flow) throw new ProductError("flow-not-found", { flowId: params.flowId })
    return reply.header("cache-control", "no-store").header("content-disposition", `attachment; filename="flow-${params.flowId}.txt"`).type("text/plain; charset=utf-8").send(reportText(flow, explanation, version))
  })

  bindStream(http, flowFirstPackets, async (request, reply) => {
    const params = request.params as Params
    const { explanation, pcap } = await evidenceOf(params)
    if (explanation.packets.length === 0) throw new ProductError("flow-packets-gone", { flowId: params.flowId })
    log.normal(`${request.caller?.name ?? "?"} downloads the first packets of flow ${params.flowId}`)
    return reply.header("cache-control", "no-store").header("content-disposition", `attachment; filename="flow-${params.flowId}.pcap"`).type("application/vnd.tcpdump.pcap").send(Buffer.from(pcap.buffer, pcap.byteOffset, pcap.byteLength))
  })
}
