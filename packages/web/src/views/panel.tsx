// A titled part of a page.
import { useId, type ReactNode } from "react"

export function Panel({ title, aside, children, className = "", flush = false }: { title: string; aside?: ReactNode; children: ReactNode; className?: string; flush?: boolean }) {
  const id = useId()
  return (
    <section className={`panel ${flush ? "flush" : ""} ${className}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {aside && <div className="panel-aside">{aside}</div>}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  )
}

export function PageHead({ title, sub, children }: { title: ReactNode; sub?: ReactNode; children?: ReactNode }) {
  return (
    <div className="page-head">
      <div className="page-title">
        <h1>{title}</h1>
        {sub && <div className="page-sub">{sub}</div>}
      </div>
      {children && <div className="page-actions">{children}</div>}
    </div>
  )
}

export interface Fact { readonly label: string; readonly value: ReactNode; readonly help?: string }
export function Facts({ facts }: { facts: readonly (Fact | null | false | undefined)[] }) {
  return (
    <dl className="facts">
      {facts.filter((fact): fact is Fact => Boolean(fact)).map((fact) => (
        <div key={fact.label} title={fact.help}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A large number with its name. */
export function Figure({ label, value, hint, tone }: { label: string; value: ReactNode; hint?: ReactNode; tone?: "warning" | "error" | "ok" }) {
  return (
    <div className={`figure ${tone ? `tone-${tone}` : ""}`}>
      <div className="figure-label">{label}</div>
      <div className="figure-value">{value}</div>
      {hint && <div className="figure-hint">{hint}</div>}
    </div>
  )
}
