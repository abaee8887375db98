// What the user adds to the built-in knowledge: rule files, and rules made from a flow.
import { Type } from "typebox"
import { route } from "./route.ts"
import { done } from "./shapes.ts"

const problems = Type.Array(Type.Object({ line: Type.Number({ description: "0 = the whole file" }), text: Type.String() }))
const file = Type.Object({ file: Type.String({ maxLength: 120, pattern: "^[A-Za-z0-9_.-]+$" }) })
const text = Type.String({ maxLength: 900_000 })
const version = Type.String({ maxLength: 64, description: "Of the text that was read; empty for a new file" })

const ruleFile = Type.Object({
  name: Type.String(), holds: Type.String(), exists: Type.Boolean(), bytes: Type.Number(), modifiedMs: Type.Union([Type.Number(), Type.Null()]),
  isTooLarge: Type.Boolean({ description: "To be edited where it lies" }), problems,
})
export const listRuleFiles = route({ id: "listRuleFiles", method: "GET", path: "/api/v1/rules", tag: "rules", role: "admin", summary: "Rule files: those that exist and those that could, with the lines that cannot be used", reply: Type.Object({ directory: Type.String(), customProtocolsFile: Type.Union([Type.String(), Type.Null()]), files: Type.Array(ruleFile), applications: Type.Array(Type.String(), { description: "Applications that only the rules know" }) }) })
export const getRuleFile = route({ id: "getRuleFile", method: "GET", path: "/api/v1/rules/:file", tag: "rules", role: "admin", summary: "Text of a rule file; of one that does not exist a template with version \"\"", params: file, reply: Type.Object({ name: Type.String(), text, version }) })
export const checkRuleFile = route({ id: "checkRuleFile", method: "POST", path: "/api/v1/rules/:file/check", tag: "rules", role: "admin", summary: "What could not be used of this text, without saving it", params: file, body: Type.Object({ text }), reply: Type.Object({ problems }) })
export const putRuleFile = route({ id: "putRuleFile", method: "PUT", path: "/api/v1/rules/:file", tag: "rules", role: "admin", summary: "Replace a rule file; counts at once for flows that are named from then on", params: file, body: Type.Object({ text, version }), reply: Type.Object({ name: Type.String(), text, version, problems }) })
export const deleteRuleFile = route({ id: "deleteRuleFile", method: "DELETE", path: "/api/v1/rules/:file", tag: "rules", role: "admin", summary: "Remove a rule file", params: file, reply: done })
export const addApplicationRule = route({
  id: "addApplicationRule", method: "POST", path: "/api/v1/rules/application", tag: "rules", role: "admin", summary: "Name the application of a host name, address or port: one line more in custom-rules.csv",
  body: Type.Object({
    by: Type.Union([Type.Literal("host"), Type.Literal("address"), Type.Literal("port")]), value: Type.String({ maxLength: 255 }),
    l4: Type.Optional(Type.Union([Type.Literal("tcp"), Type.Literal("udp")])), port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    application: Type.String({ minLength: 1, maxLength: 64 }),
  }),
  reply: Type.Object({ file: Type.String(), line: Type.String() }),
})
