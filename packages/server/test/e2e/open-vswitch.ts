// An Open vSwitch of its own (userspace datapath, no kernel module, no service): one bridge with an interface, exporting NetFlow, IPFIX and sFlow.
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import type { NetworkLab } from "@netweir/ingest/testing/network-lab.ts"
import { until } from "./netweir-under-test.ts"

const PROBE_FRAME = Buffer.concat([Buffer.from("02000000000202000000000188b5", "hex"), Buffer.alloc(46)])
/** Open vSwitch makes one per machine. */
const DATAPATH_DEVICE = "ovs-netdev"
/** Longer than a round of its counters. */
const SETTLED_MS = 1200

export interface OpenVSwitch {
  /** What its bridge has forwarded since the exporters were set, by its own count. */
  forwarded(): number
  stop(): void
}

/** Exporters send to these ports of this machine. */
export async function startOpenVSwitch(folder: string, lab: NetworkLab, ports: { readonly netflow: number; readonly ipfix: number; readonly sflow: number }): Promise<OpenVSwitch> {
  const at = (file: string) => path.join(folder, file)
  const run = (command: string, ...args: readonly string[]) => execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 20_000, env: { ...process.env, OVS_RUNDIR: folder, OVS_DBDIR: folder, OVS_LOGDIR: folder } })
  const database = `unix:${at("db.sock")}`
  const device = lab.near
  const bridge = device.replace("nwn", "nwb")
  const vsctl = (...args: readonly string[]) => run("ovs-vsctl", `--db=${database}`, "--timeout=15", ...args)
  const countOf = (flows: string) => [...flows.matchAll(/n_packets=(\d+)/g)].reduce((sum, [, packets]) => sum + Number(packets), 0)
  const counted = () => countOf(run("ovs-ofctl", "dump-flows", `unix:${at(`${bridge}.mgmt`)}`))
  let before = 0
  const stop = (pidFile: string) => {
    try {
      process.kill(Number(readFileSync(at(pidFile), "utf8")))
    } catch {
      // It has not started, or has ended: nothing is left to stop.
    }
  }
  const hadDatapath = existsSync(`/sys/class/net/${DATAPATH_DEVICE}`)
  function stopAll(): void {
    stop("vs.pid")
    stop("db.pid")
    // Its devices outlive it.
    for (const left of hadDatapath ? [bridge] : [bridge, DATAPATH_DEVICE]) spawnSync("ip", ["link", "del", left])
  }
  run("ovsdb-tool", "create", at("conf.db"), "/usr/share/openvswitch/vswitch.ovsschema")
  run("ovsdb-server", at("conf.db"), `--remote=punix:${at("db.sock")}`, `--pidfile=${at("db.pid")}`, "--detach", `--log-file=${at("db.log")}`, `--unixctl=${at("db.ctl")}`)
  try {
    vsctl("--no-wait", "init")
    run("ovs-vswitchd", database, `--pidfile=${at("vs.pid")}`, "--detach", `--log-file=${at("vs.log")}`, `--unixctl=${at("vs.ctl")}`, "--disable-system")
    vsctl("add-br", bridge, "--", "set", "bridge", bridge, "datapath_type=netdev", "--", "add-port", bridge, device, "--", "set", "Open_vSwitch", ".", "other_config:max-idle=1000")
    // Nothing but what is replayed may be seen: no neighbour discovery of the bridge itself.
    run("sysctl", "-q", "-w", `net.ipv6.conf.${bridge}.disable_ipv6=1`)
    run("ip", "link", "set", bridge, "up")
    run("ovs-ofctl", "add-flow", `unix:${at(`${bridge}.mgmt`)}`, "actions=output:LOCAL")
    // Of an ethertype for experiments: a frame that no exporter tells of shows that the bridge forwards.
    await until("the bridge forwards", async () => {
      lab.send([{ timestampUs: 0, bytes: PROBE_FRAME }])
      return counted()
    }, (packets) => packets > 0)
    // A flow's count comes with the revalidator's rounds: all probes are in it when it stands still.
    await until("the probes are counted", async () => {
      const last = before
      await new Promise((resolve) => setTimeout(resolve, SETTLED_MS))
      before = counted()
      return before === last
    }, (isSettled) => isSettled)
    const target = (port: number) => `targets="127.0.0.1:${port}"`
    vsctl(
      "--", "set", "bridge", bridge, "netflow=@n", "--", "--id=@n", "create", "netflow", target(ports.netflow), "active_timeout=1",
      "--", "set", "bridge", bridge, "ipfix=@i", "--", "--id=@i", "create", "ipfix", target(ports.ipfix), "sampling=1", "cache_active_timeout=1", "cache_max_flows=10000",
      "--", "set", "bridge", bridge, "sflow=@s", "--", "--id=@s", "create", "sflow", "agent=lo", target(ports.sflow), "header=128", "sampling=1", "polling=10",
    )
  } catch (error) {
    stopAll()
    throw error
  }
  return { forwarded: () => counted() - before, stop: stopAll }
}
