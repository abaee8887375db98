// Operating system from a User-Agent's first comment: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) ...".
import { remembered } from "../bytes/remembered.ts"

/** Names of Windows by kernel version. */
const windowsNames: Readonly<Record<string, string>> = {
  "5.0": "Windows 2000", "5.1": "Windows XP", "5.2": "Windows Server 2003", "6.0": "Windows Vista", "6.1": "Windows 7", "6.2": "Windows 8",
  "6.3": "Windows 8.1", "10.0": "Windows 10",
}

const systems: readonly (readonly [pattern: RegExp, name: (match: RegExpExecArray) => string])[] = [
  [/Windows NT (\d+\.\d+)/, (match) => windowsNames[match[1]] ?? `Windows NT ${match[1]}`],
  [/Android[ /]?(\d+(?:\.\d+)*)?/, (match) => (match[1] ? `Android ${match[1]}` : "Android")],
  [/(?:iPhone|iPad|iPod).*?OS (\d+(?:[_.]\d+)*)/, (match) => `iOS ${match[1].replaceAll("_", ".")}`],
  [/Mac OS X (\d+(?:[_.]\d+)*)/, (match) => `macOS ${match[1].replaceAll("_", ".")}`],
  [/Darwin\/(\d+)/, () => "macOS"],
  [/CrOS/, () => "ChromeOS"],
  [/(FreeBSD|OpenBSD|NetBSD|SunOS)/, (match) => match[1]],
  [/Linux/, () => "Linux"],
]

const MAX_LOOKED_AT = 256

/** The same programs call all day. */
export const osOfUserAgent = remembered((userAgent: string): string | null => {
  const text = userAgent.slice(0, MAX_LOOKED_AT)
  for (const [pattern, name] of systems) {
    const match = pattern.exec(text)
    if (match) return name(match)
  }
  return null
})
