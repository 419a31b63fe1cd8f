/** An object of which nothing is known but the names that may be read from it. */
export type Loose<Name extends string> = { readonly [Key in Name]?: unknown }

/** The value as an object to read the given names from; undefined where it is none. */
export function loose<Name extends string>(value: unknown): Loose<Name> | undefined {
  return typeof value === 'object' && value !== null ? (value as Loose<Name>) : undefined
}

/** The items of an array; none where it is no array. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A string with something visible in it; undefined for anything else. */
export function filledText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return undefined
}

/** A value as text: strings as they are, objects as JSON; undefined for what is empty or has no JSON. */
export function valueText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  if (typeof value === 'object' && value !== null) {
    const json = attempt(JSON.stringify, value)
    return json === '{}' || json === '[]' ? undefined : json
  }
  return typeof value === 'boolean' ? String(value) : filledText(value)
}

/**
 * What `read` makes of the subject; undefined where that throws. Activities come from adapters and bots of any kind:
 * getters throw, proxies are revoked, structures are circular, and none of it may reach the bot.
 */
export function attempt<Subject, Result>(
  read: (subject: Subject) => Result,
  subject: Subject,
): Result | undefined {
  try {
    return read(subject)
  } catch {
    return undefined
  }
}
