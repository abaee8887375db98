import "@mantine/core/styles/baseline.css"
import "@mantine/core/styles/default-css-variables.css"
import "@mantine/core/styles/global.css"
import "@mantine/core/styles/UnstyledButton.css"
import "@mantine/core/styles/VisuallyHidden.css"
import "@mantine/core/styles/Paper.css"
import "@mantine/core/styles/Popover.css"
import "@mantine/core/styles/CloseButton.css"
import "@mantine/core/styles/Loader.css"
import "@mantine/core/styles/Overlay.css"
import "@mantine/core/styles/ModalBase.css"
import "@mantine/core/styles/Modal.css"
import "@mantine/core/styles/Input.css"
import "@mantine/core/styles/InlineInput.css"
import "@mantine/core/styles/Flex.css"
import "@mantine/core/styles/Checkbox.css"
import "@mantine/core/styles/ActionIcon.css"
import "@mantine/core/styles/Button.css"
import "@mantine/core/styles/Menu.css"
import "@mantine/core/styles/PasswordInput.css"
import "@mantine/core/styles/Group.css"
import "@mantine/core/styles/Notification.css"
import "@mantine/notifications/styles.css"
import "./styles/colors.css"
import "./styles/base.css"
import "./styles/shell.css"
import "./styles/table.css"
import "./styles/parts.css"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { ApiError } from "./api/call.ts"
import { App } from "./app.tsx"

const client = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      // A refusal stays one when asked again; a server that does not answer may come back.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500) && !(error instanceof ApiError && error.code === "history-off"),
    },
  },
})

// A newer build runs on the server and this page's bundles are gone: load the new page, once.
addEventListener("vite:preloadError", (event) => {
  const last = Number(sessionStorage.getItem("netweir.reloaded"))
  if (Date.now() - last < 30_000) return
  event.preventDefault()
  sessionStorage.setItem("netweir.reloaded", String(Date.now()))
  location.reload()
})

const place = document.getElementById("root")
if (place) createRoot(place).render(<StrictMode><QueryClientProvider client={client}><App /></QueryClientProvider></StrictMode>)
