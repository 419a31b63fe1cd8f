import { readFile, writeFile } from 'node:fs/promises'
import { arch, cpus, platform, totalmem } from 'node:os'
import type { SuiteResult } from './run-bounded'

/** The figures of a run, with what they depend on. */
export interface Report {
  /** ISO 8601. */
  readonly measuredAt: string
  readonly machine: {
    readonly cpu: string
    readonly cores: number
    readonly memoryGiB: number
    readonly system: string
  }
  readonly versions: Readonly<Record<string, string>>
  readonly suites: readonly SuiteResult[]
}

const PACKAGES = ['axios', 'undici', 'dashbot', 'botbuilder', 'libsql', 'hono', 'ioredis']

export async function writeReport(path: string, suites: readonly SuiteResult[]): Promise<void> {
  const report: Report = {
    measuredAt: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      system: `${platform()} ${arch()}`,
    },
    versions: { node: process.versions.node, ...(await packageVersions()) },
    suites,
  }
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`)
}

export async function readReport(path: string): Promise<Report> {
  return JSON.parse(await readFile(path, 'utf8'))
}

async function packageVersions(): Promise<Record<string, string>> {
  const versions: Record<string, string> = {}
  for (const name of PACKAGES) {
    const manifest = await readFile(`node_modules/${name}/package.json`, 'utf8').catch(() => undefined)
    if (manifest !== undefined) versions[name] = JSON.parse(manifest).version
  }
  return versions
}
