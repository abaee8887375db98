// Questions to history, with the store's own refusals in the API's codes.
import { StoreError, type QuestionName, type ReplyOf, type RequestOf, type Store } from "@netweir/store"
import { ProductError, type ErrorCodeName } from "../contract/errors.ts"

const codes: Readonly<Record<StoreError["code"], ErrorCodeName>> = {
  "history-off": "history-off", "store-starting": "store-starting", "store-unreachable": "store-unreachable", "store-in-use": "store-unreachable", "store-failed": "store-unreachable",
  "store-newer": "store-unreachable", "store-target-invalid": "store-unreachable", "filter-invalid": "filter-invalid", "question-invalid": "request-invalid",
  "question-too-large": "question-too-slow", "question-timeout": "question-too-slow",
}

export async function askStore<Name extends QuestionName>(store: Store, question: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
  try {
    return await store.ask(question, request)
  } catch (error) {
    if (error instanceof StoreError) throw new ProductError(codes[error.code], error.details, { message: error.message, cause: error })
    throw error
  }
}
