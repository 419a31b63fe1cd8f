import type { TrackedEventHandler, TrackedHandler, TrackedIntentHandler } from '../../decorators/declarations'

export type Format = 'table' | 'json' | 'markdown'

type Row = readonly string[]

interface Section {
  readonly title: string
  readonly head: Row
  readonly rows: readonly Row[]
}

/** Printed where only a call decides. */
const COMPUTED = '(computed)'

/** The plan as text, the same for the same declarations. */
export function printPlan(handlers: readonly TrackedHandler[], format: Format): string {
  if (format === 'json') return JSON.stringify(handlers, null, 2)
  const sections = [intentSection(handlers), eventSection(handlers)].filter(({ rows }) => rows.length > 0)
  return format === 'markdown'
    ? ['# Tracking plan', ...sections.map(printMarkdown)].join('\n\n')
    : sections.map(printTable).join('\n\n')
}

function intentSection(handlers: readonly TrackedHandler[]): Section {
  const intents = handlers.filter((handler): handler is TrackedIntentHandler => handler.kind === 'intent')
  return {
    title: 'Intents',
    head: ['Intent', 'Direction', 'Inputs', 'Declared at'],
    rows: intents.map((intent) => [
      intent.name ?? COMPUTED,
      intent.direction,
      intent.inputs?.join(', ') ?? COMPUTED,
      placeOf(intent),
    ]),
  }
}

function eventSection(handlers: readonly TrackedHandler[]): Section {
  const events = handlers.filter((handler): handler is TrackedEventHandler => handler.kind === 'event')
  return {
    title: 'Events',
    head: ['Event', 'Type', 'On', 'Declared at'],
    rows: events.map((event) => [event.name ?? COMPUTED, event.type, event.on, placeOf(event)]),
  }
}

function placeOf({ className, method, isStatic }: TrackedHandler): string {
  return `${isStatic ? 'static ' : ''}${className}.${method}`
}

function printTable({ title, head, rows }: Section): string {
  const widths = head.map((cell, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? cell).length)),
  )
  const line = (row: Row): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [title, line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function printMarkdown({ title, head, rows }: Section): string {
  const line = (row: Row): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
