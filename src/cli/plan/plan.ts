import { readFileSync } from 'node:fs'
import { parseArguments } from '../arguments'
import { type Command, UsageError } from '../command'
import { loadPlan } from './load'
import { type Format, printPlan } from './print'

const options = {
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  check: { type: 'string' },
} as const

interface Request {
  readonly module: string
  readonly format: Format
  /** The file that is to hold the plan. */
  readonly check: string | undefined
}

/** Prints the tracking plan that a bot's classes declare, or checks that a file still holds it. */
export const plan: Command = {
  summary: "prints the intents and events that a bot's classes declare",
  usage: `Usage: botbuilder-dashbot plan MODULE [options]

MODULE is a JavaScript file, ./dist/bot.js say, that exports the bot's classes. It is loaded, in a process of its own.

Options:
  --json         as JSON
  --markdown     as a Markdown document
  --check FILE   prints nothing, and fails with exit code 1 unless FILE holds the plan: as JSON or Markdown where its
                 name ends in .json or .md, else as the table`,

  async run(args) {
    const { module, format, check } = parse(args)
    const handlers = await loadPlan(module)
    if (handlers.length === 0) {
      console.error(`${module} exports no class with tracked methods`)
      return 1
    }
    const printed = printPlan(handlers, format)
    if (check === undefined) {
      console.log(printed)
      return 0
    }
    const difference = differenceOf(readIfThere(check), printed)
    if (difference.length === 0) return 0
    console.error([`${check} does not hold the plan of ${module}:`, ...difference].join('\n'))
    return 1
  },
}

function parse(args: readonly string[]): Request {
  const { values, positionals } = parseArguments(args, { options, allowPositionals: true })
  const [module, ...rest] = positionals
  if (module === undefined) throw new UsageError('Missing argument: MODULE')
  if (rest.length > 0) throw new UsageError(`Too many arguments: ${rest.join(' ')}`)
  if (values.json && values.markdown) throw new UsageError('Either --json or --markdown')
  const { check } = values
  const isJson = values.json ?? (!values.markdown && check?.endsWith('.json'))
  const isMarkdown = values.markdown ?? check?.endsWith('.md')
  return { module, check, format: isJson ? 'json' : isMarkdown ? 'markdown' : 'table' }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The lines that only one of the two has. */
function differenceOf(held: string, wanted: string): readonly string[] {
  const [heldLines, wantedLines] = [held, wanted].map((text) => text.trimEnd().split(/\r?\n/)) as [
    string[],
    string[],
  ]
  if (heldLines.join('\n') === wantedLines.join('\n')) return []
  const stale = heldLines.filter((line) => !wantedLines.includes(line)).map((line) => `- ${line}`)
  const missing = wantedLines.filter((line) => !heldLines.includes(line)).map((line) => `+ ${line}`)
  return stale.length + missing.length > 0 ? [...stale, ...missing] : ['its lines are in another order']
}
