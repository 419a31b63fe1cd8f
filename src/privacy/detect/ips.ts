import { isIPv4, isIPv6 } from 'node:net'
import { type Finding, inOrder, matchesOf } from './finding'

const v4 = /(?<![\p{L}\p{N}_]|\d[.,-])\d{1,3}(?:\.\d{1,3}){3}(?![\p{L}\p{N}_]|[.,-]\d)/gu

const mayBeV6 = /::|:[0-9a-f]{1,4}:/i

/** Two colons at least: shorter runs are times and ratios. */
const v6 =
  /(?<![\p{L}\p{N}_:.])(?=[0-9a-f]{0,4}:[0-9a-f]{0,4}:)(?:[0-9a-f:]{2,39}(?<=:)\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{2,39})(?![\p{L}\p{N}_])/giu

/** Versions and numbered sections look like IPv4 addresses: `version 1.2.3.4`, `v1.2.3.4`, `Chrome/120.0.0.0`. */
const versionBefore =
  /(?:\b(?:version|release|build|firmware|software|driver|update|section|chapter|clause|paragraph|kapitel|abschnitt|ver|rev|v)\.?[\s:=]{0,3}|§\s{0,2}|\p{L}\/)$/iu

/** IPv4 and IPv6 addresses as node:net knows them. */
export function findIps(text: string): readonly Finding[] {
  const found: Finding[] = []
  for (const match of matchesOf(v4, text)) {
    const { index } = match
    const end = index + match[0].length
    const isVersion = versionBefore.test(text.slice(Math.max(0, index - 16), index))
    if (isIPv4(match[0])) found.push({ kind: isVersion ? undefined : 'ip', start: index, end })
  }
  if (mayBeV6.test(text)) found.push(...findV6(text))
  return inOrder(found)
}

function* findV6(text: string): Iterable<Finding> {
  for (const match of matchesOf(v6, text)) {
    const candidate = match[0].replace(/(?<=[0-9a-f]):$/i, '')
    const isWritten = /\d/.test(candidate) || candidate.split(':').length > 4
    if (isWritten && isIPv6(candidate)) {
      yield { kind: 'ip', start: match.index, end: match.index + candidate.length }
    }
  }
}
