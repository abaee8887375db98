import { prefix } from "../../state/prefix.ts"
import { Button, PasswordInput } from "@mantine/core"
import { changeOwnPassword } from "@netweir/server/contract"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { call } from "../../api/call.ts"
import { Problem } from "../../views/states.tsx"

const MIN_LENGTH = 8

/** Forced: the whole screen, after the first login with a password that an administrator gave. */
export function ChangePassword({ isForced = false, onDone }: { isForced?: boolean; onDone?: () => void }) {
  const client = useQueryClient()
  const [current, setCurrent] = useState("")
  const [next, setNext] = useState("")
  const [again, setAgain] = useState("")
  const change = useMutation({
    mutationFn: () => call(changeOwnPassword, { body: { current, next } }),
    onSuccess: async () => {
      setCurrent("")
      setNext("")
      setAgain("")
      await client.invalidateQueries({ queryKey: ["session"] })
      onDone?.()
    },
  })
  const isShort = next.length > 0 && next.length < MIN_LENGTH
  const differs = again.length > 0 && again !== next
  const form = (
    <form className="login" onSubmit={(event) => { event.preventDefault(); if (next === again) change.mutate() }}>
      {isForced && <div className="login-brand"><img src={`${prefix}/favicon.svg`} width={36} height={36} alt="" /><h1>Choose a password</h1></div>}
      {isForced && <p className="muted">The present one was given to you by somebody: replace it with one that only you know.</p>}
      <PasswordInput label="Present password" value={current} onChange={(event) => setCurrent(event.currentTarget.value)} autoComplete="current-password" required autoFocus={isForced} />
      <PasswordInput label="New password" description={`At least ${MIN_LENGTH} characters`} value={next} onChange={(event) => setNext(event.currentTarget.value)} autoComplete="new-password" required minLength={MIN_LENGTH} maxLength={256} error={isShort ? `At least ${MIN_LENGTH} characters` : undefined} />
      <PasswordInput label="New password again" value={again} onChange={(event) => setAgain(event.currentTarget.value)} autoComplete="new-password" required error={differs ? "The two differ" : undefined} />
      {change.error && <Problem error={change.error} />}
      <Button type="submit" loading={change.isPending} disabled={isShort || differs}>Change password</Button>
    </form>
  )
  return isForced ? <main className="alone">{form}</main> : form
}
