// The program: reads the command line and hands over to one command. Commands are loaded when they are asked for.
import { readCommandLine } from "./cli/command-line.ts"
import { UsageError } from "./cli/usage-error.ts"
import { allowClosedPipe } from "./commands/closed-pipe.ts"
import { sourceStack } from "./log/source-stack.ts"
import { version } from "./version.ts"

/** Sets the exit status; returns when the command has ended or, for `run`, is running. */
export async function main(words: readonly string[]): Promise<void> {
  try {
    process.exitCode = await dispatch(words)
  } catch (error) {
    process.exitCode = report(error)
  }
}

async function dispatch(words: readonly string[]): Promise<number> {
  const line = readCommandLine(words)
  // analyze writes by itself (text-out.ts): a stream made here could change how its pipe behaves.
  if (line.command !== "analyze") [process.stdout, process.stderr].forEach(allowClosedPipe)
  switch (line.command) {
    case "run": return (await import("./commands/run.ts")).run(line.config, words)
    case "analyze": return (await import("./commands/analyze.ts")).analyze(line.config)
    case "interfaces": return (await import("./commands/interfaces.ts")).interfaces()
    case "doctor": return (await import("./commands/doctor.ts")).doctor(line.config)
    case "help": return (await import("./commands/help.ts")).help(line.about)
    case "protocols": {
      const { StandardOutput } = await import("./commands/text-out.ts")
      const out = new StandardOutput()
      out.write((await import("./commands/protocols.ts")).protocolsText(line))
      out.end()
      return 0
    }
    case "version":
      process.stdout.write(`netweir ${version}\n`)
      return 0
  }
}

/** People's problems take one line and say what to do; only our own bugs print a stack. */
function report(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`netweir: ${error.message}\n`)
    return 2
  }
  const fix = error instanceof Error && "fix" in error && typeof error.fix === "string" ? ` ${error.fix}` : ""
  if (fix !== "" && error instanceof Error) process.stderr.write(`netweir: ${error.message}${fix}\n`)
  else process.stderr.write(`netweir: this is a bug, please report it: ${error instanceof Error ? sourceStack(error.stack ?? error.message) : String(error)}\n`)
  return 1
}
