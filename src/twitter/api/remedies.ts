/** What to do about X's error codes; the same reason has several. */
const byCode: Readonly<Record<number, string>> = {
  32: 'Check the four keys, and that the access token is of this app.',
  64: 'The account is suspended: see x.com with it.',
  88: 'Send less often, or later.',
  89: 'Create the access token anew in the developer portal: this one is expired or revoked.',
  93: 'Give the app the permission "Read, write and direct messages" in the developer portal, then create the access token anew.',
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

/** The remedy for X's error code, else for the status. */
export function remedyFor(status: number, apiCode: number | undefined): string {
  const known = (apiCode !== undefined && byCode[apiCode]) || byStatus[status]
  return known || (status >= 500 ? 'X has trouble of its own: try later.' : "See X's message.")
}
