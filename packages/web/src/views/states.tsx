// What a part shows while it loads, when it is empty, and when it failed.
import { Button } from "@mantine/core"
import type { ReactNode } from "react"
import type { ApiError } from "../api/call.ts"
import { Icon, type IconName } from "./icons.tsx"

export function Loading({ rows = 3, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div className="loading" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, i) => <div key={i} className="loading-bar" />)}
    </div>
  )
}

export function Empty({ icon = "search", title, children }: { icon?: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={26} />
      <p className="empty-title">{title}</p>
      {children && <div className="empty-text">{children}</div>}
    </div>
  )
}

/** What went wrong, what to do about it, and another try. */
export function Problem({ error, retry }: { error: ApiError | Error; retry?: () => void }) {
  const fix = "fix" in error ? error.fix : undefined
  const code = "code" in error ? error.code : undefined
  return (
    <div className="problem" role="alert">
      <Icon name="alert" />
      <div>
        <p className="problem-title">{error.message}</p>
        {fix && <p>{fix}</p>}
        {code && <p className="muted"><code>{code}</code></p>}
      </div>
      {retry && <Button variant="default" size="xs" onClick={retry}>Try again</Button>}
    </div>
  )
}
