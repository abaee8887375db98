// Bitcoin's peer protocol: network magic u32 | command, twelve letters filled up with NULs | length u32 | checksum u32.
import { ascii, hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

/** Main network, test networks 3 and 4, signet, regression tests, Bitcoin Cash; its descendants: Namecoin, Litecoin, Dogecoin, Dash, Zcash. */
const magics = ["f9beb4d9", "0b110907", "1c163f28", "0a03cf40", "fabfb5da", "e3e1f3e8", "f9beb4fe", "fbc0b6db", "c0c0c0c0", "bf0c6bbd", "24e92764"].map(hex)
const commands = ["version", "verack", "addr", "addrv2", "inv", "getdata", "notfound", "getblocks", "getheaders", "tx", "block", "headers", "getaddr", "mempool", "ping", "pong", "reject", "alert", "sendheaders", "feefilter", "sendcmpct", "sendaddrv2", "wtxidrelay", "cmpctblock", "getblocktxn", "blocktxn", "filterload", "filteradd", "filterclear", "merkleblock", "getcfilters", "cfilter", "getcfheaders", "cfheaders", "getcfcheckpt", "cfcheckpt", "sendtxrcncl"].map((name) => ascii(name.padEnd(12, "\0")))
const COMMAND_AT = 4

export const bitcoin = defineDissector({
  protocol: "BITCOIN",
  transports: ["tcp"],
  firstBytes: [...new Set(magics.map((magic) => magic[0]))],
  minBytes: 20,
  recognise({ stream }) {
    let isMagic = false
    for (const magic of magics) isMagic ||= stream.has(0, magic)
    if (!isMagic) return NO_MATCH
    for (const command of commands) if (stream.has(COMMAND_AT, command)) return MATCH
    return NO_MATCH
  },
})
