import type { PersonalDataKind } from '../kinds'
import { findAddresses } from './addresses'
import { findCards } from './cards'
import { findCredentials } from './credentials'
import { findEmails } from './emails'
import { blankOut, type Detector, type Finding } from './finding'
import { fold, separateScripts } from './fold'
import { findIbans } from './ibans'
import { findIps } from './ips'
import { findKeptNumbers } from './kept-numbers'
import { findPhones } from './phones'
import { findSsns } from './ssns'
import { findUrls } from './urls'

interface Step {
  readonly kind: PersonalDataKind | undefined
  /** Without it in the text the detector finds nothing. */
  readonly needs: RegExp
  readonly detect: Detector
}

/** What is found first is taken: an address in a URL is a part of it, a date is not a phone number. */
const steps: readonly Step[] = [
  { kind: 'url', needs: /:\/\/|www\.|\.[a-z]{2,6}[/?]/i, detect: findUrls },
  {
    kind: 'credentials',
    needs: /[:=]|\s(?:is|ist|lautet|es|est|\u00e8|\u00e9)\s|-----|[\w-]{12}/i,
    detect: findCredentials,
  },
  { kind: 'email', needs: /@|%40/, detect: findEmails },
  { kind: 'iban', needs: /[a-z]{2}\d\d/i, detect: findIbans },
  { kind: 'ip', needs: /\d\.\d|:.{0,4}:/, detect: findIps },
  { kind: 'card', needs: /\d/, detect: findCards },
  { kind: 'ssn', needs: /\d/, detect: findSsns },
  { kind: undefined, needs: /\d/, detect: findKeptNumbers },
  { kind: 'phone', needs: /\d/, detect: findPhones },
  { kind: 'zip', needs: /\d/, detect: findAddresses },
]

/** The personal data of a text, in ascending order and without overlap. The time is linear in the text. */
export function findPersonalData(text: string, kinds: ReadonlySet<PersonalDataKind>): readonly Finding[] {
  const found: Finding[] = []
  let rest = fold(text)
  for (const { kind, needs, detect } of steps) {
    if (kind === 'iban') rest = separateScripts(rest)
    if (!needs.test(rest)) continue
    const here = detect(rest)
    rest = blankOut(rest, here)
    for (const finding of here) {
      if (finding.kind !== undefined && kinds.has(finding.kind)) found.push(finding)
    }
  }
  return found.sort((one, other) => one.start - other.start)
}
