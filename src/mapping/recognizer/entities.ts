import type { DashbotIntentInput } from '../../wire/types'
import { filledText, items, type Loose, loose, valueText } from '../loose'

/** Composites nest; deeper than this nobody looks, and a circular one ends here. */
const MAX_DEPTH = 6
/** Inputs of one intent. */
const MAX_INPUTS = 100

/**
 * A recognizer's entities as inputs, one for each hit. A list entity's values are joined by ", ", a built-in entity
 * (a number, a date) gives the user's own words, a composite's children come as `Parent.child`.
 */
export function entityInputs(entities: unknown): DashbotIntentInput[] {
  const inputs: DashbotIntentInput[] = []
  const list = items(loose<'entities'>(entities)?.entities)
  if (Array.isArray(entities)) addCategories(entities, inputs)
  else if (list.some(isCategorized)) addCategories(list, inputs)
  else addNamed(entities, '', 0, inputs)
  return inputs
}

/** CLU: a list of `{ category, text, extraInformation }`. */
function addCategories(list: readonly unknown[], inputs: DashbotIntentInput[]): void {
  for (const item of list) {
    const entity = loose<'category' | 'text' | 'extraInformation'>(item)
    const name = filledText(entity?.category)
    if (name === undefined || inputs.length >= MAX_INPUTS) continue
    const value = listKeys(entity?.extraInformation) ?? valueText(entity?.text)
    if (value !== undefined) inputs.push({ name, value })
  }
}

function isCategorized(item: unknown): boolean {
  return typeof loose<'category'>(item)?.category === 'string'
}

function listKeys(extra: unknown): string | undefined {
  const keys = items(extra).map((item) => {
    const info = loose<'extraInformationKind' | 'key'>(item)
    return info?.extraInformationKind === 'ListKey' ? info.key : undefined
  })
  return filledText(keys.filter((key) => typeof key === 'string').join(', '))
}

/** LUIS and the recognizers of its shape: hits by name, with the user's words under `$instance`. */
function addNamed(entities: unknown, prefix: string, depth: number, inputs: DashbotIntentInput[]): void {
  const hitsByName = loose<string>(entities)
  if (hitsByName === undefined || depth > MAX_DEPTH) return
  const instances = loose<string>(hitsByName.$instance)
  for (const name of Object.keys(hitsByName)) {
    if (name === '' || name === '$instance' || name === '$raw') continue
    const value = hitsByName[name]
    const hits = Array.isArray(value) ? value : [value]
    const words = items(instances?.[name])
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
  const fields = loose<string>(hit)
  if (fields === undefined || Array.isArray(hit)) return false
  if (loose(fields.$instance) !== undefined) return true
  const values = Object.values(fields)
  return values.length > 0 && values.every(Array.isArray)
}

function hitText(hit: unknown, instance: unknown): string | undefined {
  if (typeof hit === 'string') return hit
  if (Array.isArray(hit))
    return hit
      .map(valueText)
      .filter((text) => text !== undefined)
      .join(', ')
  const words = (loose(instance) as Loose<'text'> | undefined)?.text
  return filledText(words) ?? valueText(hit)
}
