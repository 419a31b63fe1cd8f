import { blankOut, type Finding, matchesOf } from './finding'

/** Ends of paths that name a picture or a film. */
const media = /\.(?:jpe?g|png|gif|webp|avif|heic|bmp|svg|tiff?|ico|mp4|m4v|mov|webm|mkv|avi|3gp|m3u8)$/i

const scheme = /[a-z0-9+.-]/i
const urlEnd = /[\s<>"`{}|\\^\ufffc\u00ab\u00bb\u201c\u201d]/g

const topLevels =
  'com|net|org|info|biz|edu|gov|io|co|me|ly|gl|gg|tv|to|app|dev|link|page|site|online|xyz|shop|blog|ai|eu|uk|us|ca|au|nz|in|jp|kr|cn|br|mx|ar|cl|de|at|ch|fr|be|nl|lu|es|pt|it|pl|cz|sk|hu|ro|gr|tr|ru|ua|se|no|dk|fi|ie|il|za'

/** A host without a scheme counts where `www.` or a path says that it is one: the word after a dot may be anything. */
const bareHint = new RegExp(
  `www\\.(?=[\\p{L}\\p{N}])|\\.(?:${topLevels})[/?](?=[\\p{L}\\p{N}@#?=&%+~_-])`,
  'giu',
)
const hostCharacter = /[\p{L}\p{N}.-]/u

/** URLs, without the punctuation that follows them. The path of a picture or a film is nothing personal. */
export function findUrls(text: string): readonly Finding[] {
  const withScheme = [...findWithScheme(text)]
  return [...withScheme, ...findBare(blankOut(text, withScheme))].sort(
    (one, other) => one.start - other.start,
  )
}

function* findWithScheme(text: string): Iterable<Finding> {
  let from = 0
  for (
    let colon = text.indexOf('://');
    colon !== -1;
    colon = text.indexOf('://', Math.max(from, colon + 3))
  ) {
    let start = colon
    while (start > from && scheme.test(text.charAt(start - 1))) start--
    while (start < colon && !/[a-z]/i.test(text.charAt(start))) start++
    const end = endOfUrl(text, colon + 3)
    from = end
    if (start < colon && end > colon + 3) yield finding(text, start, end)
  }
}

function* findBare(text: string): Iterable<Finding> {
  let from = 0
  for (const { index, 0: hint } of matchesOf(bareHint, text)) {
    if (index < from) continue
    let start = index
    while (start > from && hostCharacter.test(text.charAt(start - 1))) start--
    while (start < index && /[.-]/.test(text.charAt(start))) start++
    const isHost = start < index || hint.endsWith('.')
    from = index + hint.length
    if (!isHost || /[@/_\ufffc]/.test(text.charAt(start - 1))) continue
    const end = endOfUrl(text, from)
    from = end
    yield finding(text, start, end)
  }
}

function finding(text: string, start: number, end: number): Finding {
  return { kind: isMediaPath(text.slice(start, end)) ? undefined : 'url', start, end }
}

/** Whether the URL shows no more than where a picture or a film is. */
function isMediaPath(url: string): boolean {
  return media.test(url) && !/[?#@]|%40/.test(url)
}

function endOfUrl(text: string, start: number): number {
  urlEnd.lastIndex = start
  const limit = urlEnd.exec(text)?.index ?? text.length
  let end = limit
  while (end > start && isTrailing(text, start, end)) end--
  return end
}

/** Punctuation at the end belongs to the sentence, a closing bracket only where the URL does not open it. */
function isTrailing(text: string, start: number, end: number): boolean {
  const last = text.charAt(end - 1)
  if (/[.,;:!?'*_~\u2026\u3002]/.test(last)) return true
  const opening = { ')': '(', ']': '[' }[last]
  return opening !== undefined && text.lastIndexOf(opening, end - 1) < start
}

const userInfo = /^([a-z][a-z0-9+.-]{0,40}:\/\/)[^/?#]*@/i

/**
 * What may stay of a URL that is a field of its own: all but its credentials, its query, and a fragment with
 * parameters. undefined where the text is not a single URL, or its path holds an address.
 */
export function withoutQuery(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]{0,40}:\/\/[^\s<>"]+$/i.test(text)) return undefined
  const plain = text.replace(userInfo, '$1').replace(/\?[^#]*/, '')
  const kept = plain.replace(/#[^#]*=.*$/s, '')
  return /@|%40/i.test(kept) ? undefined : kept
}
