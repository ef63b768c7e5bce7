// Validates the OpenRPC document on standard input; exit status 1 and the faults when it is not.
import { readFileSync } from 'node:fs'
import Ajv from 'ajv'
import metaSchema from '@open-rpc/meta-schema'

// The meta-schema keeps the schema of schemas, and its $ref, at an address that nothing here
// fetches: Ajv's own draft-07 takes its place.
const elsewhere = 'https://meta.json-schema.tools'
const text = JSON.stringify(metaSchema.default ?? metaSchema)
  .replaceAll(`{"$ref":"${elsewhere}/#/definitions/JSONSchemaObject/properties/$ref"}`,
    '{"type":"string"}')
  .replaceAll(`{"$ref":"${elsewhere}"}`, '{"$ref":"http://json-schema.org/draft-07/schema#"}')
const schema = JSON.parse(text)
delete schema.$schema

const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema)
if (!validate(JSON.parse(readFileSync(0, 'utf8')))) {
  for (const fault of validate.errors.slice(0, 20)) {
    console.log(`${fault.instancePath || '/'} ${fault.message}`)
  }
  process.exitCode = 1
}
