// VMware's authentication daemon greets: "220 VMware Authentication Daemon Version 1.10: SSL Required, ...".
import { ascii } from "../bytes/byte-window.ts"
import { lineBytes, lineText } from "./text-lines.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const GREETING = ascii("220 VMware Authentication Daemon")

export const vmware = defineDissector({
  protocol: "VMware",
  transports: ["tcp"],
  hintPorts: [902, 912],
  firstBytes: [GREETING[0]],
  minBytes: GREETING.length,
  recognise: ({ stream }) => (stream.has(0, GREETING) ? MATCH : NO_MATCH),
  extract(seen) {
    seen.setInfo(lineText(seen.stream, 4, Math.max(0, lineBytes(seen.stream, 4))))
    return DONE
  },
})
