import type { MiddlewareHandler } from 'hono'
import { isLoopbackHeader } from './loopback'
import { RefusedError } from './refused-error'
import { sameSecret } from './secrets'

/**
 * Refuses requests that name another host than this machine. A page on the web can let its own name point here,
 * and would then be of the same origin as the tracker: the browser would let it read everything.
 */
export function onlyFromHere(): MiddlewareHandler {
  // A client sends the same one with each request.
  let lastFine: string | undefined
  return async (context, next) => {
    const host = context.req.header('host')
    if (host === undefined || (host !== lastFine && !isLoopbackHeader(host))) {
      const message =
        'must be this machine, for example 127.0.0.1, unless the tracker has apiKeys and a password'
      throw new RefusedError(403, { path: 'host', message })
    }
    lastFine = host
    await next()
  }
}

/** Asks for the password; the user name does not matter. */
export function onlyWithPassword(password: string): MiddlewareHandler {
  return async (context, next) => {
    const given = passwordOf(context.req.header('authorization'))
    if (given === undefined || !sameSecret(given, password)) {
      context.header('WWW-Authenticate', 'Basic realm="Tracker", charset="UTF-8"')
      throw new RefusedError(401, { path: 'authorization', message: "must hold the tracker's password" })
    }
    await next()
  }
}

function passwordOf(authorization: string | undefined): string | undefined {
  const [, encoded] = /^Basic ([\w+/]+={0,2})$/i.exec(authorization ?? '') ?? []
  if (encoded === undefined) return undefined
  const credentials = Buffer.from(encoded, 'base64').toString()
  const colon = credentials.indexOf(':')
  return colon === -1 ? undefined : credentials.slice(colon + 1)
}
