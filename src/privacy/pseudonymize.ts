import { type BeforeSend, declareUserHandling } from '../client/before-send'
import type { DashbotPayload } from '../wire/types'
import { hideUserIds } from './hidden-ids'
import { mapFields } from './map-fields'
import { checkSecret, pseudonymOf } from './pseudonyms'
import { redactText } from './redact-text'
import { NAME_SIGN } from './whole-words'

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
 * @throws ConfigError where the secret is shorter.
 */
export function pseudonymize(secret: string): BeforeSend {
  checkSecret('pseudonymize', secret)
  const redact = redactText()
  const { withoutProfileTexts }: typeof import('./profile-texts') = require('./profile-texts')
  const hook: BeforeSend = (payload, about) => {
    const { userIds = [], names = [] } = about
    const { profileless, replaceTexts, replaceNames, replaceKeys } = withoutProfileTexts(
      payload,
      userIds,
      names,
    )
    const hidden = hideUserIds(secret, mapTexts(profileless, replaceTexts), userIds)
    // Names go last: an address that holds one is an address.
    const redacted = redact(hidden, about)
    if (redacted === null) return null
    const anonymous = mapTexts(redacted, replaceNames, replaceKeys)
    const { conversationId } = payload
    if (conversationId === undefined) return anonymous
    const said = redact({ text: hidden.conversationId ?? '', userId: '' }, about)
    const isNamed = replaceNames(String(Object(said).text)) !== hidden.conversationId
    return {
      ...anonymous,
      conversationId: isNamed ? pseudonymOf(secret, conversationId) : hidden.conversationId,
    }
  }
  return declareUserHandling(hook, { changesUsers: true, secret })
}

/**
 * A copy with every text replaced but the ids, the names of intents, and the name of an event that is a user's name by
 * chance; and the property names of free fields.
 */
function mapTexts(
  payload: DashbotPayload,
  text: (text: string) => string,
  name?: (name: string) => string,
): DashbotPayload {
  const { userId, conversationId } = payload
  const mapped = mapFields(payload, { text, ...(name && { name }), keepsIntentNames: true })
  return {
    ...mapped,
    userId,
    ...(conversationId !== undefined && { conversationId }),
    ...('type' in payload && Object(mapped).name === NAME_SIGN && { name: payload.name }),
  } as DashbotPayload
}
