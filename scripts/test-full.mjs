// Runs every test: brings in the services where it can, builds, and hands over to mocha. With CI=true a skip fails.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'

/** Commands that are called as Debian's packages that bring them. */
const services = ['redis-server', 'chromium']

const onPath = (command) => process.env.PATH.split(':').some((folder) => existsSync(`${folder}/${command}`))

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', ...options })
  if (status !== 0) process.exit(status ?? 1)
}

const missing = services.filter((command) => !onPath(command))
const canInstall = process.getuid?.() === 0 && onPath('apt-get')
if (missing.length > 0 && canInstall) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env })
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env })
} else if (missing.length > 0) {
  console.warn(
    `Not installed: ${missing.join(', ')}. The tests that need them are skipped; apt-get brings them in as root.`,
  )
}

run('npm', ['run', '--silent', 'build'])
run('npm', ['run', '--silent', 'build:test'])

/** The counts that mocha's run closes with, and how it ended. */
async function test(command) {
  const child = spawn('npx', command, { stdio: ['inherit', 'pipe', 'inherit'] })
  let end = ''
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk)
    end = (end + chunk).slice(-10_000)
  })
  const [code] = await once(child, 'close')
  const [, ...counts] = [...end.matchAll(/(\d+) passed, (\d+) failed, (\d+) skipped/g)].at(-1) ?? []
  return { code, counts: counts.map(Number) }
}

const color = process.stdout.isTTY ? ['--color'] : []
const options = process.env.CI === 'true' ? [...color, '--forbid-pending'] : color
const runs = [
  await test(['c8', 'mocha', ...options]),
  await test(['mocha', '--config', 'test/services.mocharc.json', ...options]),
]
const [passed, failed, skipped] = [0, 1, 2].map((which) =>
  runs.reduce((sum, { counts }) => sum + (counts[which] ?? 0), 0),
)
process.exitCode = runs.some(({ code, counts }) => code !== 0 || counts.length === 0) ? 1 : 0
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
