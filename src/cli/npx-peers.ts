import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { devDependencies, version } from '../../package.json'
import type { MissingPeerError } from '../errors'
import { nodeSqlite } from '../sqlite/open'

/** Tells the second run that there is nothing more to fetch. */
const FETCHED = 'BOTBUILDER_DASHBOT_PEERS'

/** true where npx runs the command: nobody can install an optional package beside it then. */
export function canFetchPeers(env: NodeJS.ProcessEnv): boolean {
  return env.npm_command === 'exec' && env.npm_config_cache !== undefined && env[FETCHED] === undefined
}

/**
 * Runs the same command again, with the tracker's optional packages from npm's cache, in the versions that this
 * release is tested with.
 *
 * @returns the exit code
 * @throws {MissingPeerError} the given one, where npm cannot fetch them
 */
export async function runWithPeers(missing: MissingPeerError): Promise<number> {
  const folder = join(process.env.npm_config_cache ?? '', '_botbuilder-dashbot', version)
  const packages = peers().map((name) => `${name}@${devDependencies[name]}`)
  console.error(`Fetching ${packages.join(', ')}. To do without, install them beside botbuilder-dashbot.`)
  await mkdir(folder, { recursive: true })
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  if ((await run('npm', ['install', '--prefix', folder, ...options, ...packages], {})) !== 0) throw missing

  const paths = [join(folder, 'node_modules'), process.env.NODE_PATH].filter(Boolean)
  const env = { NODE_PATH: paths.join(delimiter), [FETCHED]: folder }
  return run(process.execPath, [...process.execArgv, ...process.argv.slice(1)], env)
}

function peers() {
  const web = ['hono', '@hono/node-server', 'uplot'] as const
  return nodeSqlite() === undefined ? ([...web, 'libsql'] as const) : web
}

/**
 * Runs a program in this terminal, and resolves to its exit code. It is sent the SIGTERM that this process gets; a
 * Ctrl+C it gets from the terminal itself.
 */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32' && program === 'npm',
  })
  const terminate = () => void child.kill('SIGTERM')
  const leaveToChild = () => {}
  process.on('SIGTERM', terminate).on('SIGINT', leaveToChild)
  try {
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : 1
  } finally {
    process.off('SIGTERM', terminate).off('SIGINT', leaveToChild)
  }
}
