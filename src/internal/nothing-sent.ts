/** Of the adapters' responses: that of other adapters has an empty id for messages that went out, too. */
const nothingSent = Symbol.for('botbuilder-dashbot.twitter.nothingSent')

/** The response of the X adapters to an activity that became no message. */
export function emptyResponse(): { id: string } {
  return Object.defineProperty({ id: '' }, nothingSent, { value: true })
}

/** true for the response of an X adapter, of any copy of this package, to an activity that became no message. */
export function isEmptyResponse(response: unknown): boolean {
  return Object(response)[nothingSent] === true
}
