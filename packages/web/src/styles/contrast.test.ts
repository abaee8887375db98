// Text on its ground in both themes: WCAG 2.2 AA asks for 4.5 (3 for the borders of fields).
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"

const css = readFileSync(new URL("./colors.css", import.meta.url), "utf8")
const light = variables(css.slice(css.indexOf(":root {"), css.indexOf("}")))
const dark = { ...light, ...variables(css.slice(css.indexOf('[data-mantine-color-scheme="dark"] {'))) }

function variables(text: string): Record<string, string> {
  return Object.fromEntries([...text.slice(0, text.indexOf("}") < 0 ? undefined : text.indexOf("}")).matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)].map((found) => [found[1], found[2]]))
}
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const texts: readonly (readonly [text: string, grounds: readonly string[]])[] = [
  ["text", ["ground", "surface", "raised", "sunken", "row-hover", "row-focus", "bar", "bar-2", "accent-soft"]],
  ["muted", ["ground", "surface", "raised", "sunken", "row-hover", "row-focus"]],
  ["accent", ["ground", "surface", "raised", "accent-soft", "row-hover"]],
  ["ok", ["surface", "ok-soft"]], ["warning", ["surface", "warning-soft", "row-hover"]], ["error", ["surface", "ground", "error-soft"]],
  ["on-accent", ["accent", "accent-strong"]],
]
describe.each([["light", light], ["dark", dark]])("%s theme", (_, colors) => {
  for (const [text, grounds] of texts)
    for (const ground of grounds) test(`${text} on ${ground}`, () => expect(contrast(colors[text], colors[ground])).toBeGreaterThanOrEqual(4.5))
  for (const ground of ["surface", "ground"]) test(`borders of fields on ${ground}`, () => expect(contrast(colors["line-strong"], colors[ground])).toBeGreaterThanOrEqual(3))
})
