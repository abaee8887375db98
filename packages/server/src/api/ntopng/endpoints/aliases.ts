// Names that people give.
import { endpoint, hostOf } from "../endpoint.ts"

export const hostAlias = endpoint({
  path: "set/host/alias",
  access: "admin",
  async answer({ parameters, parts }) {
    const { ip } = hostOf(parameters)
    await parts.setAlias(ip, (parameters.text("custom_name") ?? "").slice(0, 100))
    return { rsp: [] }
  },
})
