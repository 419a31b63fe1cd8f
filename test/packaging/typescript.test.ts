import { expect } from 'chai'
import { Consumer } from './consumer'

/** What many bots of the Bot Framework's templates compile with. */
const oldest = 'typescript-4.9'

/** Installed under aliases, so that one consumer holds them all. */
const compilers = { 'typescript-5.4': '5.4.5', 'typescript-5.9': '5.9.3', 'typescript-7': '7.0.2' } as const

/** The cases that emit resolve as node16. */
const resolutions = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
] as const

/** Without skipLibCheck a compiler checks every declaration of every dependency, for half a minute: two of them suffice. */
const thorough = ['typescript-5.4', 'typescript-7']

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: 'es2022',
  lib: ['es2023'],
  types: ['node'],
}

const decorators = {
  standard: { lib: ['es2023', 'esnext.decorators'] },
  legacy: { experimentalDecorators: true, emitDecoratorMetadata: true },
} as const

describe('the package in TypeScript', () => {
  let consumer: Consumer

  before(async function () {
    this.timeout(300_000)
    const aliases = Object.entries({ [oldest]: '4.9.5', ...compilers }).map(
      ([alias, version]) => `${alias}@npm:typescript@${version}`,
    )
    consumer = await Consumer.create({
      files: 'typescript',
      packages: [
        'botbuilder@4.23.3',
        '@microsoft/agents-hosting@1.8.1',
        '@opentelemetry/api@1',
        '@types/node@20',
        'tsx@4',
        'ioredis',
        ...aliases,
      ],
    })
  })
  after(async () => {
    await consumer.remove()
  })

  async function compile(compiler: string, compilerOptions: object, files: readonly string[]): Promise<void> {
    await consumer.write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
    const { code, stdout } = await consumer.run('node', [`node_modules/${compiler}/bin/tsc`, '-p', '.'])
    expect(stdout).to.equal('')
    expect(code).to.equal(0)
  }

  it('type-checks and runs with the oldest compiler, for es2018 and commonjs', async () => {
    const options = {
      target: 'es2018',
      module: 'commonjs',
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      outDir: 'out',
      ...decorators.legacy,
    }
    await compile(oldest, options, ['app.ts', 'subpaths.ts'])
    const { stdout, stderr } = await consumer.run('node', ['out/app.js'])
    expect(stderr).to.equal('')
    expect(stdout.trim()).to.equal('typescript ok')
  })

  for (const compiler of thorough) {
    it(`has declarations without an error of their own, checked by ${compiler}`, async () => {
      const options = { module: 'node16', target: 'es2018', lib: ['es2020'], strict: true, types: ['node'] }
      const compilerOptions = { ...options, noEmit: true, skipLibCheck: false }
      await consumer.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['subpaths.ts'] }))
      const { stdout } = await consumer.run('node', [`node_modules/${compiler}/bin/tsc`, '-p', '.'])
      const own = stdout
        .split('\n')
        .filter((line) => /^(?:node_modules\/botbuilder-dashbot|subpaths)/.test(line))
      expect(own).to.deep.equal([])
    })
  }

  for (const compiler of Object.keys(compilers)) {
    for (const resolution of resolutions) {
      it(`type-checks with ${compiler} and ${resolution.moduleResolution} resolution`, async () => {
        const options = { ...strict, ...decorators.standard, ...resolution, noEmit: true, skipLibCheck: true }
        await compile(compiler, options, ['app.ts', 'subpaths.ts'])
      })
    }

    for (const [mode, options] of Object.entries(decorators)) {
      it(`runs with ${mode} decorators compiled by ${compiler}`, async () => {
        const emit = { ...strict, module: 'node16', outDir: 'out', skipLibCheck: true, ...options }
        await compile(compiler, emit, ['app.ts', 'subpaths.ts'])
        const { stdout, stderr } = await consumer.run('node', ['out/app.js'])
        expect(stderr).to.equal('')
        expect(stdout.trim()).to.equal('typescript ok')
      })
    }
  }

  for (const [mode, options] of Object.entries(decorators)) {
    it(`runs under tsx with ${mode} decorators`, async () => {
      await consumer.write('tsconfig.json', JSON.stringify({ compilerOptions: { ...strict, ...options } }))
      const { stdout, stderr } = await consumer.run('node', ['--import=tsx', 'app.ts'])
      expect(stderr).to.equal('')
      expect(stdout.trim()).to.equal('typescript ok')
    })
  }

  it('asks for the engine of X Chat where chat is given, and for nothing without it', async () => {
    const { stdout, stderr } = await consumer.run('node', ['chat.cjs'])
    expect(stderr).to.equal('')
    expect(stdout.trim()).to.equal('chat ok')
  })
})

describe('the type declarations', () => {
  it('check on their own, without any optional package installed', async () => {
    const consumer = await Consumer.create({
      packages: ['@types/node@20', 'typescript@5.9.3'],
      sources: { 'index.ts': "export * from 'botbuilder-dashbot'\n" },
    })
    try {
      const options = [
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        'false',
        '--module',
        'node16',
        '--target',
        'es2022',
      ]
      const { stdout } = await consumer.run('tsc', [...options, 'index.ts'])
      expect(stdout).to.equal('')
    } finally {
      await consumer.remove()
    }
  })
})
