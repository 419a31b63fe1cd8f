import { findPersonalData } from '../src/privacy/detect/find'
import { personalDataKinds } from '../src/privacy/kinds'
import { hostileTexts, prose } from '../test/support/hostile-texts'
import { measuredKinds, measureRedaction, piiCorpus } from '../test/support/pii-corpus'
import { verdict } from './figures'
import type { Suite } from './suite'

const ROUNDS = 5

/** In percent. */
const GOALS: Readonly<Record<(typeof measuredKinds)[number], number>> = {
  EMAIL_ADDRESS: 100,
  CREDIT_CARD: 100,
  IBAN_CODE: 100,
  US_SSN: 100,
  IP_ADDRESS: 100,
  PHONE_NUMBER: 97,
  DOMAIN_NAME: 97,
}

const kinds = new Set(personalDataKinds)

/** The shortest of some rounds, in ms: what else the machine does only adds to it. */
function timeOf(text: string, rounds: number): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now()
    findPersonalData(text, kinds)
    return performance.now() - start
  })
  return Math.min(...times)
}

/** Recall and precision on sentences with marked data, and the time that texts take, however they are made. */
export const privacy: Suite = {
  name: 'privacy',
  title: 'Personal data found in texts, in percent, and the time for 256 KiB, in ms',
  async run({ isQuick }) {
    const rounds = isQuick ? 1 : ROUNDS
    const corpus = piiCorpus(process.env.PII_CORPUS)
    const { recall, precision } = measureRedaction(corpus, (text) => findPersonalData(text, kinds))
    const percent = ({ found, all } = { found: 0, all: 0 }): number => (100 * found) / all
    const times = [...hostileTexts].map(([part, text]) => [part, timeOf(text, rounds)] as const)
    const proseMs = timeOf(prose, rounds)
    const slowest = times.toSorted(([, one], [, other]) => other - one).slice(0, 5)
    return [
      {
        head: ['kind', 'found', 'marked', 'recall'],
        rows: measuredKinds.map((kind) => [
          kind,
          recall[kind]?.found ?? 0,
          recall[kind]?.all ?? 0,
          percent(recall[kind]).toFixed(1),
        ]),
        notes: [
          ...measuredKinds.map((kind) =>
            verdict(`recall of ${kind}`, percent(recall[kind]), { atLeast: GOALS[kind] }, ' %'),
          ),
          verdict('precision', (100 * precision.right) / precision.all, { atLeast: 97 }, ' %'),
          `${precision.right} of ${precision.all} redactions overlap with a marked span, in ${corpus.length} sentences`,
        ],
      },
      {
        head: ['text', 'ms'],
        rows: [
          ['prose', proseMs.toFixed(1)],
          ...slowest.map(([part, ms]) => [JSON.stringify(part.slice(0, 24)), ms.toFixed(1)]),
        ],
        notes: [
          verdict('prose', proseMs, { atMost: 100 }, ' ms'),
          verdict(
            `the slowest of ${times.length} hostile texts`,
            slowest[0]?.[1] ?? 0,
            { atMost: 250 },
            ' ms',
          ),
        ],
      },
    ]
  },
}
