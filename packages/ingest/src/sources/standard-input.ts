// `-i -`: a capture on standard input, be it a pipe, a socket (ssh) or a redirected file.
import { fstatSync } from "node:fs"
import { Socket } from "node:net"
import { isatty } from "node:tty"
import { FileFeed } from "../feeds/file-feed.ts"
import { StreamFeed } from "../feeds/stream-feed.ts"
import { SourceError } from "../source.ts"
import type { StreamOrigin } from "./stream-source.ts"

export const standardInput: StreamOrigin = {
  async open() {
    if (isatty(0)) {
      throw new SourceError("stdin-is-terminal", "Standard input is a terminal, not a capture", "Pipe a capture into it: tcpdump -i eth0 -U -w - | netweir -i -")
    }
    const kind = fstatSync(0)
    // A worker has no process.stdin of its own; the descriptor works in every thread.
    return kind.isFIFO() || kind.isSocket() ? new StreamFeed(new Socket({ fd: 0, readable: true, writable: false })) : new FileFeed(0)
  },
}
