import { type BeforeSend, declareUserHandling } from '../client/before-send'

/** Leaves out `platformJson` and `platformUserJson`, the platform's own record of a message and its user. */
export function dropPlatformJson(): BeforeSend {
  const hook: BeforeSend = (payload) => {
    const { platformJson, platformUserJson, ...rest } = payload as typeof payload & {
      platformJson?: object
      platformUserJson?: object
    }
    return rest as typeof payload
  }
  return declareUserHandling(hook, { changesUsers: false })
}
