import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

const row = /^\| `([\w-]+)` +\|.*\| `(npm start[^`]*)` +\|$/gm

/** The README's table of samples: the command that starts each, by its folder. */
export const sampleCommands: ReadonlyMap<string, string> = new Map(
  [...readFileSync(join(process.cwd(), 'README.md'), 'utf8').matchAll(row)].map(
    ([, name = '', command = '']) => [name, command],
  ),
)

export interface StartOptions {
  /** The clone of the repository. @default this one */
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Replaces the file that the README's command writes. */
  readonly database?: string
  /** Leaves out the build of the library that the README's command may begin with. @default false */
  readonly isBuilt?: boolean
}

/** Starts a sample by the README's command, without a terminal, and resolves to what it prints. */
export async function startSample(
  name: string,
  { cwd, env, database, isBuilt = false }: StartOptions = {},
): Promise<string> {
  const command = isBuilt ? `npm start --workspace=samples/${name}` : sampleCommands.get(name)
  if (command === undefined) throw new Error(`README.md has no command for ${name}`)
  const running = execute('sh', ['-c', command.replace('tracker.db', database ?? '$&')], {
    cwd: cwd ?? process.cwd(),
    env: { ...process.env, NODE_OPTIONS: '', DASHBOT_API_KEY: '', ...env },
    timeout: 100_000,
  })
  running.child.stdin?.end()
  return (await running).stdout
}
