import { hasCode, MissingPeerError } from '../errors'

/** What `load` requires, or an error that names the packages to install. */
export function requirePeer<Module>(
  feature: string,
  packages: readonly string[],
  load: () => Module,
): Module {
  try {
    return load()
  } catch (error) {
    if (!hasCode(error, 'MODULE_NOT_FOUND')) throw error
    throw new MissingPeerError(feature, packages, { cause: error })
  }
}
