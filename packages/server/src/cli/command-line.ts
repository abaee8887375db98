// What the user asked for: one of the commands with its options, or a text to print.
import { existsSync } from "node:fs"
import { analyzeConfig, type AnalyzeConfig } from "../config/analyze-config.ts"
import { readConfigFile } from "../config/config-file.ts"
import { runConfig, type RunConfig } from "../config/run-config.ts"
import { nearest } from "./nearest.ts"
import { commandNames, createValues, type CommandName } from "./option.ts"
import { options } from "./options.ts"
import { parseArguments } from "./parse-arguments.ts"
import { UsageError } from "./usage-error.ts"

export type CommandLine =
  | { readonly command: "run"; readonly config: RunConfig }
  | { readonly command: "analyze"; readonly config: AnalyzeConfig }
  | { readonly command: "interfaces" }
  | { readonly command: "doctor"; readonly config: RunConfig }
  | { readonly command: "help"; readonly about: CommandName }
  | { readonly command: "version" }
  | { readonly command: "protocols"; readonly rulesDir: string | null; readonly customProtocolsFile: string | null }

export function readCommandLine(words: readonly string[]): CommandLine {
  if (words[0] === "help") return { command: "help", about: commandNames.find((name) => name === words[1]) ?? "run" }
  if (words[0] === "version") return { command: "version" }
  const named = commandNames.find((name) => name === words[0])
  const command = named ?? "run"
  const { assignments, operands } = parseArguments(named ? words.slice(1) : words, command)
  const given = createValues(assignments)
  if (given.get(options.help)) return { command: "help", about: command }
  if (given.get(options.version)) return { command: "version" }
  if (given.get(options.printProtocols)) return { command: "protocols", rulesDir: given.get(options.rulesDir) ?? null, customProtocolsFile: given.get(options.customProtocols) ?? null }

  if (command === "analyze") return { command, config: analyzeConfig(given, operands) }
  if (command === "interfaces" || command === "doctor") {
    if (operands.length > 0) throw new UsageError(`${command} takes no argument "${operands[0]}"`)
    return command === "interfaces" ? { command } : { command, config: runConfig(given) }
  }

  const [first] = operands
  const meant = first === undefined || existsSync(first) ? null : nearest(first, [...commandNames, "help", "version"])
  if (meant !== null) throw new UsageError(`unknown command ${first}; did you mean ${meant}?`)
  const files = [...operands, ...given.all(options.config)]
  if (files.length > 1) throw new UsageError(`one configuration file is enough: ${files.join(", ")}${operands.length > 0 ? "; interfaces are given with -i" : ""}`)
  const [file] = files
  if (file === undefined) return { command, config: runConfig(given) }
  if (!existsSync(file)) throw new UsageError(`there is no configuration file ${file}${operands.length > 0 ? "; interfaces are given with -i" : ""}`)
  const fromFile = readConfigFile(file)
  // The command line comes last and so wins; -i and -m of both add up.
  return { command, config: runConfig(createValues([...fromFile.assignments, ...assignments]), fromFile.warnings) }
}
