import { personalDataKinds } from './kinds'

/** Shortest name that is looked for, in UTF-16 units. */
const SHORTEST_NAME = 3

/** Words of display names that are not names, as in "The Coffee Bot": replaced everywhere, they would spoil texts. */
const commonWords = new Set(
  (
    'the and for you not are was were has had have with this that from your our his her its who what when where why how ' +
    'all any can may will would could should one two new now out off get got let see say yes hey hello here there their ' +
    'official real team support help info news bot app online shop store service company club group daily love life ' +
    'good best big great little old just only very more most some such than then them they about into over under again ' +
    'mrs miss doctor prof sir und der die das den dem des ein eine einer mit von f\u00fcr auf aus bei nach nicht ist sind ' +
    'ich wir ihr sie les des une aux est sont pas pour par sur dans avec que qui los las del una uno por para con ' +
    'como pero m\u00e1s muy est\u00e1 son het een van voor met niet zijn gli che non per della alla uma dos das com n\u00e3o'
  ).split(' '),
)

/** A name that is the word of a placeholder would be found in each placeholder. */
const placeholderWords: ReadonlySet<string> = new Set([
  ...personalDataKinds,
  'name',
  'picture',
  'description',
])

const latin = /^[\p{Script=Latin}\p{M}\P{L}]*$/u

/**
 * The names as they are, in composed and decomposed form and without accents, and the single words of those that have
 * several, for a bot greets by the first name.
 */
export function wordsOfNames(names: Iterable<string>): ReadonlySet<string> {
  const words = new Set<string>()
  const add = (text: string): void => {
    if (text.length < SHORTEST_NAME || placeholderWords.has(text.toLowerCase())) return
    const decomposed = text.normalize('NFD')
    for (const form of [text, text.normalize('NFC'), decomposed]) words.add(form)
    if (latin.test(text)) words.add(decomposed.replace(/\p{M}/gu, ''))
  }
  for (const name of names) {
    const whole = name.trim().replace(/^@/, '')
    add(whole)
    const parts = whole.split(/[^\p{L}\p{M}\p{N}'\u2019-]+/u).filter((part) => /\p{L}/u.test(part))
    if (parts.length < 2 && parts[0] === whole) continue
    for (const part of parts) if (!commonWords.has(part.toLowerCase())) add(part)
  }
  return words
}
