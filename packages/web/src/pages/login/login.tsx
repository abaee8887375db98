import { prefix } from "../../state/prefix.ts"
import { Button, PasswordInput, TextInput } from "@mantine/core"
import { login } from "@netweir/server/contract"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { ApiError, call, setCsrfToken } from "../../api/call.ts"
import { nextPath } from "./next-path.ts"
import { Problem } from "../../views/states.tsx"

export function Login() {
  const client = useQueryClient()
  const [user, setUser] = useState("")
  const [password, setPassword] = useState("")
  const enter = useMutation({
    mutationFn: () => call(login, { body: { user, password } }),
    onSuccess: (session) => {
      setCsrfToken(session.csrfToken)
      const next = nextPath(location.search)
      if (next === null) client.setQueryData(["session"], session)
      else location.replace(prefix + next)
    },
  })
  return (
    <main className="alone">
      <form className="login" onSubmit={(event) => { event.preventDefault(); enter.mutate() }}>
        <div className="login-brand"><img src={`${prefix}/favicon.svg`} width={36} height={36} alt="" /><h1>Netweir</h1></div>
        <TextInput label="User" value={user} onChange={(event) => setUser(event.currentTarget.value)} autoComplete="username" autoCapitalize="none" autoFocus required maxLength={64} />
        <PasswordInput label="Password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} autoComplete="current-password" required maxLength={256} />
        {enter.error && <Problem error={enter.error instanceof ApiError ? enter.error : new Error("Login failed.")} />}
        <Button type="submit" loading={enter.isPending} fullWidth>Log in</Button>
        <p className="muted small">The first password of <code>admin</code> was printed where Netweir was started.</p>
      </form>
    </main>
  )
}
