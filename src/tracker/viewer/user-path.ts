/** An id that a browser would take for this folder or the one above, written as `.` or `%2E`, needs something before it. */
const DOTS = /^~*\.\.?$/
const ESCAPED_DOTS = /^~+\.\.?$/

/** The path of a user's transcript. */
export const userPath = (userId: string): string =>
  `/transcripts/${encodeURIComponent(DOTS.test(userId) ? `~${userId}` : userId)}`

/** The user's id of the last part of such a path. */
export const userOfPath = (part: string): string => (ESCAPED_DOTS.test(part) ? part.slice(1) : part)
