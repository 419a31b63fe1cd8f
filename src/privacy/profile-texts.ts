import type { DashbotPayload } from '../wire/types'
import { wordsOfNames } from './name-words'
import { type ProfileText, withoutProfiles } from './user-profiles'
import { NAME_KEYS, NAME_SIGN, NAME_WORDS, wholeWordReplacer } from './whole-words'

/** The payload without profiles, and what replaces the texts that they had: pictures and descriptions, and names. */
export function withoutProfileTexts(
  payload: DashbotPayload,
  userIds: readonly string[],
  names: readonly string[],
) {
  const said: ProfileText[] = []
  const profileless = withoutProfiles(payload, said) as DashbotPayload
  const known = textsOfUser(said, new Set([payload.userId, ...userIds]))
  const textsOf = (kind: ProfileText['kind']) =>
    known.filter((text) => text.kind === kind).map(({ text }) => text)
  const pictures = placeholders(textsOf('picture'), '[picture]')
  const descriptions = placeholders(textsOf('description'), '[description]')
  const given = [...names, ...textsOf('name')]
  const allNames = placeholders(wordsOfNames(given), NAME_SIGN)
  return {
    profileless,
    replaceTexts: wholeWordReplacer(new Map([...pictures, ...descriptions]), NAME_WORDS),
    replaceNames: wholeWordReplacer(allNames, NAME_WORDS),
    replaceKeys: wholeWordReplacer(namesOfKeys(allNames, new Set(given)), NAME_KEYS),
  }
}

/** The texts of the user's own profiles; of all, where no profile has an id of the user. */
function textsOfUser(said: readonly ProfileText[], own: ReadonlySet<string>): readonly ProfileText[] {
  const isOwn = ({ ids }: ProfileText): boolean => ids.some((id) => own.has(id))
  if (!said.some(isOwn)) return said
  return said.filter((text) => text.ids.length === 0 || isOwn(text))
}

/** The word `data` of a handle `my_data` is mostly a property's own name, and is left. */
function namesOfKeys(
  names: ReadonlyMap<string, string>,
  given: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  return new Map([...names].filter(([name]) => given.has(name) || /^\P{Ll}/u.test(name)))
}

const placeholders = (texts: Iterable<string>, placeholder: string): ReadonlyMap<string, string> =>
  new Map([...texts].filter((text) => text.length > 2).map((text) => [text, placeholder]))
