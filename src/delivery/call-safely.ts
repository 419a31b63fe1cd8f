/** Calls a user's callback. Neither its exception nor its rejection reaches the caller. */
export function callSafely<Args extends readonly unknown[]>(
  callback: (...args: Args) => unknown,
  ...args: Args
): void {
  try {
    const result = callback(...args)
    // Libraries have promises of their own, and other realms too.
    if (typeof Object(result).then === 'function') Promise.resolve(result).catch(ignore)
  } catch {
    // The callback is where errors are reported: its own go nowhere.
  }
}

function ignore(): void {}
