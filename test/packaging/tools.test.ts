import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { Consumer, repository } from './consumer'

const packages = [
  'botbuilder@4.23.3',
  'esbuild@0.28',
  'jest@30',
  'jest-environment-jsdom@30',
  'vitest@4',
  'webpack@5',
  'webpack-cli@7',
]

const bundlers = {
  esbuild: ['esbuild', 'bot.js', '--bundle', '--minify', '--platform=node', '--outfile=out/esbuild.js'],
  webpack: [
    'webpack',
    'build',
    '--mode=production',
    '--no-optimization-minimize',
    '--externals=botbuilder',
    '--externals-type=commonjs',
    '--target=node20',
    '--entry=./bot.js',
    '--output-path=out',
    '--output-filename=webpack.js',
  ],
} as const

describe('the package under the tools of a project', () => {
  let consumer: Consumer

  before(async function () {
    this.timeout(300_000)
    consumer = await Consumer.create({ files: 'tools', packages })
    for (const file of ['two-loads.cjs', 'turn-context.cjs']) {
      await copyFile(
        join(repository, 'test/packaging/consumers/javascript', file),
        join(consumer.folder, file),
      )
    }
  })
  after(async () => {
    await consumer.remove()
  })

  it('runs tests of Jest, and is one library after a reset of its modules', async () => {
    const { code, stderr } = await consumer.run('jest', ['--ci', 'jest.test.js'])
    expect(stderr).to.contain('2 passed, 2 total')
    expect(code).to.equal(0)
  })

  for (const [name, file] of [
    ['under fake timers', 'jest-fake-timers.test.js'],
    ['in jsdom', 'jest-jsdom.test.js'],
    ['in jsdom with the conditions of a browser', 'jest-browser.test.js'],
  ] as const) {
    it(`runs tests of Jest ${name}`, async () => {
      const { code, stderr } = await consumer.run('jest', ['--ci', file])
      expect(stderr).to.match(/^Tests: +\d passed, \d total$/m)
      expect(code).to.equal(0)
    })
  }

  it('reports turns on Bun', async () => {
    const { stdout, stderr } = await consumer.run(join(repository, 'node_modules/.bin/bun'), ['bun.cjs'])
    expect([stderr, stdout.trim()]).to.deep.equal(['', 'bun ok'])
  })

  it('runs tests of Vitest', async () => {
    const { code, stdout } = await consumer.run('vitest', ['run', 'vitest.spec.mjs'], {
      env: { NO_COLOR: '1' },
    })
    expect(stdout).to.match(/Tests +1 passed/)
    expect(code).to.equal(0)
  })

  for (const [bundler, [command, ...args]] of Object.entries(bundlers)) {
    it(`runs in a bot that ${bundler} bundled`, async () => {
      const built = await consumer.run(command, args, { timeoutMs: 170_000 })
      expect(built.code, built.stdout + built.stderr).to.equal(0)
      const { stdout, stderr } = await consumer.run('node', [`out/${bundler}.js`])
      expect(stderr).to.equal('')
      expect(stdout.trim()).to.equal('bundle ok')
    })
  }
})
