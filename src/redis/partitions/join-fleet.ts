import { withinTime } from '../../internal/within-time'
import { checkPolicy } from '../connection/check-policy'
import type { Link } from '../connection/link'
import { foreignKeyError, refuseForeignKeys } from './foreign-keys'
import type { Membership } from './membership'

/** How long connecting may take, in ms. */
const CONNECT_TIMEOUT_MS = 4_000

/**
 * Connects, and takes part in a fleet whose keys are its own.
 *
 * @param onDoubt Called with what does not hinder, but may cost messages.
 * @throws where Redis does not do its part
 */
export async function joinFleet(
  link: Link,
  membership: Membership,
  name: string,
  onDoubt: (error: unknown) => void,
): Promise<void> {
  await withinTime(link.connect(), { timeoutMs: CONNECT_TIMEOUT_MS })
  const { partitions } = await membership.beat().catch(async (error: unknown) => {
    throw await foreignKeyError(link.client, name, [], error)
  })
  await refuseForeignKeys(link.client, name, Array(partitions).keys())
  await checkPolicy(link.client).catch(onDoubt)
}
