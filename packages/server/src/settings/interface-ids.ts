// An interface keeps its number from run to run: given at the first use of its name.
import { Type } from "typebox"
import type { Log } from "../log/log.ts"
import { collection } from "./collection.ts"
import type { DocumentStore } from "./document-store.ts"

const table = Type.Record(Type.String(), Type.Integer({ minimum: 0, maximum: 65_535 }))

/** Ids in the order of the names; new names get the smallest free numbers. */
export async function interfaceIds(store: DocumentStore, names: readonly string[], log: Log): Promise<readonly number[]> {
  const documents = collection(store, "interfaces", table, log)
  const known = (await documents.get("ids")) ?? {}
  if (names.every((name) => Object.hasOwn(known, name))) return names.map((name) => known[name])
  const ids = await documents.update("ids", (current = {}) => {
    const next: Record<string, number> = { ...current }
    const used = new Set(Object.values(next))
    for (const name of names) {
      if (Object.hasOwn(next, name)) continue
      let id = 0
      while (used.has(id)) id++
      used.add(id)
      next[name] = id
    }
    return next
  })
  return names.map((name) => (ids ?? {})[name])
}
