// Exporters send bursts: whoever gets a small receive buffer should know it, and how to get a larger one.
import { ENOUGH_RECEIVE_BYTES, WANTED_RECEIVE_BYTES } from "./udp-socket.ts"

/** Null when the buffer is large enough. */
export function receiveBufferNote(grantedBytes: number): string | null {
  if (grantedBytes >= ENOUGH_RECEIVE_BYTES) return null
  return `The receive buffer is ${Math.round(grantedBytes / 1024)} kB, not ${ENOUGH_RECEIVE_BYTES >> 20} MB or more: bursts of datagrams may be lost. Raise it: sudo sysctl -w net.core.rmem_max=${WANTED_RECEIVE_BYTES}, or give CAP_NET_ADMIN.`
}
