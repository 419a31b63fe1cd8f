import { execFile } from 'node:child_process'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { FakeTracker } from '../../support/fake-tracker'
import { isRedisInstalled, needsRedis, RedisServer } from '../../support/redis-server'
import { repository } from '../consumer'
import { type CodeBlock, documentedCode } from './code-blocks'

const execute = promisify(execFile)
/** Inside the repository, where the package's own name and its devDependencies resolve; not in build, a package of its own. */
const folder = join(repository, '.documented-code')
const here = join(repository, 'test/packaging/docs')

const blocks = documentedCode(repository)
const nameOf = ({ file, line }: CodeBlock) => `${file.replace(/\W/g, '-')}-${line}`
const titleOf = ({ file, line }: CodeBlock) => `${file}:${line}`
const typescript = blocks.filter(({ language }) => language === 'ts')
const javascript = blocks.filter(({ language }) => language === 'js')

function sourceOf({ code, given }: CodeBlock): string {
  const surroundings = given.length === 0 ? '' : `import { ${given.join(', ')} } from './surroundings'\n`
  return `${surroundings}${code}\nexport {}\n`
}

const compilerOptions = {
  target: 'es2022',
  lib: ['es2023', 'esnext.disposable', 'esnext.decorators'],
  module: 'esnext',
  moduleResolution: 'bundler',
  types: ['node'],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
}

describe('the code in README and docs', () => {
  let tracker: FakeTracker
  let redis: RedisServer | undefined

  before(async () => {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await copyFile(join(here, 'surroundings.ts'), join(folder, 'surroundings.ts'))
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    for (const block of typescript) await writeFile(join(folder, `${nameOf(block)}.mts`), sourceOf(block))
    for (const block of javascript) await writeFile(join(folder, `${nameOf(block)}.cjs`), block.code)
    tracker = await FakeTracker.start()
    if (isRedisInstalled) redis = await RedisServer.start('--maxmemory-policy', 'noeviction')
  })
  after(async () => {
    await tracker.close()
    await redis?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function run(args: readonly string[]): Promise<void> {
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      DASHBOT_API_KEY: 'documented',
      DASHBOT_SERVER_ROOT: tracker.url,
      REDIS_URL: redis?.url,
      PORT: '0',
    }
    const preload = join(here, 'end-by-itself.cjs')
    await execute('node', ['--require', preload, ...args], { cwd: folder, env, timeout: 20_000 })
  }

  it('is found', () => {
    expect(typescript).to.not.have.length(0)
  })

  it('type-checks', async () => {
    const compiler = join(repository, 'node_modules/typescript/bin/tsc')
    const { stdout } = await execute('node', [compiler, '-p', folder], { cwd: repository }).catch(
      (error: { stdout: string }) => error,
    )
    expect(stdout).to.equal('')
  })

  for (const block of typescript) {
    it(`runs ${titleOf(block)}`, async function () {
      if (block.code.includes('REDIS_URL')) needsRedis(this)
      await run(['--import=tsx', `${nameOf(block)}.mts`])
    })
  }

  for (const block of javascript) {
    it(`runs ${titleOf(block)}`, async () => {
      await run([`${nameOf(block)}.cjs`])
    })
  }

  for (const block of blocks.filter(({ language }) => language === 'json')) {
    it(`parses ${titleOf(block)}`, () => {
      expect(() => JSON.parse(block.code)).to.not.throw()
    })
  }
})
