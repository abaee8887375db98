import { keyText } from "../element-key.ts"

/** Name of an element for people. */
export function describeElement(key: number): string {
  return keyText(key)
}
