import type { BeforeSend } from '../client/before-send'

/** Leaves out `platformJson` and `platformUserJson`, the platform's own record of a message and its user. */
export function dropPlatformJson(): BeforeSend {
  // It is not declared to leave users alone: where `userId` is an id of the bot's own, it takes out the platform's.
  return (payload) => {
    const { platformJson, platformUserJson, ...rest } = payload as typeof payload & {
      platformJson?: object
      platformUserJson?: object
    }
    return rest as typeof payload
  }
}
