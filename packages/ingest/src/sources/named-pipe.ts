// A named pipe (mkfifo): read without waiting for its writer, who may come later.
import { constants, openSync } from "node:fs"
import { Socket } from "node:net"
import { StreamFeed } from "../feeds/stream-feed.ts"
import { openFailure } from "./open-failure.ts"
import type { StreamOrigin } from "./stream-source.ts"

export function namedPipe(path: string): StreamOrigin {
  return {
    async open() {
      try {
        return new StreamFeed(new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false }))
      } catch (error) {
        throw openFailure(path, error)
      }
    },
  }
}
