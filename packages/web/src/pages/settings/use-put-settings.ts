import { notifications } from "@mantine/notifications"
import { putSettings } from "@netweir/server/contract"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { call, type ApiError } from "../../api/call.ts"
import type { Settings } from "../../state/session.tsx"

/** Changes some settings for everybody. */
export function usePutSettings() {
  const client = useQueryClient()
  return useMutation<Settings, ApiError, Partial<Settings>>({
    mutationFn: (body) => call(putSettings, { body }),
    onSuccess: (settings) => {
      client.setQueryData(["settings"], settings)
      notifications.show({ message: "Saved." })
    },
  })
}
