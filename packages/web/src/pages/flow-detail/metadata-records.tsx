// What the protocols said: one panel per record, every field that was extracted.
import { formatDateTime } from "../../format/time.ts"
import { words } from "../../format/words.ts"
import { Panel } from "../../views/panel.tsx"
import { recordOf } from "./flow-view.tsx"

/** Records whose name is no acronym; the others are their name in capitals, or the name when it is a word. */
const titles: Readonly<Record<string, string>> = {
  mdns: "mDNS", netbios: "NetBIOS", bittorrent: "BitTorrent", tcp: "TCP stack", dhcpv6: "DHCPv6", postgresql: "PostgreSQL", mysql: "MySQL", mongodb: "MongoDB", fastcgi: "FastCGI", nomachine: "NoMachine",
  netflow: "NetFlow", pop: "POP3", opc: "OPC UA", tds: "TDS (SQL Server)", json: "JSON-RPC", coap: "CoAP",
}
const wordNames = new Set(["redis", "kafka", "oracle", "syslog", "telnet", "discord", "diameter", "kerberos", "radius", "gnutella", "memcached", "mumble", "thrift", "whois", "socks", "flute", "collectd", "git"])
const fields: Readonly<Record<string, string>> = { ja3: "JA3", ja3s: "JA3S", ja4: "JA4", alpn: "ALPN", negotiatedAlpn: "Chosen ALPN", url: "URL", ech: "Encrypted Client Hello", userAgent: "User agent", certificateSha1: "Certificate SHA-1", hasshClient: "HASSH client", hasshServer: "HASSH server", serverNames: "Names in certificate", notBeforeMs: "Valid from", notAfterMs: "Valid until" }

function recordTitle(name: string): string {
  return titles[name] ?? (/^[a-z0-9]{2,6}$/.test(name) && !wordNames.has(name) ? name.toUpperCase() : words(name))
}

export function MetadataRecords({ metadata }: { metadata: Readonly<Record<string, unknown>> }) {
  return Object.entries(metadata).filter(([name]) => name !== "evidence" && name !== "muted").map(([name, value]) => {
    const entries = Object.entries(recordOf(value)).filter(([, field]) => field !== null && field !== undefined && field !== "" && !(Array.isArray(field) && field.some((one) => typeof one === "object")))
    if (entries.length === 0) return null
    return (
      <div className="w6" key={name}>
        <Panel title={recordTitle(name)} flush>
          <table className="simple-table record">
            <tbody>{entries.map(([field, content]) => <tr key={field}><th scope="row">{fields[field] ?? words(field)}</th><td>{fieldText(field, content)}</td></tr>)}</tbody>
          </table>
        </Panel>
      </div>
    )
  })
}

function fieldText(field: string, content: unknown): string {
  if (typeof content === "number" && field.endsWith("Ms")) return formatDateTime(content)
  if (typeof content === "boolean") return content ? "yes" : "no"
  if (Array.isArray(content)) return content.map(String).join(", ")
  return typeof content === "object" ? JSON.stringify(content) : String(content)
}
