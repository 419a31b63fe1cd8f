import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { Guesses } from './guesses'
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

/** Asks for the password; the user name does not matter. An address that guesses is slowed down and reported. */
export function onlyWithPassword(password: string, onReport: (error: Error) => void): MiddlewareHandler {
  const guesses = new Guesses(onReport)
  const ask = basicAuth({
    realm: 'Tracker',
    verifyUser: (_name, given, context) => {
      const address = addressOf(context)
      const waitMs = guesses.waitMs(address)
      if (waitMs > 0) throw tooMany(waitMs)
      const isRight = sameSecret(given, password)
      guesses.note(address, isRight)
      return isRight
    },
  })
  return async (context, next) => {
    try {
      return await ask(context, next)
    } catch (error) {
      if (!(error instanceof HTTPException)) throw error
      const headers = { 'WWW-Authenticate': 'Basic realm="Tracker", charset="UTF-8"' }
      const issue = { path: 'authorization', message: "must hold the tracker's password" }
      throw new RefusedError(401, issue, { headers })
    }
  }
}

/** Refuses forms that another page sends: a browser would add the password to them. */
export function onlyFromOwnPages(): MiddlewareHandler {
  const check = csrf()
  return async (context, next) => {
    try {
      return await check(context, next)
    } catch (error) {
      if (!(error instanceof HTTPException)) throw error
      throw new RefusedError(403, { path: 'origin', message: "must be one of the tracker's own pages" })
    }
  }
}

function tooMany(waitMs: number): RefusedError {
  const message = 'too many wrong passwords came from this address, try again later'
  const headers = { 'Retry-After': String(Math.ceil(waitMs / 1_000)) }
  return new RefusedError(429, { path: 'authorization', message }, { headers })
}

function addressOf(context: Context): string {
  const { incoming }: Partial<HttpBindings> = context.env ?? {}
  return incoming?.socket.remoteAddress ?? 'an unknown address'
}
