// Query and path are text and become what the schema says; a JSON body must already be it (null is not 0).
import { Ajv } from "ajv"
import type { FastifySchemaCompiler } from "fastify"

export function requestValidator(): FastifySchemaCompiler<object> {
  const common = { useDefaults: true, allErrors: false, strict: false, validateFormats: false, allowUnionTypes: true } as const
  const text = new Ajv({ ...common, coerceTypes: true })
  const json = new Ajv({ ...common, coerceTypes: false })
  return ({ schema, httpPart }) => (httpPart === "body" ? json : text).compile(schema)
}
