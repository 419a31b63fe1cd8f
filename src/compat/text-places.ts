import { asObject } from '../internal/json'

/** Where dashbot's package looks for texts to redact: `*` is any property or item. */
const TEXT_PATHS: readonly (readonly string[])[] = [
  'text',
  'message.text',
  'intent.inputs.*.value',
  'request_body.originalRequest.data.inputs.*.rawInputs.*.query',
  'request_body.originalRequest.data.inputs.*.arguments.*.rawText',
  'request_body.originalRequest.data.inputs.*.arguments.*.textValue',
  'request_body.result.resolvedQuery',
  'request_body.result.parameters.*',
  'request_body.result.contexts.*.parameters.*',
  'event.request.intent.slots.*.value',
  'event.session.attributes.*',
  'response.sessionAttributes.*',
  'entry.*.messaging.*.message.text',
].map((path) => path.split('.'))

/** A text in a payload, to be read and replaced. */
export interface TextPlace {
  readonly text: string
  replace(text: string): void
}

/** The texts of a payload that dashbot's package redacts. */
export function textPlaces(payload: object): readonly TextPlace[] {
  return TEXT_PATHS.flatMap((path) => [...placesAt(payload, path)])
}

function* placesAt(value: unknown, [step, ...rest]: readonly string[]): Iterable<TextPlace> {
  const holder = Array.isArray(value) ? value : asObject(value)
  if (holder === undefined || step === undefined) return
  const properties = holder as Record<string, unknown>
  for (const key of step === '*' ? Object.keys(properties) : [step]) {
    const item = properties[key]
    if (rest.length > 0) yield* placesAt(item, rest)
    else if (typeof item === 'string')
      yield { text: item, replace: (text) => Object.assign(holder, { [key]: text }) }
  }
}
