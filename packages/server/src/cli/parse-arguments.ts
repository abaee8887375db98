// Words of a command line to assignments, by getopt_long's rules: `-w3000`, `-w 3000`, `-qe`, `--long=value`, `--long value`,
// unambiguous short forms of long names, `--` ends the options.
import { nearest } from "./nearest.ts"
import { allOptions } from "./options.ts"
import type { Assignment, CommandName, Option } from "./option.ts"
import { UsageError } from "./usage-error.ts"

export interface ParsedArguments { readonly assignments: readonly Assignment[]; readonly operands: readonly string[] }

export function parseArguments(words: readonly string[], command: CommandName): ParsedArguments {
  const known = allOptions.filter((option) => option.commands.includes(command))
  const assignments: Assignment[] = []
  const operands: string[] = []
  let at = 0

  const valueAfter = (option: Option<unknown>, written: string): string => {
    const next = words[at + 1]
    if (next === undefined) throw new UsageError(`${written} needs a value: ${option.argument}`)
    at++
    return next
  }

  for (; at < words.length; at++) {
    const word = words[at]
    if (word === "--") {
      operands.push(...words.slice(at + 1))
      break
    }
    if (word.startsWith("--")) {
      const equals = word.indexOf("=")
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals)
      const option = findLong(name, known, command)
      const written = `--${option.long}`
      const text = equals >= 0 ? word.slice(equals + 1) : option.argument === null ? null : valueAfter(option, written)
      assignments.push(assign(option, text, written))
    } else if (word.startsWith("-") && word !== "-") {
      for (let letter = 1; letter < word.length; letter++) {
        const option = findShort(word[letter], known, command)
        const written = `-${word[letter]}`
        if (option.argument === null) {
          assignments.push(assign(option, null, written))
          continue
        }
        const attached = word.slice(letter + 1)
        assignments.push(assign(option, attached !== "" ? attached.replace(/^=/, "") : valueAfter(option, written), written))
        break
      }
    } else operands.push(word)
  }
  return { assignments, operands }
}

/** `where`: how to point at it in a message: `-w`, or `netweir.conf:3: -w`. */
export function assign(option: Option<unknown>, text: string | null, where: string): Assignment {
  if (option.state === "later") throw new UsageError(`${where} comes with a later version (${option.help.toLowerCase()})`)
  try {
    return { option, text, where, value: option.parse(text ?? "") }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`${where} ${option.secret || text === null ? "" : `"${text}" `}${error.message}`)
  }
}

function findLong(name: string, known: readonly Option<unknown>[], command: CommandName): Option<unknown> {
  const exact = known.find((option) => option.long === name)
  if (exact) return exact
  const begun = name === "" ? [] : known.filter((option) => option.long.startsWith(name) && option.state !== "later")
  if (begun.length === 1) return begun[0]
  if (begun.length > 1) throw new UsageError(`--${name} may mean ${begun.map((option) => `--${option.long}`).join(", ")}`)
  const elsewhere = allOptions.find((option) => option.long === name)
  if (elsewhere) throw new UsageError(`--${name} belongs to \`netweir ${elsewhere.commands.join("` and `netweir ")}\`, not to \`netweir ${command}\``)
  throw new UsageError(unknownOption(`--${name}`, known))
}

function findShort(letter: string, known: readonly Option<unknown>[], command: CommandName): Option<unknown> {
  const found = known.find((option) => option.short === letter)
  if (found) return found
  const elsewhere = allOptions.find((option) => option.short === letter)
  if (elsewhere) throw new UsageError(`-${letter} (--${elsewhere.long}) belongs to \`netweir ${elsewhere.commands.join("` and `netweir ")}\`, not to \`netweir ${command}\``)
  const otherCase = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
  const near = known.find((option) => option.short === otherCase)
  throw new UsageError(`unknown option -${letter}${near ? `; did you mean -${otherCase} (--${near.long})?` : "; see netweir --help"}`)
}

export function unknownOption(written: string, known: readonly Option<unknown>[] = allOptions): string {
  const near = nearest(written.replace(/^-+/, ""), known.map((option) => option.long))
  return `unknown option ${written}${near ? `; did you mean --${near}?` : "; see netweir --help"}`
}
