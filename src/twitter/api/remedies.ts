/** What to do about X's error codes; the same reason has several. */
const byCode: Readonly<Record<number, string>> = {
  32: 'Check the four keys, and that the access token is of this app.',
  64: 'The account is suspended: see x.com with it.',
  88: 'Send less often, or later.',
  89: 'Create a new access token in the developer portal: this one is expired or revoked.',
  93: 'Give the app the permission "Read, write and direct messages" in the developer portal, then create a new access token.',
  150: 'The user takes no messages from the bot: let them write first, or open their messages.',
  151: 'The user takes no messages from the bot: let them write first, or open their messages.',
  215: 'Check the four keys.',
  226: 'X takes the message for automated spam: vary the texts, send less often, and label the account as automated.',
  326: 'Log in to x.com with the account, and unlock it.',
  349: 'The user takes no messages from the bot: let them write first, or open their messages.',
  354: 'Send at most 10,000 characters.',
  453: "Raise the app's access level in the developer portal: it does not include this endpoint.",
}

const byStatus: Readonly<Record<number, string>> = {
  401: 'Check the four keys, and that the access token is of this app.',
  403: 'The user takes no messages from the bot, or the app may not send any: check its permissions in the developer portal.',
  429: 'Send less often, or later.',
}

/** Reasons for which v2 of the API refuses to connect a webhook or an account. */
const byReason: Readonly<Record<string, string>> = {
  CrcValidationFailed:
    "The bot must run at that address and answer X's challenge: check the address, and that consumerSecret is the app's API key secret.",
  UrlValidationFailed: 'The address must be https, without a port, and reachable from the internet.',
  DuplicateUrlFailed: 'The app has registered this address already: see botbuilder-dashbot x status.',
  WebhookLimitExceeded:
    'The app may have no more webhooks: remove one with botbuilder-dashbot x disconnect, or raise the access level.',
  WebhookIdInvalid: 'The app has no such webhook: see botbuilder-dashbot x status.',
  DuplicateSubscriptionFailed: 'The account is subscribed already.',
  SubscriptionLimitExceeded:
    'The app may subscribe no more accounts: unsubscribe one with botbuilder-dashbot x disconnect, or raise the access level.',
  SubscriptionNotFound: 'The account is not subscribed to this webhook.',
  ReplayConflictError: 'X delivers events of this webhook again already: wait until it is through.',
  QueryParamInvalid: 'The span must lie within the last 24 hours and end at least 10 minutes ago.',
}

/** The reason that an answer of v2 names anywhere. */
export function reasonIn(data: unknown): string | undefined {
  const text = JSON.stringify(data) ?? ''
  return Object.keys(byReason).find((reason) => text.includes(reason))
}

/** What X said of a refusal. */
export interface RefusalCodes {
  readonly apiCode?: number | undefined
  readonly reason?: string | undefined
}

/** The remedy for X's reason or error code, else for the status. */
export function remedyFor(status: number, { apiCode, reason }: RefusalCodes): string {
  const known =
    (reason !== undefined && byReason[reason]) ||
    (apiCode !== undefined && byCode[apiCode]) ||
    byStatus[status]
  return known || (status >= 500 ? 'X has an internal error: try again later.' : "See X's message.")
}
