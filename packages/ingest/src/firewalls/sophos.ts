// Sophos Firewall (SFOS, XG, XGS): the device's standard format and the central reporting format ("Syslog guide").
import { OTHER_LINE } from "../logs/line-decoder.ts"
import type { FirewallProduct } from "./firewall-product.ts"
import { keyValues } from "./key-values.ts"

export const sophos: FirewallProduct = {
  id: "sophos",
  title: "Sophos Firewall",
  recognises: ({ body }) => /\blog_id="?\d/.test(body) && body.includes("log_component="),
  read({ body }) {
    const fields = keyValues(body)
    const first = (...names: readonly string[]) => names.map((name) => fields.get(name)).find((value) => value !== undefined)
    if (first("log_type") !== "Firewall" || first("src_ip") === undefined) return OTHER_LINE
    const kind = (first("log_subtype") ?? first("status") ?? "").toLowerCase()
    const isDenied = kind.startsWith("den") || kind === "drop"
    const step = (first("con_event", "connevent") ?? "").toLowerCase()
    return {
      src: first("src_ip"), dst: first("dst_ip"), srcPort: first("src_port"), dstPort: first("dst_port"), protocol: first("protocol"), srcMac: first("src_mac"),
      about: "session", isOver: step !== "start" && step !== "interim", session: first("con_id", "connid"),
      packets: first("packets_sent", "sent_pkts"), bytes: first("bytes_sent", "sent_bytes"), reversePackets: first("packets_received", "recv_pkts"), reverseBytes: first("bytes_received", "recv_bytes"),
      durationSeconds: Number(first("duration") ?? 0), isDenied, application: first("application", "app_name"),
      icmpType: Number(first("icmp_type") ?? 0), icmpCode: Number(first("icmp_code") ?? 0),
      firewall: { action: first("log_subtype", "status"), rule: first("fw_rule_id"), ruleName: first("fw_rule_name"), natRule: first("nat_rule_id"), user: first("user_name"), inInterface: first("in_interface"), outInterface: first("out_interface"), inZone: first("src_zone", "srczone"), outZone: first("dst_zone", "dstzone"), application: first("application", "app_name") },
      nat: { srcIp: first("src_trans_ip", "tran_src_ip"), srcPort: first("src_trans_port", "tran_src_port"), dstIp: first("dst_trans_ip", "tran_dst_ip"), dstPort: first("dst_trans_port", "tran_dst_port") },
    }
  },
}
