import { listInterfaces } from "@netweir/ingest/live/interfaces.ts"
import { helpText } from "../cli/help.ts"
import type { CommandName } from "../cli/option.ts"
import { interfacesTable } from "./interfaces.ts"

export function help(about: CommandName): number {
  process.stdout.write(helpText(about))
  if (about === "run") process.stdout.write(`\nAvailable interfaces (-i takes the name or the number):\n${interfacesTable(listInterfaces())}\n`)
  return 0
}
