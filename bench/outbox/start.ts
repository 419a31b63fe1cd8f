import { SqliteOutbox } from '../../src/outbox'

export interface StartResult {
  readonly openMs: number
  readonly firstMs: number
  readonly extraBytes: number
}

/** Opens an outbox and takes its first message, in a process that did nothing else. */
const [path = ''] = process.argv.slice(2)

function memory(): number {
  global.gc?.()
  return process.memoryUsage.rss()
}

const memoryBefore = memory()
const startedAt = performance.now()
const outbox = new SqliteOutbox({ path })
outbox.open({ onError() {}, onDrop() {}, onRestored() {}, onReady() {} })
const openedAt = performance.now()
outbox.next()
const firstAt = performance.now()
const result: StartResult = {
  openMs: openedAt - startedAt,
  firstMs: firstAt - startedAt,
  extraBytes: memory() - memoryBefore,
}
outbox.close()
process.send?.(result)
process.disconnect()
