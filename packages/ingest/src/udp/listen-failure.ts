// Why an address can't be listened on, and the way out.
import os from "node:os"
import { SourceError } from "../source.ts"
import type { ListenAddress } from "./datagram-batch.ts"

export type ListenTrouble = "taken" | "not-permitted" | "not-local" | "other"

/** Linux numbers and Node's names. */
const troubles: Readonly<Record<string, ListenTrouble>> = { 98: "taken", EADDRINUSE: "taken", 13: "not-permitted", 1: "not-permitted", EACCES: "not-permitted", EPERM: "not-permitted", 99: "not-local", EADDRNOTAVAIL: "not-local" }

export function listenFailure(transport: "UDP" | "TCP", { host, port }: ListenAddress, code: string | number | undefined, cause: unknown): SourceError {
  const where = `${transport} port ${port}${host === "" ? "" : ` of ${host}`}`
  switch (troubles[String(code)] ?? "other") {
    case "taken":
      return new SourceError("port-taken", `${where} is taken by another program`, `See which: ss -${transport === "UDP" ? "u" : "t"}lpn 'sport = :${port}'. Stop it, or collect on another port.`, { cause })
    case "not-permitted":
      return new SourceError("port-not-permitted", `${where} may not be opened by this user`, "Ports below 1024 need root or CAP_NET_BIND_SERVICE; take one above.", { cause })
    case "not-local":
      return new SourceError("address-not-local", `${host} is no address of this machine`, `Leave it out to listen on all, or take one of: ${localAddresses().join(", ")}`, { cause })
    default:
      return new SourceError("listen-failed", `${where} can't be opened: ${cause instanceof Error ? cause.message : String(cause)}`, "Check the address, and that the network is up.", { cause })
  }
}

function localAddresses(): string[] {
  return Object.values(os.networkInterfaces()).flatMap((list) => list ?? []).map(({ address, family }) => (family === "IPv6" ? `[${address}]` : address)).slice(0, 12)
}
