import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import path from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import type { RunConfig } from "../config/run-config.ts"
import { readCommandLine } from "./command-line.ts"
import { allOptions } from "./options.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-cli-"))
afterAll(() => rmSync(dir, { recursive: true }))
const file = (name: string, content: string | Buffer) => {
  writeFileSync(path.join(dir, name), content)
  return path.join(dir, name)
}

function runOf(words: readonly string[]): RunConfig {
  const line = readCommandLine(words)
  if (line.command !== "run") throw new Error(`expected run, got ${line.command}`)
  return line.config
}

const good: readonly { words: string; want: Partial<RunConfig> }[] = [
  { words: "", want: { interfaces: [], http: { host: null, port: 3000 }, https: { host: null, port: 3001 }, store: "embedded", retention: null, loginDisabled: "no", verbosity: 2, maxFlows: 131_072, instanceName: hostname() } },
  { words: "-i eth0 -i eth1", want: { interfaces: ["eth0", "eth1"] } },
  { words: "run -ieth0 --interface=eth1 --interface eth0", want: { interfaces: ["eth0", "eth1"] } },
  { words: "-i -", want: { interfaces: ["-"] } },
  { words: "-qe -w3100", want: { autoLogout: false, daemon: true, http: { host: null, port: 3100 }, https: { host: null, port: 3101 } } },
  { words: "-w :8080 -W 0", want: { http: { host: "127.0.0.1", port: 8080 }, https: null } },
  { words: "-w [::1]:8080", want: { http: { host: "::1", port: 8080 }, https: { host: "::1", port: 8081 } } },
  { words: "-w 0", want: { http: null, https: { host: null, port: 3001 } } },
  { words: "-w 10.0.0.1:80 -W 10.0.0.1:443", want: { http: { host: "10.0.0.1", port: 80 }, https: { host: "10.0.0.1", port: 443 }, httpsIsAskedFor: true } },
  { words: "-m 10.0.0.0/8=Office,fd00::/8 -m 172.16.0.0/255.240.0.0", want: { localNetworks: ["10.0.0.0/8=Office", "fd00::/8", "172.16.0.0/255.240.0.0", "127.0.0.0/8", "::1/128", "fe80::/10"] } },
  { words: "--packet-fil tcp", want: { packetFilter: "tcp" } },
  { words: "-l 0", want: { loginDisabled: "localhost" } },
  { words: "-l1", want: { loginDisabled: "all" } },
  { words: "-F clickhouse", want: { store: "embedded" } },
  { words: "-F clickhouse;localhost@9000,9004;ntopng;default;p;w", want: { store: "clickhouse://default:p%3Bw@127.0.0.1:8123/ntopng" } },
  { words: "-F clickhouse-cluster;db1;ntopng;u;p;c1", want: { store: "clickhouse://u:p@db1:8123/ntopng?cluster=c1" } },
  { words: "-F clickhouse-cloud;x.clickhouse.cloud@9440,3306s;flows;ch,my;p:w", want: { store: "clickhouses://ch:p%3Aw@x.clickhouse.cloud:8443/flows" } },
  { words: "-F es;flow;ntopng-%Y.%m.%d;https://es.example:9200/_bulk;el:p@s:s", want: { store: "embedded", sinks: ["es+https://el:p%40s%3As@es.example:9200/ntopng-%Y.%m.%d?type=flow"] } },
  { words: "-F es;;ntopng;http://localhost:9200;", want: { sinks: ["es+http://localhost:9200/ntopng"] } },
  { words: "-F kafka;b1,b2:9093;flows;security.protocol=sasl_ssl,sasl.mechanisms=SCRAM-SHA-512,sasl.username=u,sasl.password=p=1,compression.codec=snappy,acks=1", want: { sinks: ["kafka+tls://u:p%3D1@b1,b2:9093/flows?sasl=scram-sha-512&compression=gzip&acks=leader"] } },
  { words: "-F syslog;LOCAL3 -F clickhouse;db1;d;u;p --sink ipfix://c --sink ndjson:///tmp/x --sink ipfix://c", want: { store: "clickhouse://u:p@db1:8123/d", sinks: ["ipfix://c", "ndjson:///tmp/x", "syslog://127.0.0.1:514?facility=local3"], commandLine: "netweir -F *** -F *** --sink *** --sink *** --sink ***" } },
  { words: "--store none --retention 50GB,90d", want: { store: "none", retention: { bytes: 50e9, days: 90 } } },
  { words: "--retention 2w", want: { retention: { bytes: null, days: 14 } } },
  { words: "-r localhost:6380:secret@3", want: { redis: { host: "localhost", port: 6380, socketPath: null, password: "secret", database: 3 } } },
  { words: "-r /run/redis.sock@1", want: { redis: { host: "", port: 0, socketPath: "/run/redis.sock", password: null, database: 1 } } },
  { words: "-v -1", want: { verbosity: 0 } },
  { words: "-n 3 -Q 1 -u -s -N site", want: { dnsMode: 3, direction: "in", promiscuous: false, stayRoot: true, instanceName: "site" } },
  { words: "-Z /netweir", want: { prefix: "/netweir" } },
  { words: "--flow-idle 2m --host-idle 30", want: { flowIdleSeconds: 120, hostIdleSeconds: 30 } },
  { words: "--community -g 0,1", want: { notes: ["--community has no effect: There is one edition, with everything", "-g has no effect: The scheduler places threads; use taskset if you must"] } },
  { words: "-i eth0 -F clickhouse;h;d;u;pw -r h:1:pw", want: { commandLine: "netweir -i eth0 -F *** -r ***" } },
]
describe("run", () => {
  for (const { words, want } of good) test(words || "(nothing)", () => expect(runOf(words.split(" ").filter(Boolean))).toMatchObject(want))
})

const bad: readonly { words: readonly string[]; says: string }[] = [
  { words: ["--intreface", "eth0"], says: "unknown option --intreface; did you mean --interface?" },
  { words: ["-j"], says: "unknown option -j; see netweir --help" },
  { words: ["-f", "x"], says: "unknown option -f; did you mean -F (--dump-flows)?" },
  { words: ["--format", "csv"], says: "--format belongs to `netweir analyze`, not to `netweir run`" },
  { words: ["-i"], says: "-i needs a value: NAME" },
  { words: ["-n", "5"], says: '-n "5" must be a whole number from 0 to 4' },
  { words: ["-X", "10"], says: '-X "10" must be a whole number from 1024 to 50000000' },
  { words: ["-w", "70000"], says: '-w "70000" must be a port, :PORT for localhost only, ADDRESS:PORT or [IPv6]:PORT; 0 switches it off' },
  { words: ["-w", "::1:80"], says: '-w "::1:80" must be a port' },
  { words: ["-w0", "-W0"], says: "-w 0 and -W 0 together leave no port to listen on; give one of them a port" },
  { words: ["-w80", "-W80"], says: "-w and -W both name port 80" },
  { words: ["-Z", "x/"], says: '-Z "x/" must start with / and not end with /' },
  { words: ["-m", "10.0.0.0/33"], says: '-m "10.0.0.0/33" has no network in "10.0.0.0/33"' },
  { words: ["-m", "10.0.0.0/255.0.255.0"], says: "has no network" },
  { words: ["--store", "embeded"], says: "did you mean embedded?" },
  { words: ["--retention", "50 bananas"], says: "must be a size, an age or both, such as 50GB,90d; or none" },
  { words: ["-F", "es;a;b;c;user:secret"], says: "-F must be es;TYPE;INDEX;http://HOST:9200/_bulk;USER:PASSWORD" },
  { words: ["-F", "mysql;h;d;u;secret"], says: "-F cannot write to mysql" },
  { words: ["-F", "kafka;b1"], says: "-F must be kafka;BROKER:9092" },
  { words: ["-F", "kafka;b1;t;sasl.pasword=secret"], says: "-F has a Kafka option sasl.pasword that is not known here" },
  { words: ["-F", "syslog;local9"], says: "-F has an unknown facility" },
  { words: ["-F", "clikhouse"], says: "-F must begin with one of clickhouse" },
  { words: ["--sink", "es+http://u:secret@h/Upper"], says: "--sink must name an index after the host, in lower case" },
  { words: ["analize", "x.pcap"], says: "unknown command analize; did you mean analyze?" },
  { words: ["no-such-file.conf"], says: "there is no configuration file no-such-file.conf; interfaces are given with -i" },
  { words: ["analyze"], says: "analyze needs a capture" },
  { words: ["analyze", "x", "--format", "cvs"], says: '--format "cvs" must be one of json, ndjson, csv, table, summary; did you mean csv?' },
  { words: ["analyze", "x", "-w", "1"], says: "-w (--http-port) belongs to `netweir run` and `netweir doctor`, not to `netweir analyze`" },
  { words: ["-q=5"], says: "unknown option -=" },
]
describe("mistakes are named in one line", () => {
  for (const { words, says } of bad) {
    test(words.join(" "), () => {
      let message = ""
      try {
        readCommandLine(words)
      } catch (error) {
        message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      }
      expect(message).toContain(`UsageError: `)
      expect(message).toContain(says)
      expect(message).not.toMatch(/\n|secret/)
    })
  }
})

describe("configuration file", () => {
  test("quirks of the format", () => {
    const config = runOf([file("a.conf", `
# comment
-i=eth0
-i eth1
  --http-port = 8080
-m="10.0.0.0/8,192.168.0.0/16"
--http-prefix="/x"
-q
--community
-N=a # b
-e=
x
just words
-abc
--no-such-name=1
--htpp-port=1
`)])
    expect(config).toMatchObject({ interfaces: ["eth0", "eth1"], http: { port: 8080 }, prefix: "/x", autoLogout: false, daemon: true, instanceName: "a # b" })
    expect(config.localNetworks).toEqual(["10.0.0.0/8", "192.168.0.0/16", "127.0.0.0/8", "::1/128", "fe80::/10"])
    expect(config.notes).toEqual([
      "a.conf:13: line skipped, it is no option: just words", "a.conf:14: line skipped, it is no option: -abc",
      "a.conf:15: unknown option --no-such-name; see netweir --help", "a.conf:16: unknown option --htpp-port; did you mean --http-port?",
      "a.conf:9: --community has no effect: There is one edition, with everything",
    ])
  })
  test("the command line wins; -i and -m add up", () => {
    const name = file("b.conf", "-i=eth0\n-w=8080\n-m=10.0.0.0/8\n-n 2")
    expect(runOf([name, "-w", "9090", "-i", "eth1", "-m", "172.16.0.0/12"])).toMatchObject({ interfaces: ["eth0", "eth1"], http: { port: 9090 }, dnsMode: 2, localNetworks: ["10.0.0.0/8", "172.16.0.0/12", "127.0.0.0/8", "::1/128", "fe80::/10"] })
    expect(runOf(["--config", name])).toMatchObject({ http: { port: 8080 } })
  })
  const wrong = [["-n=9", 'c.conf:1: -n "9" must be a whole number from 0 to 4'], ["\n-i=", "c.conf:2: -i needs a value: NAME"], ["-F=es;1;2", "c.conf:1: -F must be es;TYPE;INDEX"]] as const
  for (const [content, says] of wrong) test(`wrong value: ${content.trim()}`, () => expect(() => runOf([file("c.conf", content)])).toThrow(says))
  test("a capture in its place", () => expect(() => runOf([file("d.pcap", Buffer.from("d4c3b2a100000000", "hex"))])).toThrow("is a capture, not a configuration file"))
})

test("-m reads a file of lists", () => {
  const list = file("nets.txt", '# ours\n10.0.0.0/8=Office,\n "192.168.0.0/16" , 2001:db8::/32\n')
  expect(runOf(["-m", list]).localNetworks).toEqual(["10.0.0.0/8=Office", "192.168.0.0/16", "2001:db8::/32", "127.0.0.0/8", "::1/128", "fe80::/10"])
})

const others = [["-h", "help"], ["run --help", "help"], ["help analyze", "help"], ["-V", "version"], ["interfaces", "interfaces"], ["doctor -d x", "doctor"], ["analyze a.pcap b.pcap --format json", "analyze"]] as const
for (const [words, command] of others) test(`${words} is ${command}`, () => expect(readCommandLine(words.split(" ")).command).toBe(command))

test("names are unique per command", () => {
  for (const command of ["run", "analyze", "interfaces", "doctor"] as const) {
    const known = allOptions.filter((option) => option.commands.includes(command))
    const names = known.flatMap((option) => [option.long, ...(option.short ? [option.short] : [])])
    expect(names).toEqual([...new Set(names)])
  }
})

// Every short and long name of the specification's table is known (spec/cli.md; the table itself is not part of this repository).
const ntopngNames = "n/dns-mode i/interface d/data-dir t/install-dir e/daemon 1/httpdocs-dir 2/scripts-dir 3/callbacks-dir 4/prefs-dir 5/pcap-dir u/no-promisc w/http-port W/https-port ciphers-list L/http-log Z/http-prefix m/local-networks p/ndpi-protocols r/redis g/core-affinity y/other-core-affinity U/user s/dont-change-user q/disable-autologout l/disable-login X/max-num-flows x/max-num-hosts users-file G/pid B/packet-filter F/dump-flows I/export-flows N/instance-name Q/capture-direction hw-timestamp-mode cluster-id z/pcap-reforge-timestamps original-speed shutdown-when-done pcap-file-purge-flows disable-purge simulate-vlans simulate-macs simulate-ips ignore-macs ignore-vlans limit-resources offline insecure appliance zmq-encryption zmq-encryption-key-priv zmq-encryption-key zmq-encrypt-pwd zmq-publish-events k/traffic-filtering D/dump-hosts S/sticky-hosts test-script-pre test-script test-script-post online-check online-license-check license-mgr community check-license check-maintenance fail-invalid-license version-json print-ndpi-protocols V/version v/verbose h/help c/categorization-key P/disable-host-persistency H/disable-alerts A/enable-aggregations C/dump-timeline E/dump-aggregations json-labels"
for (const name of ntopngNames.split(" ")) {
  const [short, long] = name.includes("/") ? name.split("/") : [undefined, name]
  test(`ntopng's ${name}`, () => expect(allOptions.find((option) => option.long === long)?.short).toBe(short))
}
