/**
 * Cuts texts into the words that the search index holds, one after the other, so that SQLite's simplest tokenizer
 * (`ascii`: it splits at ASCII characters that are neither letters nor digits) is enough for every language.
 *
 * - A word is a run of letters, digits and marks, without accents and in lower case.
 * - Scripts without spaces between words, and Hangul, whose endings stick to words, are cut into pairs of
 *   neighbouring characters; the last character of a run stands alone, too, so that any one can be found.
 * - An emoji is a word of its own; one of several parts (skin tone, joined emoji) is there as a whole and by parts.
 */
export function indexWords(text: string): string {
  if (isAscii(text)) return text
  if (!HAS_RUN_OR_EMOJI.test(text)) return foldWord(text.normalize('NFC').replace(BETWEEN_WORDS, ' '))
  return piecesOf(text)
    .flatMap((piece) => wordsOf(piece))
    .join(' ')
}

/** A part of a text that is searched as one. */
export interface Piece {
  readonly kind: 'word' | 'run' | 'emoji'
  /** As it stands in the text. */
  readonly text: string
  readonly index: number
}

const RUN_SCRIPTS = ['Han', 'Hira', 'Kana', 'Bopo', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt', 'Yiii']
const RUN_CHARACTER = `[${RUN_SCRIPTS.map((script) => `\\p{scx=${script}}`).join('')}]`
const EMOJI_PART =
  '(?:\\p{RI}\\p{RI}|\\p{Extended_Pictographic}|\\p{RI})[\\u{1F3FB}-\\u{1F3FF}\\uFE0F\\u20E3]*'
const EMOJI = `${EMOJI_PART}(?:\\u200D${EMOJI_PART})*|[0-9#*]\\uFE0F?\\u20E3`
const RUN = `(?:(?=[\\p{L}\\p{N}\\p{M}\u30FC\u3005\u3007])${RUN_CHARACTER})+`
const WORD = `(?:(?!${RUN_CHARACTER})[\\p{L}\\p{N}\\p{M}]|(?<=[\\p{L}\\p{M}])[\\u200C\\u200D](?=[\\p{L}]))+`
/** Most texts have nothing of it, and are cut more quickly. */
const HAS_RUN_OR_EMOJI = new RegExp(`${RUN_CHARACTER}|\\p{Extended_Pictographic}|\\p{RI}|\\u20E3`, 'u')
const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}\p{ASCII}\u200C\u200D]+/gu
const PIECE = new RegExp(`(?<emoji>${EMOJI})|(?<run>${RUN})|(?<word>${WORD})`, 'gu')

/** The pieces of a text, in their order; what lies between them is not searched. */
export function piecesOf(text: string): readonly Piece[] {
  return Array.from(text.normalize('NFC').matchAll(PIECE), (match) => ({
    kind: match.groups?.emoji !== undefined ? 'emoji' : match.groups?.run !== undefined ? 'run' : 'word',
    text: match[0],
    index: match.index,
  }))
}

/** The words under which the index has a piece. */
function wordsOf({ kind, text }: Piece): readonly string[] {
  if (kind === 'word') return [foldWord(text)]
  if (kind === 'run') return [...pairsOf(text), lastOf(text)]
  const whole = emojiWord(text)
  const parts = text.split(/\u200D|(?=[\u{1F3FB}-\u{1F3FF}])/u).map(emojiWord)
  return parts.length > 1 ? [whole, ...parts] : [whole]
}

const lastOf = (run: string): string => [...foldRun(run)].at(-1) ?? ''

/** The pairs of neighbouring characters in a run; none where it has one character. */
export function pairsOf(run: string): readonly string[] {
  const characters = [...foldRun(run)]
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}

/** Full and half width are the same. */
export const foldRun = (run: string): string => run.normalize('NFKC')

/** An emoji without the sign that asks for its coloured form. */
export const emojiWord = (emoji: string): string => emoji.replaceAll('\uFE0F', '')

/** Letters that Unicode does not take apart, as people type them without a special keyboard. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  ı: 'i',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  ё: 'е',
  ـ: '',
}
const PLAIN_LETTER = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu')

/** Where marks are accents; in other scripts they are vowels, and another mark is another word. */
const ACCENTED = /[\p{scx=Latn}\p{scx=Grek}\p{scx=Hebr}\p{scx=Arab}]\p{M}*/gu

/** A word in lower case, without accents, full width and joiners. */
export function foldWord(word: string): string {
  if (isAscii(word)) return word.toLowerCase()
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u200C\u200D]/gu, '')
    .replace(ACCENTED, (letter) => letter.normalize('NFD').replace(/\p{M}/gu, ''))
    .replace(PLAIN_LETTER, (letter) => PLAIN[letter] ?? letter)
    .replaceAll('ς', 'σ')
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)
