import { isBoxedPrimitive } from 'node:util/types'

/** A part of a value that has no JSON. */
export interface LostPart {
  /** The top-level field that holds it; names further down may be a user's. */
  readonly field: string
  readonly why: string
}

export interface PlainJson {
  /** undefined where the whole value has no JSON: a function, undefined, a proxy that throws. */
  readonly json: string | undefined
  readonly lost: readonly LostPart[]
}

/** Fields whose content is free: a note marks there what was left out. Elsewhere it would pass for a value. */
const FREE_FIELDS: ReadonlySet<string> = new Set([
  'platformJson',
  'platformUserJson',
  'extraInfo',
  'metadata',
  'sharedMessage',
])

/** What lies beyond these is left out. They end what refers to the same objects over and over. */
const MAX_DEPTH = 200
const MAX_VALUES = 200_000
const MAX_CHARACTERS = 16 * 1024 * 1024

const nothingLost: readonly LostPart[] = []

/**
 * The value as JSON text: a Date as its ISO text, `toJSON` honoured. What has no JSON (a cycle, a BigInt, a getter or
 * `toJSON` that throws) costs its own place. Never throws.
 */
export function toPlainJson(value: unknown): PlainJson {
  try {
    return { json: JSON.stringify(value), lost: nothingLost }
  } catch {
    const copying = new PlainCopy()
    return { json: JSON.stringify(copying.of(value)), lost: copying.lost }
  }
}

/** Stands in the place of a whole free field. */
export function leftOutNote(field: string, why: string): { readonly note: string } {
  return { note: `${field} was left out: ${why}` }
}

const TOO_MUCH = 'it is nested too deeply, or too long'

/** Copies what JSON.stringify would write, place by place. */
class PlainCopy {
  readonly lost: LostPart[] = []
  readonly #ancestors = new Set<object>()
  #field = ''
  #values = 0
  #characters = 0

  of(value: unknown): unknown {
    return this.#copy(value, '', 0)
  }

  #copy(value: unknown, key: string, depth: number): unknown {
    let plain: unknown
    try {
      plain = convert(value, key)
    } catch {
      return this.#lose('a getter or toJSON threw', depth)
    }
    if (typeof plain === 'string') this.#characters += plain.length
    if (depth > MAX_DEPTH || this.#characters > MAX_CHARACTERS) return this.#lose(TOO_MUCH, depth)
    if (typeof plain === 'bigint') return this.#lose('it is a BigInt', depth)
    if (typeof plain === 'function' || typeof plain === 'symbol') return undefined
    return typeof plain === 'object' && plain !== null ? this.#copyChildren(plain, depth) : plain
  }

  #copyChildren(source: object, depth: number): unknown {
    if (this.#ancestors.has(source)) return this.#lose('it is circular', depth)
    this.#ancestors.add(source)
    try {
      return Array.isArray(source) ? this.#copyList(source, depth) : this.#copyObject(source, depth)
    } catch {
      return this.#lose('it cannot be read', depth)
    } finally {
      this.#ancestors.delete(source)
    }
  }

  #copyList(source: readonly unknown[], depth: number): unknown[] {
    const copy: unknown[] = []
    for (let index = 0; index < source.length && this.#hasRoom(depth); index++) {
      copy.push(this.#copyProperty(source, String(index), depth) ?? null)
    }
    return copy
  }

  #copyObject(source: object, depth: number): object {
    const entries: [string, unknown][] = []
    for (const key of Object.keys(source)) {
      if (!this.#hasRoom(depth)) break
      const value = this.#copyProperty(source, key, depth)
      if (value !== undefined) entries.push([key, value])
    }
    return Object.fromEntries(entries)
  }

  #copyProperty(source: object, key: string, depth: number): unknown {
    if (depth === 0) this.#field = key
    let value: unknown
    try {
      value = Reflect.get(source, key)
    } catch {
      return this.#lose('a getter or toJSON threw', depth + 1)
    }
    return this.#copy(value, key, depth + 1)
  }

  #hasRoom(depth: number): boolean {
    this.#values += 1
    if (this.#values > MAX_VALUES) this.#lose(TOO_MUCH, depth)
    return this.#values <= MAX_VALUES
  }

  #lose(why: string, depth: number): unknown {
    const field = this.#field
    if (!this.lost.some((part) => part.field === field && part.why === why)) this.lost.push({ field, why })
    if (!FREE_FIELDS.has(field)) return undefined
    return depth === 1 ? leftOutNote(field, why) : `[left out: ${why}]`
  }
}

/** What JSON.stringify makes of a value before it looks at the type. */
function convert(value: unknown, key: string): unknown {
  if (typeof value !== 'bigint' && Object(value) !== value) return value
  const { toJSON } = Object(value)
  const given: unknown = typeof toJSON === 'function' ? Reflect.apply(toJSON, value, [key]) : value
  return isBoxedPrimitive(given) ? given.valueOf() : given
}
