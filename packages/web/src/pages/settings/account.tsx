import { notifications } from "@mantine/notifications"
import { Panel } from "../../views/panel.tsx"
import { ChangePassword } from "../login/change-password.tsx"

export function Account() {
  return <Panel title="Password"><ChangePassword onDone={() => notifications.show({ message: "The password was changed." })} /></Panel>
}
