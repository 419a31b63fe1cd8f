import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/**
 * Headers of every answer: nothing is framed, sniffed, embedded elsewhere, or kept by a cache. Pictures in messages are
 * the only thing that comes from elsewhere.
 */
export function pageHeaders(): MiddlewareHandler {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'http:', 'https:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    // Without a referrer, browsers do not say from which page a form is sent.
    referrerPolicy: 'same-origin',
    // The tracker speaks plain HTTP; behind a proxy, this header is the proxy's.
    strictTransportSecurity: false,
    xFrameOptions: 'DENY',
  })
  return async (context, next) => {
    await secure(context, next)
    const { headers } = context.res
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  }
}
