// All options of all commands: parsing, help, docs/cli.md and the configuration file derive from this table.
// Names that ntopng's users know mean the same here.
import { anyText, bpf, curveKey, existingDirectory, existingFile, flag, integer, listenAddress, loginDisabled, memorySize, oneOf, redisTarget, retention, seconds, storeTarget, text, urlPrefix } from "../config/values.ts"
import { dumpTarget } from "../config/dump-target.ts"
import { localNetworks } from "../config/local-networks.ts"
import { publishedAt } from "../sinks/zmq.ts"
import { sinkText } from "../sinks/prepare-sink.ts"
import { commandNames, type CommandName, type Option } from "./option.ts"

const run: readonly CommandName[] = ["run"]
const runAndDoctor: readonly CommandName[] = ["run", "doctor"]
const traffic: readonly CommandName[] = ["run", "analyze"]
const analyze: readonly CommandName[] = ["analyze"]

const one = <T>(option: Option<T>): Option<T> => option
const ignored = (long: string, short: string | undefined, argument: string | null, help: string): Option<string | boolean> =>
  ({ long, ...(short && { short }), argument, parse: argument === null ? flag : anyText, help, group: "Accepted for ntopng's command lines, without effect", commands: run, state: "ignored" })
const later = (long: string, short: string | undefined, argument: string | null, help: string): Option<string | boolean> =>
  ({ long, ...(short && { short }), argument, parse: argument === null ? flag : anyText, help, group: "Comes with a later version", commands: run, state: "later" })

export const options = {
  // Traffic in
  interface: one({ long: "interface", short: "i", argument: "NAME", parse: text, repeat: true, default: "all interfaces that are up", group: "Traffic in", commands: run, help: "What to monitor, once per interface: a device, `any`, a capture file (pcap, pcapng, .gz, .zst), a text file that lists some, a directory that is watched, `-` for standard input, a named pipe, `view:a,b` to combine others, `view:all`" }),
  packetFilter: one({ long: "packet-filter", short: "B", argument: "BPF", parse: bpf, group: "Traffic in", commands: traffic, help: "Only packets that this filter of libpcap lets pass, such as `not port 22`" }),
  noPromisc: one({ long: "no-promisc", short: "u", argument: null, parse: flag, group: "Traffic in", commands: run, help: "Do not set interfaces to promiscuous mode" }),
  captureDirection: one({ long: "capture-direction", short: "Q", argument: "0|1|2", parse: integer(0, 2), default: "0", group: "Traffic in", commands: run, help: "Packets to take: 0 both directions, 1 received, 2 sent" }),
  snaplen: one({ long: "snaplen", argument: "BYTES", parse: integer(64, 262_144), default: "65535", group: "Traffic in", commands: run, help: "Bytes captured of each packet" }),
  workers: one({ long: "workers", argument: "N", parse: integer(1, 64), default: "1", group: "Traffic in", commands: run, help: "Threads per live interface; packets are spread over them by flow" }),
  originalSpeed: one({ long: "original-speed", argument: null, parse: flag, group: "Traffic in", commands: run, help: "Replay capture files at the pace of their time stamps" }),
  shutdownWhenDone: one({ long: "shutdown-when-done", argument: null, parse: flag, group: "Traffic in", commands: run, help: "Exit when all capture files are read" }),
  purgeFileFlows: one({ long: "pcap-file-purge-flows", argument: null, parse: flag, group: "Traffic in", commands: run, help: "Let idle flows and hosts of capture files leave the tables; by default they stay to be looked at" }),
  zmqEncryption: one({ long: "zmq-encryption", argument: null, parse: flag, group: "Traffic in", commands: run, help: "ZeroMQ interfaces (tcp://, zmq://, ipc://) accept encrypted probes only (CURVE); probes are given the key in zmq-key.pub of the data directory" }),
  zmqEncryptionKeyPriv: one({ long: "zmq-encryption-key-priv", argument: "KEY", parse: curveKey, secret: true, group: "Traffic in", commands: run, help: "The same with this secret key (40 characters of Z85) instead of the one in the data directory" }),
  zmqEncryptPwd: one({ long: "zmq-encrypt-pwd", argument: "TEXT", parse: text, secret: true, group: "Traffic in", commands: run, help: "Old probes: payloads on ZeroMQ are XORed with this password; hides them from nobody who tries" }),

  // Analysis
  localNetworks: one({ long: "local-networks", short: "m", argument: "LIST", parse: localNetworks, repeat: true, default: "the private ranges of RFC 1918 and RFC 4193; always local: loopback, link-local and the networks of this machine's interfaces", group: "Analysis", commands: traffic, help: "Networks that are local: CIDR or address/netmask, comma separated, each with an optional `=alias`; or the path of a file with such lists" }),
  dnsMode: one({ long: "dns-mode", short: "n", argument: "0..4", parse: integer(0, 4), default: "0", group: "Analysis", commands: run, help: "Host names: 0 from decoded DNS, and local hosts are resolved; 1 all hosts are resolved; 2 decoded only; 3 none; 4 none for local hosts" }),
  maxFlows: one({ long: "max-num-flows", short: "X", argument: "N", parse: integer(1_024, 50_000_000), default: "131072", group: "Analysis", commands: traffic, help: "Active flows per interface; when full, the flow idle for longest ends early and is counted" }),
  maxHosts: one({ long: "max-num-hosts", short: "x", argument: "N", parse: integer(1_024, 50_000_000), default: "131072", group: "Analysis", commands: traffic, help: "Active hosts per interface; when full, the host idle for longest leaves and is counted" }),
  flowIdle: one({ long: "flow-idle", argument: "TIME", parse: seconds, default: "60s", group: "Analysis", commands: run, help: "Time without packets that ends a flow" }),
  hostIdle: one({ long: "host-idle", argument: "TIME", parse: seconds, default: "5m", group: "Analysis", commands: run, help: "Time without packets after which a host leaves the table" }),
  activeSlice: one({ long: "active-slice", argument: "TIME", parse: seconds, default: "5m", group: "Analysis", commands: run, help: "A flow longer than this is written to history in slices; 0 = when it ends" }),
  idleTimeout: one({ long: "idle-timeout", argument: "TIME", parse: seconds, default: "60s", group: "Analysis", commands: analyze, help: "Time without packets that ends a flow; 0 = one flow per 5-tuple and VLAN for the whole file" }),
  entropy: one({ long: "entropy", argument: null, parse: flag, group: "Analysis", commands: traffic, help: "Measure the byte entropy of payloads (costs time)" }),
  firstPackets: one({ long: "first-packets", argument: "SIZE", parse: memorySize, default: "8MB", group: "Analysis", commands: run, help: "Memory per capture thread for the first packets of young flows, to see and report why a flow got its application; 0 keeps none" }),
  noDecapsulate: one({ long: "no-decapsulate", argument: null, parse: flag, group: "Analysis", commands: traffic, help: "Do not look into tunnels (GRE, VXLAN, GTP-U, ...)" }),
  ignoreVlans: one({ long: "ignore-vlans", argument: null, parse: flag, group: "Analysis", commands: run, help: "Tagged traffic is as untagged: one host and one flow, whatever VLANs it is seen on" }),
  postNat: one({ long: "post-nat", argument: null, parse: flag, group: "Analysis", commands: run, help: "Collected flows that were translated (NAT) are those of the addresses and ports after it; those before are kept in the flow's details" }),
  customProtocols: one({ long: "ndpi-protocols", short: "p", argument: "FILE", parse: existingFile, group: "Analysis", commands: traffic, help: "Protocols of your own, one rule per line: `tcp:80,udp:53@Proto`, `host:\"name\"@Proto`, `ip:1.2.3.0/24@Proto`" }),
  rulesDir: one({ long: "rules-dir", argument: "DIR", parse: existingDirectory, group: "Analysis", commands: traffic, help: "Directory with rule files: protocols, categories, risky domains, block lists, risk exceptions (docs/rules.md); changes count at once" }),

  // History
  store: one({ long: "store", argument: "TARGET", parse: storeTarget, default: "embedded", secret: true, group: "History", commands: runAndDoctor, help: "Where flows are kept: `embedded` (ClickHouse inside, under the data directory), `clickhouse://USER:PASSWORD@HOST:8123/DATABASE[?cluster=NAME]`, or `none`" }),
  retention: one({ long: "retention", argument: "SIZE,AGE", parse: retention, default: "50GB,90d", group: "History", commands: run, help: "Oldest flows go when history is larger or older than this; `none` keeps all" }),
  exportFlows: one({ long: "export-flows", short: "I", argument: "ENDPOINT", parse: publishedAt, repeat: true, group: "Flows out", commands: run, help: "Publish flows on ZeroMQ as probes do: `tcp://*:5556` listens, `tcp://COLLECTOR:5556c` connects, `ipc:///PATH`; --sink zmq://... has more choices (TLV, compression)" }),
  zmqEncryptionKey: one({ long: "zmq-encryption-key", argument: "KEY", parse: curveKey, group: "Flows out", commands: run, help: "-I encrypts (CURVE) for the collector with this public key" }),
  dumpFlows: one({ long: "dump-flows", short: "F", argument: "TARGET", parse: dumpTarget, repeat: true, secret: true, group: "Flows out", commands: runAndDoctor, help: "ntopng's way to say --store and --sink: `clickhouse`, `clickhouse;HOST;DATABASE;USER;PASSWORD`, `clickhouse-cluster;...;CLUSTER`, `clickhouse-cloud;...`, `es;TYPE;INDEX;URL;USER:PASSWORD`, `kafka;BROKER,...;TOPIC;OPTION=VALUE,...`, `syslog;FACILITY` (to 127.0.0.1, UDP port 514)" }),

  sink: one({ long: "sink", argument: "ADDRESS", parse: sinkText, repeat: true, secret: true, group: "Flows out", commands: runAndDoctor, help: "Send flows (and time series) on, once per place: `ipfix://HOST:4739`, `ipfix+tcp://`, `ipfix+tls://`, `netflow9://HOST:2055`, `syslog://HOST:514` (`+tcp`, `+tls`), `es+https://USER:PASSWORD@HOST:9200/flows-%Y.%m.%d`, `kafka://BROKER,BROKER/TOPIC`, `influx+http://HOST:8086/DATABASE`, `otlp+http://HOST:4318`, `ndjson:///DIRECTORY?rotate=1h`, `parquet:///DIRECTORY` (options of each: docs/exporting.md). Each has a queue of its own; none slows capture down" }),

  // Web and access
  httpPort: one({ long: "http-port", short: "w", argument: "[ADDR:]PORT", parse: listenAddress, default: "3000", group: "Web and access", commands: runAndDoctor, help: "HTTP: a port, `:PORT` for localhost only, `ADDRESS:PORT`, `[IPv6]:PORT`; 0 = off" }),
  httpsPort: one({ long: "https-port", short: "W", argument: "[ADDR:]PORT", parse: listenAddress, default: "HTTP port + 1", group: "Web and access", commands: runAndDoctor, help: "HTTPS, written as -w; the certificate is tls/cert.pem and tls/key.pem in the data directory, self-signed at first" }),
  ciphers: one({ long: "ciphers-list", argument: "LIST", parse: text, default: "those of Node.js", group: "Web and access", commands: run, help: "TLS ciphers in OpenSSL's notation" }),
  httpPrefix: one({ long: "http-prefix", short: "Z", argument: "/PREFIX", parse: urlPrefix, group: "Web and access", commands: run, help: "Put before every address, for a reverse proxy" }),
  httpLog: one({ long: "http-log", short: "L", argument: "FILE", parse: text, group: "Web and access", commands: run, help: "Write each request to this file" }),
  disableLogin: one({ long: "disable-login", short: "l", argument: "0|1", parse: loginDisabled, group: "Web and access", commands: run, help: "0: no login from this machine; 1: no login at all, everybody is administrator" }),
  disableAutologout: one({ long: "disable-autologout", short: "q", argument: null, parse: flag, group: "Web and access", commands: run, help: "Sessions do not end by inactivity (12 h otherwise)" }),
  resetAdmin: one({ long: "reset-admin", argument: null, parse: flag, group: "Web and access", commands: run, help: "Give user admin a new random password, printed once, and start" }),

  // Output of analyze
  out: one({ long: "out", short: "o", argument: "DIR", parse: text, group: "Output of analyze", commands: analyze, help: "Write one <capture>.json per input into this directory" }),
  format: one({ long: "format", argument: "FORMAT", parse: oneOf(["json", "ndjson", "csv", "table", "summary"] as const), default: "table", group: "Output of analyze", commands: analyze, help: "How flows are printed: json, ndjson, csv or table; summary: totals by application and category instead" }),
  filter: one({ long: "filter", argument: "EXPR", parse: text, group: "Output of analyze", commands: analyze, help: 'Only flows that match, such as `app = "TLS.Netflix" and bytes > 1MB`' }),

  // Process
  config: one({ long: "config", argument: "FILE", parse: text, group: "Process", commands: run, help: "Read options from this file, one per line; those on the command line win. Also without the word: `netweir FILE`" }),
  dataDir: one({ long: "data-dir", short: "d", argument: "DIR", parse: text, default: "/var/lib/netweir when writable, else ~/.local/share/netweir", group: "Process", commands: ["run", "doctor"], help: "Where settings and history are kept" }),
  redis: one({ long: "redis", short: "r", argument: "ADDRESS", parse: redisTarget, secret: true, group: "Process", commands: runAndDoctor, help: "Keep settings and users in Redis instead of a file: `HOST[:PORT[:PASSWORD]][@DB]` or the path of its socket `[@DB]`. Not needed" }),
  instanceName: one({ long: "instance-name", short: "N", argument: "NAME", parse: text, default: "the host name", group: "Process", commands: run, help: "Label of this instance in history, exports and the window title" }),
  user: one({ long: "user", short: "U", argument: "USER", parse: text, default: "netweir if that user exists", group: "Process", commands: run, help: "Started as root, become this user once sources and ports are open" }),
  dontChangeUser: one({ long: "dont-change-user", short: "s", argument: null, parse: flag, group: "Process", commands: run, help: "Stay root" }),
  daemon: one({ long: "daemon", short: "e", argument: null, parse: flag, group: "Process", commands: run, help: "Run in the background; the log goes to netweir.log in the data directory" }),
  pid: one({ long: "pid", short: "G", argument: "FILE", parse: text, group: "Process", commands: run, help: "Write the process id to this file" }),
  offline: one({ long: "offline", argument: null, parse: flag, group: "Process", commands: run, help: "Contact nothing outside: no reverse DNS" }),
  verbose: one({ long: "verbose", short: "v", argument: "0..6", parse: integer(-9, 9), default: "2", group: "Process", commands: commandNames, help: "Log: 0 errors, 1 warnings, 2 normal, 3 details, 6 everything" }),
  printProtocols: one({ long: "print-ndpi-protocols", argument: null, parse: flag, group: "Process", commands: run, help: "List the protocols and applications, those of -p and --rules-dir included, and exit" }),
  version: one({ long: "version", short: "V", argument: null, parse: flag, group: "Process", commands: commandNames, help: "Print the version and exit" }),
  help: one({ long: "help", short: "h", argument: null, parse: flag, group: "Process", commands: commandNames, help: "Print this and the available interfaces, and exit" }),

  // Known to ntopng's users, without meaning here
  installDir: ignored("install-dir", "t", "DIR", "Netweir finds its own files"),
  httpdocsDir: ignored("httpdocs-dir", "1", "DIR", "The pages are built in"),
  scriptsDir: ignored("scripts-dir", "2", "DIR", "The pages are built in"),
  callbacksDir: ignored("callbacks-dir", "3", "DIR", "Periodic work is built in"),
  prefsDir: ignored("prefs-dir", "4", "DIR", "Settings are in the data directory"),
  usersFile: ignored("users-file", undefined, "FILE", "Users are in the settings; see Settings > Users"),
  coreAffinity: ignored("core-affinity", "g", "IDS", "The scheduler places threads; use taskset if you must"),
  otherCoreAffinity: ignored("other-core-affinity", "y", "IDS", "The scheduler places threads; use taskset if you must"),
  clusterId: ignored("cluster-id", undefined, "N", "PF_RING is not used"),
  trafficFiltering: ignored("traffic-filtering", "k", "ADDRESS", "Belongs to the inline product"),
  dumpHosts: ignored("dump-hosts", "D", "WHICH", "Hosts are part of the time series"),
  stickyHosts: ignored("sticky-hosts", "S", "WHICH", "See --host-idle"),
  limitResources: ignored("limit-resources", undefined, null, "See -X, -x and --workers"),
  appliance: ignored("appliance", undefined, null, "Netweir does not configure the machine"),
  insecure: ignored("insecure", undefined, null, "Add ?insecure=yes to the address of the sink whose certificate cannot be checked"),
  community: ignored("community", undefined, null, "There is one edition, with everything"),
  licenseMgr: ignored("license-mgr", undefined, "FILE", "There are no licences"),
  checkLicense: ignored("check-license", undefined, null, "There are no licences"),
  checkMaintenance: ignored("check-maintenance", undefined, null, "There are no licences"),
  failInvalidLicense: ignored("fail-invalid-license", undefined, null, "There are no licences"),
  onlineCheck: ignored("online-check", undefined, null, "There are no licences"),
  onlineLicenseCheck: ignored("online-license-check", undefined, null, "There are no licences"),
  categorizationKey: ignored("categorization-key", "c", "KEY", "The service is gone"),
  disableHostPersistency: ignored("disable-host-persistency", "P", null, "Hosts are not saved between runs"),
  disableAlerts: ignored("disable-alerts", "H", null, "There are no alerts yet"),
  enableAggregations: ignored("enable-aggregations", "A", "0|1|2", "Group-by in the Explorer replaces it"),
  dumpTimeline: ignored("dump-timeline", "C", null, "Time series are always kept"),
  dumpAggregations: ignored("dump-aggregations", "E", "WHICH", "Roll-ups are always kept"),
  jsonLabels: ignored("json-labels", undefined, null, "Exports always have labels"),
  disablePurge: ignored("disable-purge", undefined, null, "Tables are bounded; see --flow-idle and --host-idle"),

  // Would change results, so silence would lie
  pcapDir: later("pcap-dir", "5", "DIR", "Continuous recording"),
  reforgeTimestamps: later("pcap-reforge-timestamps", "z", null, "Give packets of a file the time of now"),
  hwTimestampMode: later("hw-timestamp-mode", undefined, "MODE", "Time stamps of capture appliances"),
  ignoreMacs: later("ignore-macs", undefined, null, "Keep no link-layer addresses"),
  simulateVlans: later("simulate-vlans", undefined, null, "Synthetic VLANs"),
  simulateMacs: later("simulate-macs", undefined, null, "Synthetic MACs"),
  simulateIps: later("simulate-ips", undefined, "N", "Synthetic addresses"),
  zmqPublishEvents: later("zmq-publish-events", undefined, "URL", "Events for inline devices"),
  testScriptPre: later("test-script-pre", undefined, "PATH", "Scripts around a run"),
  testScript: later("test-script", undefined, "PATH", "Scripts around a run"),
  testScriptPost: later("test-script-post", undefined, "PATH", "Scripts around a run"),
  versionJson: later("version-json", undefined, null, "The version as JSON (GET /api/v1/version has it)"),
} as const

/** In table order, for help and for matching. */
export const allOptions: readonly Option<unknown>[] = Object.values(options)
