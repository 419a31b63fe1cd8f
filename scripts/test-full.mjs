// Runs every test: brings in the services where it can, builds, and hands over to mocha. With CI=true a skip fails.
import { spawnSync } from 'node:child_process'
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
const forbidSkips = process.env.CI === 'true' ? ['--forbid-pending'] : []
run('npx', ['mocha', '--config', 'test/full.mocharc.json', ...forbidSkips])
