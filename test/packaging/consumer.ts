import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The folder of this repository; the tests run in it. */
export const repository = process.cwd()

let packed: Promise<string> | undefined

/** The tarball that `npm publish` would send, packed once for all tests. The build in `dist` is taken as it is. */
export function tarball(): Promise<string> {
  packed ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'botbuilder-dashbot-pack-'))
    await execute('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: repository })
    const [file] = await readdir(folder)
    if (file === undefined) throw new Error('npm pack made no file')
    return join(folder, file)
  })()
  return packed
}

export interface ConsumerOptions {
  /** Installed beside the tarball, as npm takes them: `name@version`. */
  readonly packages?: readonly string[]
  /** A folder under test/packaging/consumers whose files are copied in. */
  readonly files?: string
  /** Written as they are, by file name. */
  readonly sources?: Readonly<Record<string, string>>
  /** Goes into the consumer's package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>
}

export interface RunOptions {
  /** Beside the environment of the tests. */
  readonly env?: NodeJS.ProcessEnv
  /** @default 100_000 */
  readonly timeoutMs?: number
}

export interface RunResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A project of its own in an empty folder, with the packed library installed from npm's point of view. */
export class Consumer {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async create({
    packages = [],
    files,
    sources = {},
    manifest = {},
  }: ConsumerOptions = {}): Promise<Consumer> {
    const consumer = new Consumer(await mkdtemp(join(tmpdir(), 'botbuilder-dashbot-consumer-')))
    await consumer.write('package.json', JSON.stringify({ name: 'consumer', private: true, ...manifest }))
    if (files !== undefined) {
      await cp(resolve(repository, 'test/packaging/consumers', files), consumer.folder, { recursive: true })
    }
    for (const [name, source] of Object.entries(sources)) await consumer.write(name, source)
    await execute(
      'npm',
      [
        'install',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        '--prefer-offline',
        await tarball(),
        ...packages,
      ],
      { cwd: consumer.folder, maxBuffer: 2 ** 26 },
    )
    return consumer
  }

  async write(name: string, source: string): Promise<void> {
    await writeFile(join(this.folder, name), source)
  }

  /** Runs a command in the consumer's folder; commands of its packages come first. Never rejects. */
  async run(
    command: string,
    args: readonly string[],
    { env = {}, timeoutMs = 100_000 }: RunOptions = {},
  ): Promise<RunResult> {
    const PATH = `${join(this.folder, 'node_modules/.bin')}:${process.env.PATH}`
    try {
      const { stdout, stderr } = await execute(command, [...args], {
        cwd: this.folder,
        env: { ...process.env, NODE_OPTIONS: '', ...env, PATH },
        maxBuffer: 2 ** 26,
        timeout: timeoutMs,
      })
      return { code: 0, stdout, stderr }
    } catch (error) {
      const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string }
      return { code: typeof code === 'number' ? code : 1, stdout, stderr }
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
