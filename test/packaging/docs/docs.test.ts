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
  const surroundings = given.length === 0 ? '' : `import { ${given.join(', ')} } from './surroundings.mjs'\n`
  return `${surroundings}${code}\nexport {}\n`
}

/** Of the right form, and nobody's. */
const credentials = {
  X_APP_KEY: 'key',
  X_APP_SECRET: 'secret',
  X_ACCESS_TOKEN: '1-token',
  X_ACCESS_SECRET: 'secret',
  X_USER_ID: '1',
  X_CHAT_KEYS: Buffer.alloc(64, 1).toString('base64'),
  X_CHAT_KEY_VERSION: '1',
}

const compilerOptions = {
  target: 'es2022',
  lib: ['es2023', 'esnext.disposable', 'esnext.decorators'],
  module: 'esnext',
  moduleResolution: 'bundler',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
}

describe('the code in README and docs', () => {
  let tracker: FakeTracker | undefined
  let redis: RedisServer | undefined
  let compilerOutput: string

  before(async function () {
    this.timeout(300_000)
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await copyFile(join(here, 'surroundings.mts'), join(folder, 'surroundings.mts'))
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    for (const block of typescript) await writeFile(join(folder, `${nameOf(block)}.mts`), sourceOf(block))
    for (const block of javascript) await writeFile(join(folder, `${nameOf(block)}.cjs`), block.code)
    compilerOutput = await compile()
    tracker = await FakeTracker.start()
    if (isRedisInstalled) redis = await RedisServer.start('--maxmemory-policy', 'noeviction')
  })
  after(async () => {
    await tracker?.close()
    await redis?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function compile(): Promise<string> {
    const compiler = join(repository, 'node_modules/typescript/bin/tsc')
    const { stdout } = await execute('node', [compiler, '-p', folder], { cwd: repository }).catch(
      (error: { stdout: string }) => error,
    )
    return stdout
  }

  async function run(file: string): Promise<void> {
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      DASHBOT_API_KEY: 'documented',
      DASHBOT_SERVER_ROOT: tracker?.url,
      REDIS_URL: redis?.url,
      PORT: '0',
      ...credentials,
    }
    const preload = join(here, 'end-by-itself.cjs')
    await execute('node', ['--require', preload, file], { cwd: folder, env, timeout: 20_000 })
  }

  it('is found', () => {
    expect(typescript).to.not.have.length(0)
  })

  it('type-checks', () => {
    expect(compilerOutput).to.equal('')
  })

  for (const block of typescript) {
    it(`runs ${titleOf(block)}`, async function () {
      if (block.code.includes('REDIS_URL')) needsRedis(this)
      await run(`${nameOf(block)}.mjs`)
    })
  }

  for (const block of javascript) {
    it(`runs ${titleOf(block)}`, async () => {
      await run(`${nameOf(block)}.cjs`)
    })
  }

  for (const block of blocks.filter(({ language }) => language === 'json')) {
    it(`parses ${titleOf(block)}`, () => {
      expect(() => JSON.parse(block.code)).to.not.throw()
    })
  }
})
