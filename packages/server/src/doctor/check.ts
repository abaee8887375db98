/** One look at the installation: how it is, and what to do. Shown by `netweir doctor` and on the Health page. */
export interface Check {
  readonly id: string
  readonly title: string
  readonly state: "ok" | "warning" | "error"
  readonly text: string
  readonly fix: string | null
}

export const ok = (id: string, title: string, text: string): Check => ({ id, title, state: "ok", text, fix: null })
export const warning = (id: string, title: string, text: string, fix: string): Check => ({ id, title, state: "warning", text, fix })
export const failure = (id: string, title: string, text: string, fix: string): Check => ({ id, title, state: "error", text, fix })
