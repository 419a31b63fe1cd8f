import { type BeforeSend, declareUserHandling } from '../client/before-send'
import type { DashbotPayload } from '../wire/types'
import { hideUserIds } from './hidden-ids'
import { mapJson } from './map-json'
import { wordsOfNames } from './name-words'
import { checkSecret, pseudonymOf } from './pseudonyms'
import { redactText } from './redact-text'
import { type ProfileText, withoutProfiles } from './user-profiles'
import { NAME_WORDS, wholeWordReplacer } from './whole-words'

/**
 * One line that leaves no personal data of the user that is known or recognized: ids become pseudonyms as with
 * `hashUserIds`; names, handles, pictures and descriptions go from X's `users`, from `from`, `recipient` and
 * `platformUserJson`, and become `[name]`, `[picture]` and `[description]` in texts; every text is redacted as with
 * `redactText`.
 *
 * Names are found as whole words of at least 3 characters, in any case: those of the payload's own profiles, and
 * those that the turn knows from earlier messages of the conversation. A name that only the text has is not known.
 *
 * @param secret as for `hashUserIds`: at least 16 characters
 * @throws {ConfigError} where the secret is shorter.
 */
export function pseudonymize(secret: string): BeforeSend {
  checkSecret('pseudonymize', secret)
  const redact = redactText()
  const hook: BeforeSend = (payload, about) => {
    const { userIds = [], names = [] } = about
    const { conversationId } = payload
    const nameless = withoutNames(payload, userIds, names)
    const anonymous = redact(hideUserIds(secret, nameless, userIds), about)
    if (conversationId === undefined || anonymous === null) return anonymous
    // A conversation that is called by a name or an address becomes another one, not the same for all.
    const said = { text: anonymous.conversationId ?? '', userId: '' }
    const redacted = redact(withoutNames(said, userIds, names), about)
    const isNamed = nameless.conversationId !== conversationId || Object(redacted).text !== said.text
    return isNamed ? { ...anonymous, conversationId: pseudonymOf(secret, conversationId) } : anonymous
  }
  return declareUserHandling(hook, { changesUsers: true, secret })
}

function withoutNames(
  payload: DashbotPayload,
  userIds: readonly string[],
  names: readonly string[],
): DashbotPayload {
  const said: ProfileText[] = []
  const stripped = withoutProfiles(payload, said)
  const known = textsOfUser(said, new Set([payload.userId, ...userIds]))
  const textsOf = (kind: ProfileText['kind']) =>
    known.filter((text) => text.kind === kind).map(({ text }) => text)
  const replaceNames = wholeWordReplacer(
    placeholders(wordsOfNames([...names, ...textsOf('name')]), '[name]'),
    NAME_WORDS,
  )
  const replaceOthers = wholeWordReplacer(
    new Map([
      ...placeholders(textsOf('picture'), '[picture]'),
      ...placeholders(textsOf('description'), '[description]'),
    ]),
    NAME_WORDS,
  )
  const cleaned = mapJson(stripped, {
    leaf: (leaf) => (typeof leaf === 'string' ? replaceNames(replaceOthers(leaf)) : leaf),
  }) as DashbotPayload
  return {
    ...cleaned,
    userId: payload.userId,
    ...('type' in payload && { type: payload.type }),
  } as DashbotPayload
}

/** The texts of the user's own profiles; of all, where no profile has an id of the user. */
function textsOfUser(said: readonly ProfileText[], own: ReadonlySet<string>): readonly ProfileText[] {
  const isOwn = ({ ids }: ProfileText): boolean => ids.some((id) => own.has(id))
  if (!said.some(isOwn)) return said
  return said.filter((text) => text.ids.length === 0 || isOwn(text))
}

const placeholders = (texts: Iterable<string>, placeholder: string): ReadonlyMap<string, string> =>
  new Map([...texts].filter((text) => text.length > 2).map((text) => [text, placeholder]))
