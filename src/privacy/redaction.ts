import { textReturned } from '../client/wrong-return'
import { findPersonalData } from './detect/find'
import { withoutQuery } from './detect/urls'
import { idCheck, isPersonalNumberField, isSecretField, isTextField, wordsOfField } from './field'
import { mapJsonText } from './json-text'
import type { PersonalDataKind } from './kinds'
import { type JsonMapping, type Leaf, mapJson } from './map-json'
import { type OwnPattern, replaceOwn } from './own-patterns'

export interface RedactionOptions {
  readonly kinds: readonly PersonalDataKind[]
  readonly patterns: readonly OwnPattern[]
  readonly replacement: (kind: string) => string
}

/** What an id made of letters and digits may be instead. */
const MISTAKEN_FOR_IDS: readonly PersonalDataKind[] = ['email', 'iban', 'card', 'ip', 'url', 'ssn']

const PLACEHOLDER = '[redacted]'

/** Replaces personal data in the texts of JSON values. */
export class Redaction {
  readonly #patterns: readonly OwnPattern[]
  readonly #replacement: (kind: string) => string
  readonly #kinds: ReadonlySet<PersonalDataKind>
  readonly #kindsOfIds: ReadonlySet<PersonalDataKind>
  readonly #json: JsonMapping = {
    leaf: (leaf, field) => this.#leaf(leaf, field),
    name: (name) => this.#name(name),
  }
  /** For a text that is JSON: somebody may have written its numbers. */
  readonly #jsonText: JsonMapping = {
    ...this.#json,
    leaf: (leaf, field) => (typeof leaf === 'string' ? this.#string(leaf, field) : this.#number(leaf, field)),
  }

  constructor({ kinds, patterns, replacement }: RedactionOptions) {
    this.#patterns = patterns
    this.#replacement = (kind) => textReturned('replacement of redactText', replacement(kind))
    this.#kinds = new Set(kinds)
    this.#kindsOfIds = new Set(kinds.filter((kind) => MISTAKEN_FOR_IDS.includes(kind)))
  }

  value(value: unknown): unknown {
    return mapJson(value, this.#json)
  }

  #leaf(leaf: Leaf, field: string): Leaf {
    if (typeof leaf === 'string') return this.#string(leaf, field)
    return isPersonalNumberField(field) ? this.#number(leaf, field) : leaf
  }

  #string(text: string, field: string): string {
    if (this.#isSecret(text, field)) return this.#text(text, field)
    return mapJsonText(text, (value) => mapJson(value, this.#jsonText, field)) ?? this.#text(text, field)
  }

  #number(number: number, field: string): Leaf {
    const written = String(number)
    const redacted = this.#text(written, field)
    return redacted === written ? number : redacted
  }

  #name(name: string): string {
    return /^[\w.:-]*$/.test(name) ? name : this.#text(name, '')
  }

  #isSecret(text: string, field: string): boolean {
    return text !== '' && this.#kinds.has('credentials') && isSecretField(field)
  }

  /** A text of which nothing would be left has a placeholder: Dashbot takes no empty ones. */
  #text(text: string, field: string): string {
    return text && (this.#redacted(text, field) || PLACEHOLDER)
  }

  #redacted(text: string, field: string): string {
    if (this.#isSecret(text, field)) return this.#replacement('credentials')
    const own = this.#patterns.reduce(
      (current, pattern) => replaceOwn(pattern, current, this.#replacement),
      text,
    )
    const id = idCheck(field, own)
    if (id === 'digits') return own
    if (id === 'word') return this.#replace(own, this.#kindsOfIds, '')
    if (this.#kinds.has('url') && !isTextField(field)) {
      const plain = withoutQuery(own.trim())
      if (plain !== undefined) return plain
    }
    return this.#replace(own, this.#kinds, wordsOfField(field))
  }

  /** @param words stand before the text where its field's name says what it holds */
  #replace(text: string, kinds: ReadonlySet<PersonalDataKind>, words: string): string {
    let result = ''
    let position = 0
    for (const { kind, start, end } of findPersonalData(words + text, kinds)) {
      if (kind === undefined || end <= words.length) continue
      result += text.slice(position, Math.max(0, start - words.length)) + this.#replacement(kind)
      position = end - words.length
    }
    return result + text.slice(position)
  }
}
