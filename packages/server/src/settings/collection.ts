// Documents of one kind, checked against their schema on the way in and out.
import { Ajv, type ValidateFunction } from "ajv"
import type { Static, TSchema } from "typebox"
import { ProductError } from "../contract/errors.ts"
import type { Log } from "../log/log.ts"
import { documentKey, type DocumentStore } from "./document-store.ts"

export interface Collection<T> {
  get(name: string): Promise<T | undefined>
  put(name: string, value: T): Promise<void>
  update(name: string, change: (current: T | undefined) => T | undefined): Promise<T | undefined>
  remove(name: string): Promise<boolean>
  list(): Promise<readonly { readonly name: string; readonly value: T }[]>
  /** Also counts documents that the schema refuses. */
  isEmpty(): Promise<boolean>
}

export function collection<Schema extends TSchema>(store: DocumentStore, collectionName: string, schema: Schema, log: Log): Collection<Static<Schema>> {
  type T = Static<Schema>
  const prefix = `${collectionName}/`
  let compiled: ValidateFunction | null = null
  const check = (value: unknown): value is T => (compiled ??= new Ajv({ strict: false, validateFormats: false }).compile(schema))(value) === true

  /** A stored document that is not valid counts as absent: a damaged user can't log in, damaged settings fall back to the defaults. */
  const accepted = (key: string, value: unknown): T | undefined => {
    if (value === undefined || check(value)) return value as T | undefined
    log.warning(`settings: document ${key} is not valid and is ignored (${compiled?.errors?.[0]?.instancePath ?? ""} ${compiled?.errors?.[0]?.message ?? ""})`)
    return undefined
  }
  const proven = (key: string, value: T): T => {
    if (check(value)) return value
    throw new ProductError("settings-invalid", { document: key, errors: compiled?.errors?.map(({ instancePath, message }) => ({ field: instancePath, message })) })
  }

  return {
    get: async (name) => accepted(prefix + name, await store.get(documentKey(collectionName, name))),
    put: (name, value) => store.put(documentKey(collectionName, name), proven(prefix + name, value)),
    update: async (name, change) => {
      const key = documentKey(collectionName, name)
      return (await store.update(key, (current) => {
        const next = change(accepted(key, current))
        return next === undefined ? undefined : proven(key, next)
      })) as T | undefined // what `proven` let pass
    },
    remove: (name) => store.remove(documentKey(collectionName, name)),
    list: async () => (await store.list(prefix)).flatMap(({ key, value }) => {
      const good = accepted(key, value)
      return good === undefined ? [] : [{ name: key.slice(prefix.length), value: good }]
    }),
    isEmpty: async () => (await store.list(prefix)).length === 0,
  }
}
