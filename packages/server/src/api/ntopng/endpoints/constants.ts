// Numbers and words that clients translate with.
import { categories, protocols } from "@netweir/model"
import { alertTypes, severities } from "../alert-types.ts"
import { endpoint } from "../endpoint.ts"
import { l4Protocols } from "../l4-protocols.ts"

export const alertSeverities = endpoint({ path: "get/alert/severity/consts", answer: () => ({ rsp: Object.entries(severities).map(([severity, id]) => ({ severity, id })) }) })
export const alertTypeConstants = endpoint({ path: "get/alert/type/consts", answer: () => ({ rsp: alertTypes.map(([key, , type]) => ({ type, key })) }) })
export const applications = endpoint({ path: "get/l7/application/consts", answer: () => ({ rsp: protocols.map(({ id, name, categoryId }) => ({ appl_id: id, name, cat_id: categoryId })) }) })
export const l7Categories = endpoint({
  path: "get/l7/category/consts",
  answer: () => ({
    rsp: categories.map(({ id, name }) => ({
      cat_id: id, name, app_list: protocols.filter((protocol) => protocol.categoryId === id).map((protocol) => ({ id: String(protocol.id), name: protocol.name })),
    })),
  }),
})
export const l4Constants = endpoint({ path: "get/l4/protocol/consts", answer: () => ({ rsp: l4Protocols.map(([id, name]) => ({ id, name })) }) })
