// What people change at run time. Absent fields have defaults; the command line wins where it says something.
import { isIP } from "node:net"
import type { Static } from "typebox"
import { Type } from "typebox"
import { settings as settingsSchema } from "../contract/system.ts"
import type { Log } from "../log/log.ts"
import { collection } from "./collection.ts"
import type { DocumentStore } from "./document-store.ts"

export type Settings = Static<typeof settingsSchema>
export const defaultSettings: Settings = {
  retention: { bytes: 50e9, days: 90, rollupDays: 730 },
  sessionHours: 12,
  dateFormat: "iso",
  throughputUnit: "bits",
  hostAliases: {},
}
/** Names that people give to hosts; more would make every reply of the settings large. */
const MAX_HOST_ALIASES = 10_000

export interface SettingsDesk {
  read(): Promise<Settings>
  change(part: Partial<Settings>): Promise<Settings>
  /** "" takes the name back. */
  setAlias(ip: string, alias: string): Promise<void>
  /** Called after each change, with what is now valid. */
  onChange(listener: (settings: Settings) => void): void
}

export function createSettings(store: DocumentStore, log: Log, given: { retention?: { bytes: number | null; days: number | null } | null } = {}): SettingsDesk {
  const documents = collection(store, "settings", Type.Partial(settingsSchema), log)
  const listeners: ((settings: Settings) => void)[] = []
  const complete = (stored: Partial<Settings> | undefined): Settings => {
    const merged = { ...defaultSettings, ...stored }
    return given.retention ? { ...merged, retention: { ...merged.retention, ...given.retention } } : merged
  }
  async function change(edit: (current: Settings) => Partial<Settings>): Promise<Settings> {
    const stored = await documents.update("main", (current) => ({ ...current, ...edit({ ...defaultSettings, ...current }) }))
    const now = complete(stored)
    for (const listener of listeners) listener(now)
    return now
  }
  return {
    read: async () => complete(await documents.get("main")),
    change: (part) => change(() => part),
    async setAlias(ip, alias) {
      await change(({ hostAliases }) => {
        const { [ip]: _, ...others } = hostAliases
        return { hostAliases: alias === "" || isIP(ip) === 0 || Object.keys(others).length >= MAX_HOST_ALIASES ? others : { ...others, [ip]: alias } }
      })
    },
    onChange: (listener) => void listeners.push(listener),
  }
}
