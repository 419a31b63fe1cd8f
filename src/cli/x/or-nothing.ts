import { TwitterApiError } from '../../twitter/api/twitter-api-error'

/** An API that the app has no access to says nothing about the others. */
export async function orNothing<Result>(answer: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof TwitterApiError && [403, 404].includes(error.status ?? 0)) return undefined
    throw error
  }
}
