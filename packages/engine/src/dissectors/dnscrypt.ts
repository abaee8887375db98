// DNSCrypt version 2 (draft-denis-dprive-dnscrypt): the resolver's answers begin with a magic; the client's questions with bytes that only its
// resolver's certificate tells, so the flow is known at the first answer. The certificate itself is asked for in plain DNS (dns.ts).
import { ascii } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const RESOLVER_MAGIC = ascii("r6fnvWj8")

export const dnscrypt = defineDissector({
  protocol: "DNScrypt",
  transports: ["udp", "tcp"],
  hintPorts: [443, 5353, 8443],
  firstBytes: [RESOLVER_MAGIC[0], 0],
  minBytes: 10,
  // On TCP behind the length.
  recognise: ({ stream, transport }) => (stream.has(transport === "tcp" ? 2 : 0, RESOLVER_MAGIC) ? MATCH : NO_MATCH),
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
