import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new, empty directory for one test. */
export const makeDirectory = (): string => mkdtempSync(join(tmpdir(), 'dashbot-'))

export const removeDirectory = (path: string): void => rmSync(path, { recursive: true, force: true })
