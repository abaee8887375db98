import { createServer, type AddressInfo } from "node:net"

/** A port of the loopback interface that nobody listens at now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve) })
  const { port } = server.address() as AddressInfo // listening on TCP: it is an address
  await new Promise((resolve) => { server.close(resolve) })
  return port
}
