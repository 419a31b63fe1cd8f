import { mkdirSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { ConfigError, hasCode } from '../errors'

/** Linux follows no more links in one path. */
const MAX_LINKS = 40

/**
 * The path from the root on.
 *
 * @throws ConfigError for a relative path where the working directory was removed
 */
export function absolutePath(owner: string, path: string): string {
  if (isAbsolute(path)) return path
  if (!isWorkingDirectoryThere()) {
    const problem = `${owner}: path ${path} is relative, and the working directory was removed`
    throw new ConfigError('path', `${problem}. Give an absolute path`)
  }
  return resolve(path)
}

/** Node remembers the working directory's name, whatever became of it since. */
function isWorkingDirectoryThere(): boolean {
  try {
    return fileIdentity('.') === fileIdentity(process.cwd())
  } catch {
    return false
  }
}

/** The same for two paths to one file, and another for the file that replaces it. Undefined where there is no file. */
export function fileIdentity(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true })
  return stats && `${stats.dev}:${stats.ino}`
}

/**
 * Creates the folder of a file, and those above it, readable by their owner only. Node's own recursive `mkdir` never
 * returns where the operating system says of an existing folder that it does not exist, as `/proc` does.
 *
 * @throws ConfigError where no folder can ever be created
 * @throws what the operating system says of a folder that cannot be created now
 */
export function createFolderOf(owner: string, path: string): void {
  const folder = dirname(path)
  if (isThere(folder) || folder === dirname(folder)) return
  createFolderOf(owner, folder)
  try {
    mkdirSync(folder, 0o700)
  } catch (cause) {
    // Another process may have created it meanwhile.
    if (hasCode(cause, 'EEXIST')) return
    if (!hasCode(cause, 'ENOENT') || !isThere(dirname(folder))) throw cause
    throw new ConfigError('path', `${owner}: path ${path} is in a place that takes no folder`, { cause })
  }
}

/** The file that a path leads to through links, whether it exists or not. Its folder has to exist. */
export function linkTarget(path: string): string {
  let target = path
  for (let links = 0; links < MAX_LINKS; links++) {
    const link = linkAt(target)
    if (link === undefined) break
    target = resolve(dirname(target), link)
  }
  return isThere(dirname(target)) ? join(realpathSync(dirname(target)), basename(target)) : target
}

/** false: the path leads to another file now, or to no file. true also where the system does not say. */
export function isStillAt(path: string, identity: string): boolean {
  try {
    return fileIdentity(path) === identity
  } catch (error) {
    return !hasCode(error, 'ENOTDIR')
  }
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
