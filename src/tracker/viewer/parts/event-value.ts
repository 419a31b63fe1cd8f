import type { EventName } from '../../queries/names'

/** An event as one value of a form. */
export function eventValue({ type, name }: EventName): string {
  return `${type}/${name}`
}

/** The event of a form's value; undefined for anything else. */
export function parseEventValue(value: string | undefined): EventName | undefined {
  const slash = value?.indexOf('/') ?? -1
  if (value === undefined || slash < 1 || slash === value.length - 1) return undefined
  return { type: value.slice(0, slash), name: value.slice(slash + 1) }
}
