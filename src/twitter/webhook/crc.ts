import { sign } from './signature'

const maxTokenLength = 256

/**
 * The token of X's challenge in a request's URL, or undefined where there is none to answer. The answer is made
 * with the key that signs webhook bodies, so a token that could be such a body (JSON needs `{`, `"` or `:`) is
 * refused, as are a repeated parameter and a token of more than 256 characters.
 */
export function crcToken(url: string | undefined): string | undefined {
  const query = url?.slice(url.indexOf('?') + 1)
  const [token, ...more] = new URLSearchParams(query).getAll('crc_token')
  if (token === undefined || more.length > 0 || token.length > maxTokenLength) return undefined
  return /^[A-Za-z0-9+/=_\- ]+$/.test(token) ? token : undefined
}

/** What X expects as the body of the answer to its challenge. */
export function crcAnswer(consumerSecret: string, token: string): { readonly response_token: string } {
  return { response_token: sign(consumerSecret, token) }
}
