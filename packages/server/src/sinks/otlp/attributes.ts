// Attributes as OTLP's JSON spells them: 64-bit integers are text.
export type AttributeValue = string | number | boolean | null | undefined

export interface Attribute { readonly key: string; readonly value: Readonly<Record<string, unknown>> }

/** Without those that are not there. */
export function attributes(values: Readonly<Record<string, AttributeValue | readonly string[]>>): Attribute[] {
  return Object.entries(values).flatMap(([key, value]) => (value === null || value === undefined || value === "" ? [] : [{ key, value: anyValue(value) }]))
}

function anyValue(value: Exclude<AttributeValue, null | undefined> | readonly string[]): Record<string, unknown> {
  if (typeof value === "string") return { stringValue: value }
  if (typeof value === "boolean") return { boolValue: value }
  if (typeof value === "number") return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  return { arrayValue: { values: value.map((one) => ({ stringValue: one })) } }
}

export const nanoseconds = (ms: number): string => (BigInt(Math.round(ms * 1000)) * 1000n).toString()

export interface About { readonly instanceName: string; readonly version: string }
export const resource = ({ instanceName, version }: About): Record<string, unknown> => ({ attributes: attributes({ "service.name": "netweir", "service.instance.id": instanceName, "service.version": version }) })
export const scope = ({ version }: About): Record<string, unknown> => ({ name: "netweir", version })
