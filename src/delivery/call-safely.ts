/** Calls what a user gave. Neither an exception nor a rejected promise of it comes through. */
export function callSafely<Args extends readonly unknown[]>(
  callback: (...args: Args) => unknown,
  ...args: Args
): void {
  try {
    const result = callback(...args)
    if (result instanceof Promise) result.catch(ignore)
  } catch {
    // A callback that reports trouble has nobody to report its own to.
  }
}

function ignore(): void {}
