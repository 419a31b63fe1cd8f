// Runs each test file in a process of its own, and lists those that fail or do not end by themselves.
// usage: node test/support/each-alone.mjs build/test/outbox/*.test.js
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const MAX_MS = 60_000
const REQUIRED = [
  '--require',
  './test/support/lost-rejections.cjs',
  '--require',
  './test/support/open-handles.cjs',
]
const OPTIONS = ['--no-config', '--no-exit', '--timeout', '20000', '--reporter', 'dot', ...REQUIRED]

let failures = 0
for (const file of process.argv.slice(2)) {
  const child = spawn('node', ['--enable-source-maps', 'node_modules/mocha/bin/mocha.js', ...OPTIONS, file])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const timer = setTimeout(() => child.kill('SIGKILL'), MAX_MS)
  const [code, signal] = await once(child, 'exit')
  clearTimeout(timer)
  if (code === 0) continue
  failures++
  console.log(`${file}: ${signal === null ? `exit code ${code}` : 'does not end'}\n${output.slice(-1_500)}`)
}
console.log(`${failures} of ${process.argv.length - 2} files fail alone`)
process.exitCode = failures > 0 ? 1 : 0
