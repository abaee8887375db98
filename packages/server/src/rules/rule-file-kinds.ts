// The rule files that people can write, in words: what each holds and what a line looks like. What is read is engine/rules/parse-rules.ts;
// a test holds both together.
export interface RuleFileKind {
  readonly name: string
  readonly holds: string
  /** A new file begins with it. */
  readonly template: string
}

export const ruleFileKinds: readonly RuleFileKind[] = [
  { name: "custom-rules.csv", holds: "Applications of your own, by host name, address or port", template: "kind,value,l4,port,protocol,protocol_id\n# host,shop.example.com,,,Shop,\n# ip,10.1.0.0/16,,,Branch,\n# port,,udp,7000-7010,Factory,\n" },
  { name: "protocols.txt", holds: "The same in ntopng's form", template: "# tcp:8181,tcp:8282@HTTP\n# host:\"shop.example.com\"@Shop\n# ip:10.1.0.0/16@Branch\n" },
  { name: "custom-categories.csv", holds: "Category of a host name, address or network", template: "value,category_id,category\n# casino.example,,Gambling\n" },
  { name: "risky-domains.txt", holds: "Domains that raise Risky Domain Name", template: "# .tk\n# bad.example\n" },
  { name: "risk-exceptions.csv", holds: "Risks that are not raised, by address, host name or everywhere", template: "kind,value,mask\n# ip,10.10.120.0/24,0\n# host,.home,0\n# risk,tls_missing_sni,\n" },
  { name: "trusted-issuers.txt", holds: "Issuers whose self-signed certificates are no risk", template: "# CN=Our CA, O=Us\n" },
  { name: "malicious-ja3.csv", holds: "JA3 fingerprints of malware", template: "ja3,reason\n" },
  { name: "malicious-ja4.csv", holds: "JA4 fingerprints of malware", template: "ja4,reason\n" },
  { name: "malicious-sha1.csv", holds: "SHA-1 hashes of bad certificates", template: "sha1,reason\n" },
  { name: "anonymous-addresses.txt", holds: "Exits of VPNs and relays", template: "# 203.0.113.0/24\n" },
  { name: "risky-asns.txt", holds: "Autonomous systems that raise Risky ASN", template: "# AS64500\n" },
]
/** Category lists are as many as there are categories. */
export const categoryListKind = { name: "<category>-domains.txt", holds: "Domains of one category, named by the file", template: "# casino.example\n" } as const
