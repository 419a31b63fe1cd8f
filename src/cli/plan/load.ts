import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { TrackedHandler } from '../../decorators/declarations'
import { ConfigError } from '../../errors'

/** What the reading process answers. */
export type PlanReading = { readonly handlers: readonly TrackedHandler[] } | { readonly failure: string }

/**
 * What the classes declare that a module exports, as classes or as their instances. The module is loaded in a process of
 * its own: whatever it starts ends with that, and what it prints goes to the standard error.
 *
 * @throws ConfigError where the module cannot be loaded
 */
export async function loadPlan(module: string): Promise<readonly TrackedHandler[]> {
  const reading = await read(module)
  if ('handlers' in reading) return reading.handlers
  const remedy = /\.[cm]?tsx?$/.test(module)
    ? ". Compile it first, or run the command with NODE_OPTIONS='--import tsx'"
    : ''
  throw new ConfigError('module', `${module} could not be loaded: ${reading.failure}${remedy}`)
}

function read(module: string): Promise<PlanReading> {
  const reader = fork(join(__dirname, 'reader.js'), [module], { stdio: ['ignore', 2, 2, 'ipc'] })
  return new Promise((resolve, reject) => {
    let reading: PlanReading = { failure: 'it ended the process' }
    reader.once('error', reject)
    reader.once('message', (message: PlanReading) => {
      reading = message
    })
    reader.once('exit', () => resolve(reading))
  })
}
