import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Verdict } from './figures'
import type { Mode, Suite, Table } from './suite'

export interface SuiteResult {
  readonly name: string
  readonly title: string
  readonly seconds: number
  readonly tables: readonly Table[]
  readonly verdicts: readonly Verdict[]
  /** Why there are no figures. */
  readonly failure?: string
}

const MAX_MS = 150_000
const QUICK_MAX_MS = 120_000

interface Task {
  readonly name: string
  readonly mode: Mode
}

type Answer = { readonly tables: readonly Table[] } | { readonly failure: string }

/** Runs a suite in a process group of its own, with a directory of its own, and ends both when its time is up. */
export async function runBounded(suite: Suite, mode: Mode): Promise<SuiteResult> {
  const { name, title, maxMs = MAX_MS } = suite
  const limitMs = mode.isQuick ? QUICK_MAX_MS : maxMs
  const directory = mkdtempSync(join(tmpdir(), `dashbot-bench-${name}-`))
  const startedAt = performance.now()
  const child = fork(join(__dirname, 'main.js'), {
    detached: true,
    env: { ...process.env, TMPDIR: directory },
  })
  const stop = (): void => endGroup(child)
  process.once('exit', stop)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, exit)
  try {
    child.send({ name, mode } satisfies Task)
    const answer = await answerOf(child, limitMs)
    const seconds = (performance.now() - startedAt) / 1_000
    const tables = 'tables' in answer ? answer.tables : []
    const verdicts = tables.flatMap(({ notes = [] }) => notes.filter((note) => typeof note !== 'string'))
    const result = { name, title, seconds, tables, verdicts }
    return 'failure' in answer ? { ...result, failure: answer.failure } : result
  } finally {
    stop()
    process.off('exit', stop)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, exit)
    rmSync(directory, { recursive: true, force: true })
  }
}

/** What the process of `runBounded` does. */
export async function answerParent(suites: readonly Suite[]): Promise<void> {
  const [{ name, mode }] = (await once(process, 'message')) as [Task]
  const suite = suites.find((one) => one.name === name)
  const answer: Answer = await (suite?.run(mode) ?? Promise.resolve([])).then(
    (tables) => ({ tables }),
    (error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }),
  )
  process.send?.(answer, () => process.exit())
}

async function answerOf(child: ChildProcess, limitMs: number): Promise<Answer> {
  const timer = new AbortController()
  const { signal } = timer
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([answer]): Answer => answer),
      once(child, 'exit', { signal }).then(([code]): Answer => ({ failure: `it ended with code ${code}` })),
      sleep(limitMs, { failure: `it took more than ${limitMs / 1_000} s` }, { signal }),
    ])
  } finally {
    timer.abort()
  }
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

function exit(): void {
  process.exit(1)
}
