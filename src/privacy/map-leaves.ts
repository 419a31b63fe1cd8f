export type Leaf = string | number

/**
 * A copy of a JSON value in which every string and number is what `map` makes of it; `key` is the property that
 * holds it (an array's items have the array's). Property names go through `mapKey`.
 */
export function mapLeaves(
  value: unknown,
  map: (leaf: Leaf, key: string) => Leaf,
  mapKey: (key: string) => string = (key) => key,
  key = '',
): unknown {
  if (typeof value === 'string' || typeof value === 'number') return map(value, key)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, map, mapKey, key))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [mapKey(name), mapLeaves(item, map, mapKey, name)]),
  )
}
