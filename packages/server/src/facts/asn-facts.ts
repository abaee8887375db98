// AS numbers of addresses and names of AS numbers, out of asn.bin.
import { RangeTable } from "./range-table.ts"
import { decodeTables, u32Section } from "./table-file.ts"
import { TextList } from "./text-list.ts"

export class AsnFacts {
  private readonly ipv4: RangeTable
  private readonly ipv6: RangeTable
  private readonly numbers: Uint32Array
  private readonly names: Uint32Array
  private readonly texts: TextList

  constructor(file: SharedArrayBuffer) {
    const section = decodeTables(file, 0, file.byteLength)
    const numbers = (name: string) => u32Section(section(name))
    this.ipv4 = new RangeTable(numbers("ipv4Starts"), numbers("ipv4Values"), 1)
    this.ipv6 = new RangeTable(numbers("ipv6Starts"), numbers("ipv6Values"), 4)
    this.numbers = numbers("asNumbers")
    this.names = numbers("asNames")
    this.texts = new TextList(numbers("textOffsets"), section("textBytes") as Uint8Array) // written as bytes by NameList
  }

  /** 0 = unknown. */
  asn(words: Uint32Array, at: number): number {
    const isIpv4 = words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0xffff
    return isIpv4 ? this.ipv4.find(words, at + 3) : this.ipv6.find(words, at)
  }

  asName(asn: number): string {
    let low = 0
    let high = this.numbers.length - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      if (this.numbers[middle] === asn) return this.texts.at(this.names[middle])
      if (this.numbers[middle] < asn) low = middle + 1
      else high = middle - 1
    }
    return ""
  }
}
