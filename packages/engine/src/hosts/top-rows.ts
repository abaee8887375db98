// The first `wanted` of many rows in an order, without sorting all of them: a heap of the best so far, its worst on top.

/** `before(a, b)` < 0: a comes first. Sorts all when that is not much more than is wanted. */
export function topRows(rows: readonly number[] | Int32Array, wanted: number, order: (a: number, b: number) => number): number[] {
  if (wanted <= 0) return []
  if (rows.length <= 2 * wanted) return Array.from(rows).toSorted(order).slice(0, wanted)
  const heap: number[] = []
  for (const row of rows) {
    if (heap.length < wanted) {
      heap.push(row)
      up(heap, order)
    } else if (order(row, heap[0]) < 0) {
      heap[0] = row
      down(heap, order)
    }
  }
  return heap.toSorted(order)
}

function up(heap: number[], order: (a: number, b: number) => number): void {
  let at = heap.length - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (order(heap[at], heap[parent]) <= 0) return
    swap(heap, at, parent)
    at = parent
  }
}

function down(heap: number[], order: (a: number, b: number) => number): void {
  let at = 0
  for (;;) {
    let worst = at
    for (let child = 2 * at + 1; child <= 2 * at + 2 && child < heap.length; child++) if (order(heap[child], heap[worst]) > 0) worst = child
    if (worst === at) return
    swap(heap, at, worst)
    at = worst
  }
}

function swap(heap: number[], a: number, b: number): void {
  const kept = heap[a]
  heap[a] = heap[b]
  heap[b] = kept
}
