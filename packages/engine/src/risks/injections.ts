// Attacks in URL parameters. Own patterns over the decoded parameters: few, each with a meaning, so that a search for "union street" is none.

/** Attackers encode twice; a third time is not decoded by servers either. */
const DECODINGS = 2
const MAX_CHARACTERS = 2048

/** "+" is a blank in parameters; malformed escapes stay as they are. */
export function decodedParameters(url: string): string | null {
  const question = url.indexOf("?")
  if (question < 0 || question === url.length - 1) return null
  let text = url.slice(question + 1, question + 1 + MAX_CHARACTERS)
  if (text.includes("+")) text = text.replaceAll("+", " ")
  for (let i = 0; i < DECODINGS && text.includes("%"); i++) {
    text = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
  return text.toLowerCase()
}

interface Pattern { readonly means: string; readonly form: RegExp }

const xss: readonly Pattern[] = [
  { means: "script element", form: /<\s*\/?\s*script\b/ },
  { means: "event handler", form: /<[a-z][^>]{0,200}[\s"'/]on[a-z]{3,20}\s*=/ },
  { means: "javascript: address", form: /(?:=|["'(\s])\s*(?:javascript|vbscript)\s*:/ },
  { means: "active element", form: /<\s*(?:iframe|object|embed|svg|applet|meta|base)\b[^>]{0,200}(?:>|$)/ },
  { means: "cookie access", form: /document\s*\.\s*(?:cookie|location|write)\b/ },
]

const sql: readonly Pattern[] = [
  { means: "UNION SELECT", form: /\bunion\b(?:\s|\/\*[^*]*\*\/|\()+(?:all\s+|distinct\s+)?select\b/ },
  { means: "always true", form: /['")\s](?:or|and)\b[\s(]+['"]?(\w{1,20})['"]?\s*(?:=|like)\s*['"]?\1\b/ },
  { means: "stacked statement", form: /;\s*(?:drop|alter|truncate|create)\s+(?:table|database|schema)\b|;\s*(?:insert\s+into|delete\s+from|update\s+\w+\s+set|exec(?:ute)?\s+xp_|shutdown\b)/ },
  { means: "timing", form: /\b(?:sleep|benchmark|pg_sleep)\s*\(\s*\d|\bwaitfor\s+delay\s+['"]/ },
  { means: "catalogue", form: /\b(?:information_schema\s*\.|sysobjects\b|pg_catalog\s*\.|sqlite_master\b)/ },
  { means: "quote and comment", form: /['"]\s*(?:--(?:\s|-|$)|#\s*(?:$|&)|\/\*)/ },
  { means: "subquery", form: /['")\s(]select\b[^&]{1,200}\bfrom\b[^&]{1,100}(?:--|#|'|\bwhere\b)/ },
  { means: "file or error function", form: /\b(?:load_file|extractvalue|updatexml)\s*\(|\binto\s+(?:out|dump)file\b/ },
]

const rce: readonly Pattern[] = [
  { means: "PHP code execution", form: /\b(?:passthru|shell_exec|system|proc_open|popen|pcntl_exec|eval|assert|phpinfo|base64_decode|call_user_func|file_put_contents)\s*\(/ },
  { means: "PHP stream", form: /(?:php:\/\/(?:input|filter)|data:text\/plain|expect:\/\/|phar:\/\/)/ },
  { means: "PHP settings", form: /\b(?:allow_url_include|auto_prepend_file)\s*=/ },
  { means: "shell command", form: /(?:^|[=;|&`"'(\s])(?:\/(?:usr\/)?bin\/)?(?:cat|less|head|tail|more)\s+["']?\/?(?:\w+\/)*etc\/|[=;|&`]\s*(?:wget|curl)\s+(?:-\S+\s+)*(?:https?|ftp):\/\// },
  { means: "shell", form: /(?:[;|&`=]|\$\()\s*(?:\/(?:usr\/)?bin\/)?(?:ba|da|c|k|z)?sh\s+-[ci]\b|\/bin\/(?:ba|da|z)?sh\b|\bpowershell(?:\.exe)?\s+-|\bcmd(?:\.exe)?\s*\/c\s/ },
  { means: "listing", form: /(?:^|[=;|&`])\s*ls\s+-[a-z]+/ },
  { means: "back ticks", form: /`\s*(?:id|ls|whoami|uname|pwd|cat|wget|curl|sleep|nc|ping)\b[^`]{0,200}`|\$\(\s*(?:id|ls|whoami|uname|pwd|cat|wget|curl|sleep|nc|ping)\b/ },
  { means: "chained command", form: /[;|]\s*(?:id|whoami|uname|ifconfig|netstat|ps|nc|ping|rm|chmod|echo)(?:\s|[;|&]|$)|\/bin\/(?:id|ls|cat|ping|nc)\b/ },
  { means: "password file", form: /\/etc\/(?:passwd|shadow|hosts|group)\b/ },
  { means: "template or expression", form: /\$\{\s*(?:jndi|env|sys|lower|upper)\s*:|%\{\s*\(?#|\bjava\.lang\.(?:runtime|processbuilder)|\bruntime\.getruntime\s*\(/ },
]

/** Web shells ask for themselves with a command as the only parameter. */
const webShell = /\/(?:c99|r57|wso|b374k|cmd|shell|webshell)(?:\.(?:php\d?|asp|aspx|jsp))?\?(?:cmd|c|exec|command)?=?\w/i

/**
 * Most parameters are letters, digits and separators: of all patterns only these words can be found in such a text, since every other form
 * asks for a blank, a quote, a bracket, a slash or the like. A new pattern that needs none of these adds its word here, and to the tests.
 */
const PLAIN = /^[a-z0-9_=&.,~*!@%-]*$/
const PLAIN_WORDS = /document|information_schema|sysobjects|pg_catalog|sqlite_master|allow_url_include|auto_prepend_file|java\.lang/

function isHarmless(parameters: string): boolean {
  return PLAIN.test(parameters) && !PLAIN_WORDS.test(parameters)
}

function find(patterns: readonly Pattern[], text: string): string | null {
  for (const { means, form } of patterns) if (form.test(text)) return means
  return null
}

export interface Injection { readonly risk: "url_possible_xss" | "url_possible_sql_injection" | "url_possible_rce_injection"; readonly means: string }

/** The first kind of attack recognised in the parameters of a URL; null = none. */
export function injectionIn(url: string): Injection | null {
  const parameters = decodedParameters(url)
  if (parameters === null) return null
  if (isHarmless(parameters)) return webShell.test(url) ? { risk: "url_possible_rce_injection", means: "web shell" } : null
  const asXss = find(xss, parameters)
  if (asXss !== null) return { risk: "url_possible_xss", means: asXss }
  const asSql = find(sql, parameters)
  if (asSql !== null) return { risk: "url_possible_sql_injection", means: asSql }
  const asRce = find(rce, parameters) ?? (webShell.test(url) ? "web shell" : null)
  return asRce === null ? null : { risk: "url_possible_rce_injection", means: asRce }
}
