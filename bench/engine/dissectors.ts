// `npx tsx bench/engine/dissectors.ts [payloads]`: false matches of every dissector over so many (1,000,000) random and cross-protocol
// payloads, as a table. Fails when one of them is above 1 in 100,000. What a payload costs: packages/engine/src/inspect/measure-no-match.ts.
import { dissectors } from "../../packages/engine/src/dissectors/index.ts"
import { measurePrecision } from "../../packages/engine/src/inspect/testing-precision.ts"
import { ownedPayloads } from "../../packages/engine/src/inspect/testing-owned.ts"

const MOST_FALSE = 1e-5
const given = Number(process.argv[2])
const payloads = Number.isInteger(given) && given > 0 ? given : 1_000_000
const owned = await ownedPayloads()
const rows = measurePrecision(dissectors, owned, payloads).toSorted((a, b) => b.falseMatches - a.falseMatches || a.protocol.localeCompare(b.protocol))
const wrong = rows.filter(({ falseMatches }) => falseMatches / payloads >= MOST_FALSE)
console.log(`${payloads} payloads (half of them ${owned.length} payloads of other protocols, as they are and mutated) for each of ${dissectors.length} dissectors\n`)
console.log("| dissector | false matches | asked | of |\n|---|---|---|---|")
for (const { protocol, falseMatches, asked, examples } of rows) if (falseMatches > 0) console.log(`| ${protocol} | ${falseMatches} | ${asked} | ${examples.join("; ")} |`)
console.log(`| the other ${rows.filter(({ falseMatches }) => falseMatches === 0).length} | 0 | | |\n`)
console.log(wrong.length === 0 ? "All are below 1 in 100,000." : `Above 1 in 100,000: ${wrong.map(({ protocol }) => protocol).join(", ")}`)
process.exitCode = wrong.length === 0 ? 0 : 1
