// Bytes per second of packet time over the last hour, for the interface's throughput chart.
const SECONDS = 3600

export class SecondRing {
  private readonly bytes = new Float64Array(SECONDS)
  private firstSecond = -1
  private second = -1

  add(timestampUs: number, bytes: number): void {
    const second = Math.floor(timestampUs / 1e6)
    if (second > this.second) this.moveTo(second)
    if (second < 0) return
    // A packet out of order counts in its own second; a clock that is an hour back was wrong before and starts anew.
    if (second <= this.second - SECONDS) {
      this.bytes.fill(0)
      this.second = this.firstSecond = second
    }
    if (second < this.firstSecond) this.firstSecond = second
    this.bytes[second % SECONDS] += bytes
  }

  moveTo(second: number): void {
    if (this.second < 0) this.firstSecond = second
    const from = Math.max(this.second + 1, second - SECONDS + 1)
    if (this.second >= 0) for (let passed = from; passed <= second; passed++) this.bytes[passed % SECONDS] = 0
    this.second = Math.max(this.second, second)
  }

  /** bits/s, newest last. */
  bitsPerSecond(): number[] {
    if (this.second < 0) return []
    const first = Math.max(this.firstSecond, this.second - SECONDS + 1)
    const history: number[] = []
    for (let second = first; second <= this.second; second++) history.push(8 * this.bytes[second % SECONDS])
    return history
  }
}
