import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const FOLDERS = ['src', 'test', 'bench', 'scripts', 'samples']
const WRITTEN = new Set(['.ts', '.mts', '.js', '.mjs', '.cjs', '.css'])
const MADE = new Set(['node_modules', 'dist'])

/** How many lines each file has that is written by hand, by its path from the repository's folder. */
export function lineCounts(): ReadonlyMap<string, number> {
  return new Map(FOLDERS.flatMap((folder) => [...filesBelow(folder)]).map((path) => [path, linesOf(path)]))
}

function* filesBelow(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isFile() && WRITTEN.has(extname(entry.name))) yield path
    else if (entry.isDirectory() && !MADE.has(entry.name)) yield* filesBelow(path)
  }
}

function linesOf(path: string): number {
  return readFileSync(path, 'utf8').split('\n').length - 1
}
