import { asList, asObject } from '../../internal/json'
import type { DashbotIntentInput } from '../../wire/types'
import { filledText, valueText } from '../value-text'

/** Maximum depth of nested composites; it also ends a circular one. */
const MAX_DEPTH = 6
/** Maximum number of inputs of one intent. */
const MAX_INPUTS = 100

/**
 * A recognizer's entities as inputs, one for each hit. A list entity's values are joined by ", ", a built-in entity
 * (a number, a date) gives the user's own words, a composite's children come as `Parent.child`.
 */
export function entityInputs(entities: unknown): DashbotIntentInput[] {
  const inputs: DashbotIntentInput[] = []
  const list = asList(asObject(entities)?.entities)
  if (Array.isArray(entities)) addCategories(entities, inputs)
  else if (list.some(isCategorized)) addCategories(list, inputs)
  else addNamed(entities, '', 0, inputs)
  return inputs
}

/** CLU: a list of `{ category, text, extraInformation }`. */
function addCategories(list: readonly unknown[], inputs: DashbotIntentInput[]): void {
  for (const item of list) {
    const entity = asObject(item)
    const name = filledText(entity?.category)
    if (name === undefined || inputs.length >= MAX_INPUTS) continue
    const value = listKeys(entity?.extraInformation) ?? valueText(entity?.text)
    if (value !== undefined) inputs.push({ name, value })
  }
}

function isCategorized(item: unknown): boolean {
  return typeof asObject(item)?.category === 'string'
}

function listKeys(extra: unknown): string | undefined {
  const infos = asList(extra).map(asObject)
  return joined(infos.map((info) => (info?.extraInformationKind === 'ListKey' ? info.key : undefined)))
}

function joined(values: readonly unknown[]): string | undefined {
  const texts = values.map(valueText).filter((text) => text !== undefined)
  return texts.length === 0 ? undefined : texts.join(', ')
}

/** LUIS and the recognizers of its shape: hits by name, with the user's words under `$instance`. */
function addNamed(entities: unknown, prefix: string, depth: number, inputs: DashbotIntentInput[]): void {
  const hitsByName = asObject(entities)
  if (hitsByName === undefined || depth > MAX_DEPTH) return
  const instances = asObject(hitsByName.$instance)
  for (const name of Object.keys(hitsByName)) {
    if (name === '' || name === '$instance' || name === '$raw') continue
    const value = hitsByName[name]
    const hits = Array.isArray(value) ? value : [value]
    const words = asList(instances?.[name])
    for (let index = 0; index < hits.length && inputs.length < MAX_INPUTS; index++) {
      addHit(hits[index], words[index], { name: prefix + name, depth, inputs })
    }
  }
}

interface Hit {
  readonly name: string
  readonly depth: number
  readonly inputs: DashbotIntentInput[]
}

function addHit(hit: unknown, instance: unknown, { name, depth, inputs }: Hit): void {
  if (isComposite(hit)) {
    addNamed(hit, `${name}.`, depth + 1, inputs)
    return
  }
  const value = hitText(hit, instance)
  if (value !== undefined) inputs.push({ name, value })
}

function isComposite(hit: unknown): boolean {
  const fields = asObject(hit)
  if (fields === undefined) return false
  if (asObject(fields.$instance) !== undefined) return true
  const values = Object.values(fields)
  return values.length > 0 && values.every(Array.isArray)
}

function hitText(hit: unknown, instance: unknown): string | undefined {
  if (typeof hit === 'string') return hit
  if (Array.isArray(hit)) return joined(hit)
  return filledText(asObject(instance)?.text) ?? valueText(hit)
}
