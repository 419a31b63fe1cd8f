/**
 * What `read` returns for the subject; undefined where it throws. Activities come from adapters and bots of any kind:
 * getters throw, proxies are revoked, structures are circular, and no such error may reach the bot.
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
