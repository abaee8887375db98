/** "replyCode", "upTo64", "flow-table-full" -> "Reply code", "Up to 64", "Flow table full" */
export function words(name: string): string {
  const text = name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`).replace(/([a-z]{2})(\d)/g, "$1 $2").replace(/[-_]/g, " ")
  return text.charAt(0).toUpperCase() + text.slice(1)
}
