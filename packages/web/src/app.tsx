import { MantineProvider, createTheme } from "@mantine/core"
import { Notifications } from "@mantine/notifications"
import { RouterProvider } from "@tanstack/react-router"
import { useEffect } from "react"
import { liveSocket } from "./api/use-live.ts"
import { ChangePassword } from "./pages/login/change-password.tsx"
import { Login } from "./pages/login/login.tsx"
import { router } from "./router.tsx"
import { SessionProvider, useSessionQuery } from "./state/session.tsx"
import { themeManager } from "./state/theme.ts"
import { Loading, Problem } from "./views/states.tsx"

// Colours and sizes are in styles/colors.css: Mantine would write them into a <style> element, which the CSP forbids.
const theme = createTheme({
  respectReducedMotion: true,
  components: { Modal: { defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 0 }, closeButtonProps: { "aria-label": "Close" } } }, Menu: { defaultProps: { transitionProps: { duration: 0 }, shadow: "md" } }, Popover: { defaultProps: { transitionProps: { duration: 0 }, shadow: "md" } } },
})

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={themeManager} withCssVariables={false} withGlobalClasses={false}>
      <Notifications position="bottom-right" />
      <Gate />
    </MantineProvider>
  )
}

function Gate() {
  const { data: session, error, refetch, isPending } = useSessionQuery()
  const user = session?.user
  useEffect(() => () => liveSocket.close(), [user]) // another user, another connection
  if (isPending) return <div className="alone"><Loading label="Starting" /></div>
  if (error) return <div className="alone"><Problem error={error} retry={() => void refetch()} /></div>
  if (!session) return <Login />
  if (session.mustChangePassword) return <ChangePassword isForced />
  return <SessionProvider value={session}><RouterProvider router={router} /></SessionProvider>
}
