import { emojiWord, foldWord, type Piece, pairsOf, piecesOf } from '../search/words'

/** Texts of which this share of the words is the same are alike. */
const LEAST_SHARE = 0.7
/** A word that more groups have than this says little, and would take long to look through. */
const MAX_GROUPS_OF_WORD = 50
/** Of a long text, so many characters count. */
const MAX_LENGTH = 500

interface Group<T> {
  readonly words: readonly string[]
  readonly items: T[]
}

/**
 * Groups what has texts that are alike: the same words, or most of them, whatever their order, case, accents and
 * signs. Numbers are all the same word. The items of a group keep their order; groups come in the order of their
 * first items.
 */
export function groupAlike<T>(items: readonly T[], textOf: (item: T) => string): readonly (readonly T[])[] {
  const byWords = groupBySameWords(items, textOf)
  const leaders = new Map<string, Group<T>[]>()
  const merged = new Map<Group<T>, Group<T>>()
  for (const group of [...byWords].sort((one, other) => other.items.length - one.items.length)) {
    const leader = nearest(group, leaders)
    if (leader !== undefined) merged.set(group, leader)
    else lead(group, leaders)
  }
  const members = new Map(byWords.filter((group) => !merged.has(group)).map((group) => [group, [group]]))
  for (const [group, leader] of merged) members.get(leader)?.push(group)
  const order = new Map(items.map((item, index) => [item, index] as const).reverse())
  const place = (item: T | undefined) => (item === undefined ? 0 : (order.get(item) ?? 0))
  return [...members.values()]
    .map((groups) => groups.flatMap((group) => group.items).sort((one, other) => place(one) - place(other)))
    .sort(([one], [other]) => place(one) - place(other))
}

function groupBySameWords<T>(items: readonly T[], textOf: (item: T) => string): readonly Group<T>[] {
  const byText = new Map<string, Group<T>>()
  const byWords = new Map<string, Group<T>>()
  for (const item of items) {
    const text = textOf(item)
    let group = byText.get(text)
    if (group === undefined) {
      const words = wordsOf(text)
      const key = words.join(' ')
      group = byWords.get(key) ?? { words, items: [] }
      byWords.set(key, group)
      byText.set(text, group)
    }
    group.items.push(item)
  }
  return [...byWords.values()]
}

function lead<T>(group: Group<T>, leaders: Map<string, Group<T>[]>): void {
  for (const word of group.words) {
    const others = leaders.get(word)
    if (others === undefined) leaders.set(word, [group])
    else others.push(group)
  }
}

/** The group that shares most of the words, if they are enough. */
function nearest<T>({ words }: Group<T>, leaders: ReadonlyMap<string, readonly Group<T>[]>) {
  const shared = new Map<Group<T>, number>()
  for (const word of words) {
    const groups = leaders.get(word) ?? []
    if (groups.length > MAX_GROUPS_OF_WORD) continue
    for (const group of groups) shared.set(group, (shared.get(group) ?? 0) + 1)
  }
  let best: Group<T> | undefined
  let most = LEAST_SHARE
  for (const [group, count] of shared) {
    const share = count / (words.length + group.words.length - count)
    if (share < most || (share === most && best !== undefined)) continue
    best = group
    most = share
  }
  return best
}

/** Each word once, in the order of the alphabet; the text itself where it has none. */
function wordsOf(text: string): readonly string[] {
  const words = piecesOf(text.slice(0, MAX_LENGTH)).flatMap(wordsOfPiece)
  return words.length === 0 ? [text] : [...new Set(words)].sort()
}

function wordsOfPiece({ kind, text }: Piece): readonly string[] {
  if (kind === 'emoji') return [emojiWord(text)]
  if (kind === 'run' && text.length > 1) return pairsOf(text)
  return [/^\p{N}+$/u.test(text) ? '0' : foldWord(text)]
}
