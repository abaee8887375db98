// What one option is. The table in options.ts is the only place that knows them all.

export const commandNames = ["run", "analyze", "interfaces", "doctor"] as const
export type CommandName = (typeof commandNames)[number]

export const optionGroups = ["Traffic in", "Analysis", "History", "Flows out", "Web and access", "Output of analyze", "Process", "Accepted for ntopng's command lines, without effect", "Comes with a later version"] as const
export type OptionGroup = (typeof optionGroups)[number]

export interface Option<T> {
  readonly long: string
  readonly short?: string
  /** Name of the argument as help prints it; null = a flag. */
  readonly argument: string | null
  /** Text to value; throws UsageError with what would be right ("a number from 0 to 4"). */
  readonly parse: (text: string) => T
  readonly help: string
  /** How the default reads in help; absent = off. */
  readonly default?: string
  readonly group: OptionGroup
  readonly commands: readonly CommandName[]
  /** Each occurrence counts; otherwise the last one does. */
  readonly repeat?: boolean
  /** May hold a password: never echoed. */
  readonly secret?: boolean
  /** "ignored": accepted, one line says so. "later": refused, one line says so. */
  readonly state?: "ignored" | "later"
}

/** One option given: on the command line or in a file. */
export interface Assignment { readonly option: Option<unknown>; readonly value: unknown; readonly text: string | null; readonly where: string }

export interface Values {
  /** The last value given. */
  get<T>(option: Option<T>): T | undefined
  all<T>(option: Option<T>): readonly T[]
  has(option: Option<unknown>): boolean
  readonly assignments: readonly Assignment[]
}

export function createValues(assignments: readonly Assignment[]): Values {
  const all = <T>(option: Option<T>) => assignments.filter((one) => one.option === option).map((one) => one.value as T) // made by option.parse
  return { assignments, all, get: (option) => all(option).at(-1), has: (option) => assignments.some((one) => one.option === option) }
}
