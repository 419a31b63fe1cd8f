import { isIPv4 } from 'node:net'
import type { Finding } from './finding'

const localPart = /[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]/u
const domainPart = /[\p{L}\p{M}\p{N}.-]/u
const label = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u

/** Longest local part and domain, RFC 5321 section 4.5.3.1. */
const MAX_LOCAL = 64
const MAX_DOMAIN = 255

/** As it is, and as it is in forms and queries. */
const atSign = /@|%40/g
const ENCODED_LENGTH = 3

/** An address in the place of a domain, RFC 5321 section 4.1.3: `ann@[192.0.2.1]`. */
const literal = /\[(?:IPv6:)?[\da-f.:]{2,45}\]/iy

/** E-mail addresses: a local part, `@`, and a domain with a dot or an IP address. */
export function findEmails(text: string): readonly Finding[] {
  const found: Finding[] = []
  let from = 0
  atSign.lastIndex = 0
  while (atSign.test(text)) {
    const domain = atSign.lastIndex
    const at = text.charAt(domain - 1) === '@' ? domain - 1 : domain - ENCODED_LENGTH
    const start = startOfLocalPart(text, at, Math.max(from, at - MAX_LOCAL))
    const end = endOfDomain(text, domain)
    if (start === at || end === domain) continue
    found.push({ kind: 'email', start, end })
    from = end
  }
  return found
}

function startOfLocalPart(text: string, at: number, least: number): number {
  let start = at
  while (start > least && localPart.test(text.charAt(start - 1))) start--
  // Punctuation that stands before an address is not part of it: `(ann@…`, `=ann@…`, `'ann@…`.
  while (start < at && /[^\p{L}\p{N}_]/u.test(text.charAt(start))) start++
  return start
}

function endOfDomain(text: string, start: number): number {
  literal.lastIndex = start
  if (literal.test(text)) return literal.lastIndex
  let end = start
  while (end < text.length && end - start < MAX_DOMAIN && domainPart.test(text.charAt(end))) end++
  const candidate = text.slice(start, end).replace(/[.-]{1,255}$/, '')
  return start + (isIPv4(candidate) ? candidate.length : domainLength(candidate))
}

/** The leading labels of which the last is not a number: `react@18.2.0` is a version. */
function domainLength(candidate: string): number {
  const labels = candidate.split('.')
  const wrong = labels.findIndex((part) => !label.test(part))
  const valid = wrong === -1 ? labels : labels.slice(0, wrong)
  while (valid.length > 1 && !/\p{L}/u.test(valid.at(-1) ?? '')) valid.pop()
  return valid.length > 1 ? valid.join('.').length : 0
}
