// /api/v1/rules: the user's rule files; what is saved counts at once.
import { createRuleDesk, type RuleDesk } from "./rule-desk.ts"
import { addApplicationRule, checkRuleFile, deleteRuleFile, getRuleFile, listRuleFiles, putRuleFile } from "../contract/rules.ts"
import type { HttpServer } from "../http/create-http.ts"
import type { Log } from "../log/log.ts"
import { nameApplication } from "./name-application.ts"
import type { RulesWatch } from "./watch-rules.ts"

export interface RuleParts {
  readonly watch: RulesWatch
  readonly log: Pick<Log, "normal">
  readonly customProtocolsFile: string | null
}

export function bindRules({ bind }: HttpServer, directory: string, { watch, log, customProtocolsFile }: RuleParts): void {
  const desk: RuleDesk = createRuleDesk(directory)

  bind(listRuleFiles, () => ({ directory, customProtocolsFile, files: desk.list(watch.current).map((file) => ({ ...file, problems: [...file.problems] })), applications: watch.current.protocols.map(({ name }) => name) }))
  bind(getRuleFile, ({ params }) => desk.read(params.file))
  bind(checkRuleFile, ({ params, body }) => ({ problems: problemsOf(desk, params.file, body.text) }))
  bind(putRuleFile, ({ params, body, user }) => {
    const saved = desk.write(params.file, body.text, body.version)
    log.normal(`rules: ${user.name} saved ${params.file}`)
    watch.look()
    return { ...saved, problems: problemsOf(desk, params.file, body.text) }
  })
  bind(deleteRuleFile, ({ params, user }) => {
    desk.remove(params.file)
    log.normal(`rules: ${user.name} removed ${params.file}`)
    watch.look()
    return { ok: true } as const
  })
  bind(addApplicationRule, ({ body, user }) => {
    const line = nameApplication(desk, body)
    log.normal(`rules: ${user.name} added ${line}`)
    watch.look()
    return { file: "custom-rules.csv", line }
  })
}

function problemsOf(desk: RuleDesk, file: string, text: string) {
  return desk.check(file, text).map(({ line, text: problem }) => ({ line, text: problem }))
}
