import { isLocked, untilFree } from './lock'
import { NotStoredError } from './not-stored-error'

/**
 * Does what writes to the file, once no other process holds it.
 * @throws NotStoredError by rejection, where another process holds it for too long
 */
export async function onceFree<T>(work: () => T): Promise<T> {
  let result: { readonly value: T } | undefined
  let cause: unknown
  await untilFree(() => {
    try {
      result = { value: work() }
    } catch (error) {
      if (!isLocked(error)) throw error
      cause = error
    }
    return result !== undefined
  })
  if (result === undefined) throw new NotStoredError('locked', cause)
  return result.value
}
