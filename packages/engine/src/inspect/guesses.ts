// When content proved nothing: what a port or an address suggests. The confidence says so.
import { protocols } from "@netweir/model"
import { KEY_WORDS, type FlowColumns } from "../flows/flow-columns.ts"
import type { Rules } from "./rules.ts"
import { TCP, UDP } from "./transports.ts"

const tcpPort = new Uint16Array(65_536)
const udpPort = new Uint16Array(65_536)
for (const protocol of protocols) {
  for (const port of protocol.tcpPorts) claim(tcpPort, port, protocol.id)
  for (const port of protocol.udpPorts) claim(udpPort, port, protocol.id)
}
/** Two ports are claimed twice: the younger protocol (SMBv23, HTTP_Proxy) is what runs there today. */
function claim(table: Uint16Array, port: number, protocol: number): void {
  table[port] = Math.max(table[port], protocol)
}

/** Some protocol's default port. */
export function isServicePort(ipProtocol: number, port: number): boolean {
  return (ipProtocol === 6 ? tcpPort[port] : ipProtocol === 17 ? udpPort[port] : 0) !== 0
}

/** Ports of services by design (RFC 6335 section 6): nobody opens connections from there by chance. */
const SYSTEM_PORTS = 1024

/** Protocol by default port; the server's port first, if it is known which that is. 0 = none. */
export function protocolByPort(transport: number, serverPort: number, clientPort: number, rules: Rules, isServerKnown = true): number {
  if (transport !== TCP && transport !== UDP) return 0
  const table = transport === TCP ? tcpPort : udpPort
  if (!isServerKnown && clientPort < SYSTEM_PORTS && serverPort >= SYSTEM_PORTS && table[clientPort] !== 0) return rules.portProtocol(transport, clientPort) || table[clientPort]
  return rules.portProtocol(transport, serverPort) || table[serverPort] || rules.portProtocol(transport, clientPort) || table[clientPort]
}

/**
 * The protocol that owns an address, by whatever tables the engine was given. 0 = none. `onlyItsOwn`: something was said that was not
 * the port's protocol; only owners that are known to speak their own there count.
 */
export type AddressProtocol = (words: Uint32Array, at: number, port: number, onlyItsOwn: boolean) => number

export function protocolByAddress(flows: FlowColumns, flow: number, serverIsB: boolean, onlyItsOwn: boolean, ofAddress: AddressProtocol): number {
  const at = flow * KEY_WORDS
  const ports = flows.key[at + 8]
  const b = ports & 0xffff
  const a = ports >>> 16
  return serverIsB ? ofAddress(flows.key, at + 4, b, onlyItsOwn) || ofAddress(flows.key, at, a, onlyItsOwn) : ofAddress(flows.key, at, a, onlyItsOwn) || ofAddress(flows.key, at + 4, b, onlyItsOwn)
}

export function isDefaultPort(ports: readonly number[], port: number): boolean {
  for (let i = 0; i < ports.length; i++) if (ports[i] === port) return true
  return false
}
