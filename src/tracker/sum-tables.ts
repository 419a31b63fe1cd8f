/** A kind of sums: by what it has a row of its own beside time and bot, and what is summed up. */
export interface SumTable {
  readonly keys: Readonly<Record<string, 'INTEGER' | 'TEXT'>>
  readonly columns: Readonly<Record<string, 'INTEGER' | 'REAL'>>
}

/**
 * Each kind has two tables: `message_slots`, keyed by `slot`, and `message_days`, keyed by `day`, with the same sums. An
 * intent of 0 means that there is no intent.
 */
const SUM_TABLES = {
  /**
   * not_handled: turns that the bot could not answer, however many messages say so. replies, reply_ms: how many of the
   * user's messages were answered, and the sum of the times until then.
   */
  message: {
    keys: {},
    columns: {
      incoming: 'INTEGER',
      outgoing: 'INTEGER',
      not_handled: 'INTEGER',
      replies: 'INTEGER',
      reply_ms: 'INTEGER',
    },
  },
  intent: { keys: { intent: 'INTEGER' }, columns: { incoming: 'INTEGER', outgoing: 'INTEGER' } },
  /** What intents were given; the inputs of one message stand in its payload. */
  input: { keys: { intent: 'INTEGER', name: 'TEXT', value: 'TEXT' }, columns: { count: 'INTEGER' } },
  /** Which intent followed which within a session: of the user's messages, and NotHandled. */
  step: { keys: { from_intent: 'INTEGER', to_intent: 'INTEGER' }, columns: { count: 'INTEGER' } },
  /**
   * Sessions by when they began and the intent with which they ended: NotHandled where the bot could not answer the
   * last turn.
   */
  session: {
    keys: { intent: 'INTEGER' },
    columns: { sessions: 'INTEGER', messages: 'INTEGER', ms: 'INTEGER' },
  },
  /** intent: of the user's last message before the event. */
  event: { keys: { event: 'INTEGER', intent: 'INTEGER' }, columns: { count: 'INTEGER', amount: 'REAL' } },
  /** How many values lie above the bound before and up to this bound, see HISTOGRAMS and boundOf. */
  histogram: { keys: { kind: 'INTEGER', bound: 'INTEGER' }, columns: { count: 'INTEGER' } },
} as const satisfies Readonly<Record<string, SumTable>>

export type SumKind = keyof typeof SUM_TABLES

export const SUM_KINDS = Object.keys(SUM_TABLES) as readonly SumKind[]

/** By what of time the sums are kept; the name of the column. */
export type SumUnit = 'slot' | 'day'

export const SUM_UNITS: readonly SumUnit[] = ['slot', 'day']

/** By what a kind has a row of its own beside time and bot. */
export const sumKeys = (kind: SumKind): readonly string[] => Object.keys(SUM_TABLES[kind].keys)

export const sumColumns = (kind: SumKind): readonly string[] => Object.keys(SUM_TABLES[kind].columns)

/** The name of a table. */
export const sumTable = (kind: SumKind, unit: SumUnit): string => `${kind}_${unit}s`

export const SUM_SCHEMA = SUM_KINDS.flatMap((kind) => SUM_UNITS.map((unit) => schemaOf(kind, unit))).join('')

function schemaOf(kind: SumKind, unit: SumUnit): string {
  const { keys, columns } = SUM_TABLES[kind]
  const typed = Object.entries({ [unit]: 'INTEGER', bot: 'INTEGER', ...keys, ...columns })
  return `
CREATE TABLE ${sumTable(kind, unit)} (
  ${typed.map(([name, type]) => `${name} ${type} NOT NULL`).join(',\n  ')},
  PRIMARY KEY (${[unit, 'bot', ...Object.keys(keys)].join(', ')})
) STRICT, WITHOUT ROWID;
`
}
