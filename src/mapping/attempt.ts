/**
 * What `read` makes of the subject; undefined where that throws. Activities come from adapters and bots of any kind:
 * getters throw, proxies are revoked, structures are circular, and none of it may reach the bot.
 */
export function attempt<Subject, Result>(
  read: (subject: Subject) => Result,
  subject: Subject,
): Result | undefined {
  try {
    return read(subject)
  } catch {
    return undefined
  }
}
