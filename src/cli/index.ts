#!/usr/bin/env node
import { version } from '../../package.json'
import { DashbotError } from '../errors'
import type { Command } from './command'
import { UsageError } from './command'

/** Each is loaded when called, so that one command needs only its own optional packages. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  tracker: async () => (await import('./tracker.js')).tracker,
  relay: async () => (await import('./relay.js')).relay,
  outbox: async () => (await import('./outbox.js')).outbox,
  plan: async () => (await import('./plan/plan.js')).plan,
  inbox: async () => (await import('./inbox.js')).inbox,
  x: async () => (await import('./x/x.js')).x,
}

async function overview(): Promise<string> {
  const lines = ['Usage: botbuilder-dashbot <command> [options]', '']
  for (const [name, load] of Object.entries(commands)) {
    const { summary } = await load()
    lines.push(`  ${name.padEnd(10)} ${summary}`)
  }
  lines.push('', 'botbuilder-dashbot <command> --help shows its options.', '')
  return lines.join('\n')
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version') {
    console.log(version)
    return 0
  }
  const load = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) {
    if (name !== undefined && name !== '--help' && name !== 'help') {
      return misused(`There is no command ${name}. Known are: ${Object.keys(commands).join(', ')}`)
    }
    console.log(await overview())
    return 0
  }
  const command = await load()
  if (args.includes('--help')) {
    console.log(command.usage)
    return 0
  }
  try {
    return await command.run(args)
  } catch (error) {
    if (error instanceof UsageError) return misused(error.message, name)
    if (!(error instanceof DashbotError)) throw error
    console.error(error.message)
    return 1
  }
}

/** Without the usage, below which the problem would be out of sight. */
function misused(problem: string, command?: string): number {
  const help = ['botbuilder-dashbot', command, '--help'].filter((word) => word !== undefined).join(' ')
  console.error(`${problem}\nSee ${help}`)
  return 2
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code
})
