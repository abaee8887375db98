// Vendor of a MAC: the smallest block that contains it wins (MA-S 36 bits, MA-M 28, MA-L 24).
import { decodeTables, u32Section, type Section } from "./table-file.ts"
import { TextList } from "./text-list.ts"

interface Blocks { readonly high: Section; readonly low: Section; readonly vendor: Section }
/** Second lowest bit of the first octet: made up by the device (randomised), belongs to no vendor. */
const LOCALLY_ADMINISTERED = 0x02_0000

export class VendorFacts {
  private readonly large: Blocks
  private readonly medium: Blocks
  private readonly small: Blocks
  private readonly texts: TextList

  constructor(file: SharedArrayBuffer) {
    const section = decodeTables(file, 0, file.byteLength)
    const blocks = (name: string): Blocks => ({ high: section(`${name}High`), low: section(`${name}Low`), vendor: section(`${name}Vendor`) })
    this.large = blocks("large")
    this.medium = blocks("medium")
    this.small = blocks("small")
    this.texts = new TextList(u32Section(section("textOffsets")), section("textBytes") as Uint8Array) // written as bytes by NameList
  }

  vendor(prefix24: number, rest24: number): string {
    if ((prefix24 & LOCALLY_ADMINISTERED) !== 0) return ""
    let row = find(this.small, prefix24 * 2 ** 12 + (rest24 >>> 12))
    if (row >= 0) return this.texts.at(this.small.vendor[row])
    row = find(this.medium, prefix24 * 2 ** 4 + (rest24 >>> 20))
    if (row >= 0) return this.texts.at(this.medium.vendor[row])
    row = find(this.large, prefix24)
    return row >= 0 ? this.texts.at(this.large.vendor[row]) : ""
  }
}

/** Keys are split: all but the last 12 bits, and those. */
function find(blocks: Blocks, key: number): number {
  let low = 0
  let high = blocks.high.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const there = blocks.high[middle] * 2 ** 12 + blocks.low[middle]
    if (there === key) return middle
    if (there < key) low = middle + 1
    else high = middle - 1
  }
  return -1
}
