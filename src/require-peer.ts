import { MissingPeerError } from './errors'

/** What `load` requires, or an error that names the packages to install. */
export function requirePeer<Module>(
  feature: string,
  packages: readonly string[],
  load: () => Module,
): Module {
  try {
    return load()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error
    throw new MissingPeerError(feature, packages, { cause: error })
  }
}
