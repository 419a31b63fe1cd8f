export type Leaf = string | number

/** What becomes of each part of a JSON value. */
export interface JsonMapping {
  /** @param field the property that holds the leaf; an array's items have the array's, a named value has its name */
  leaf(leaf: Leaf, field: string): Leaf
  /** Another name for a property; names that become equal are numbered. */
  name?(name: string): string
  /** A value in the place of the whole property, or undefined to go into it. */
  property?(
    name: string,
    value: unknown,
    owner: Readonly<Record<string, unknown>>,
  ): { readonly value: unknown } | undefined
}

/** A copy of a JSON value with every string, number and property name mapped. */
export function mapJson(value: unknown, mapping: JsonMapping, field = ''): unknown {
  if (typeof value === 'string' || typeof value === 'number') return mapping.leaf(value, field)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => mapJson(item, mapping, field))
  const owner = value as Readonly<Record<string, unknown>>
  const result = new Map<string, unknown>()
  for (const [name, item] of Object.entries(owner)) {
    const replaced = mapping.property?.(name, item, owner)
    const mapped = replaced === undefined ? mapJson(item, mapping, fieldOf(name, owner)) : replaced.value
    result.set(free(mapping.name?.(name) ?? name, result), mapped)
  }
  return Object.fromEntries(result)
}

/** `{ name: 'phone', value: '…' }` is a field called phone. */
function fieldOf(name: string, owner: Readonly<Record<string, unknown>>): string {
  if (name !== 'value') return name
  return typeof owner.name === 'string' ? owner.name : typeof owner.label === 'string' ? owner.label : name
}

function free(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name
  let count = 2
  while (taken.has(`${name} ${count}`)) count++
  return `${name} ${count}`
}
