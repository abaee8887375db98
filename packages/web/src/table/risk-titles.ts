import { risks, type Risk } from "@netweir/model"

const byKey = new Map(risks.map((risk) => [risk.key, risk] as const))
const byTitle = new Map(risks.map((risk) => [risk.title, risk] as const))

/** Undefined for what only the server knows: it is shown as it came. */
export function riskByKey(keyOrTitle: string): Risk | undefined {
  return byKey.get(keyOrTitle) ?? byTitle.get(keyOrTitle)
}
