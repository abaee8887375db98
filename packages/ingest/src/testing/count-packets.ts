// Prints how many packets a source has: `node --import tsx count-packets.ts SPEC`.
import { openSource } from "../open-source.ts"

async function main(): Promise<void> {
  const source = openSource(process.argv[2] ?? "-")
  await source.open()
  let packets = 0
  for (let block = source.poll(); block !== null || !source.ended; block = source.poll()) {
    if (block === null) await source.wait(50)
    else packets += block.count
  }
  await source.close()
  process.stdout.write(`${packets} packets\n`)
}

await main()
