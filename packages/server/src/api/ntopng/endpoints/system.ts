// The program itself.
import { freemem, totalmem, loadavg } from "node:os"
import { endpoint } from "../endpoint.ts"
import { createSystemStats } from "../system-stats.ts"

const stats = createSystemStats()

export const systemHealth = endpoint({
  path: "get/system/health/stats",
  answer: () => ({ rsp: { ...stats(), epoch: Math.floor(Date.now() / 1000), pid: process.pid } }),
})

export const interfacesHealth = endpoint({
  path: "get/system/health/interfaces",
  async answer({ parts }) {
    const all = await Promise.all(parts.monitor.interfaces.map((one) => one.ask("stats", {})))
    return {
      rsp: {
        interfaces_stats: Object.fromEntries(all.map((one) => [one.name, {
          flows: one.activeFlows, alerted_flows: one.alertedFlows, engaged_alerts: 0, devices: one.devices, local_hosts: one.localHosts, remote_hosts: one.activeHosts - one.localHosts,
          total_packets: one.packets.stored, total_traffic: one.packets.bytes, dropped_packets: Object.values(one.packets.dropped).reduce((sum, count) => sum + count, 0),
        }])),
      },
    }
  },
})

export const systemStatus = endpoint({
  path: "get/system/status",
  answer({ parts }) {
    return {
      rsp: {
        license_info: { version: parts.version },
        resources_used: { ntopng: { ram: { bytes_used: process.memoryUsage().rss } }, system: { cpu: { load: loadavg()[0] }, ram: { total_bytes: totalmem(), available_bytes: freemem(), percentage_used: 100 * (1 - freemem() / totalmem()) } } },
      },
    }
  },
})

export const limits = endpoint({
  path: "get/ntopng/limits",
  async answer({ iface }) {
    const { tables } = await iface.ask("stats", {})
    return { rsp: ["flows", "hosts"].flatMap((name) => (tables[name] ? [{ limit: name, current: tables[name].used, max: tables[name].limit }] : [])) }
  },
})
