import { createHmac, timingSafeEqual } from 'node:crypto'
import { hmacWith } from './hmac'

const PREFIX = 'sha256='
/** With the base64 of 32 bytes. */
const SIGNATURE_LENGTH = PREFIX.length + 44

/** `sha256=` and the base64 of the text's HMAC: how X signs bodies, and how a CRC is answered. */
export function sign(consumerSecret: string, content: string | Uint8Array): string {
  return `${PREFIX}${createHmac('sha256', consumerSecret).update(content).digest('base64')}`
}

/**
 * The headers that X signs a body in: with the consumer secret, and with the client secret of OAuth 2.0 for apps that
 * have one.
 */
export const signatureHeaders = [
  'x-twitter-webhooks-signature',
  'x-twitter-webhooks-signature-oauth2',
] as const

/** Whether one of the secrets signed the body. */
export type SignatureCheck = (
  body: string | Uint8Array,
  header: string | readonly string[] | undefined,
) => boolean

/**
 * Checks signatures with secrets that stay the same. The comparison takes the same time wherever the first difference
 * is.
 */
export function signatureCheck(consumerSecrets: readonly string[]): SignatureCheck {
  const hmacs = consumerSecrets.map((secret) => hmacWith(secret))
  const given = Buffer.alloc(SIGNATURE_LENGTH)
  const expected = Buffer.alloc(SIGNATURE_LENGTH, PREFIX)
  return (body, header) => {
    if (typeof header !== 'string') return false
    if (header.length !== SIGNATURE_LENGTH || given.write(header) !== SIGNATURE_LENGTH) return false
    return hmacs.some((hmac) => {
      expected.write(hmac(body), PREFIX.length)
      return timingSafeEqual(given, expected)
    })
  }
}

/**
 * Whether one of the secrets signed the body. The comparison takes the same time wherever the first
 * difference is.
 *
 * @param header `x-twitter-webhooks-signature`, as Node gives it: a repeated one is not a signature.
 */
export function isSigned(
  consumerSecrets: readonly string[],
  body: string | Uint8Array,
  header: string | readonly string[] | undefined,
): boolean {
  return signatureCheck(consumerSecrets)(body, header)
}
