// Hands one message to Redis, and has nothing else to do. Arguments: the Redis URL.
import { RedisTransport } from '../../../../src/redis'
import { numbered } from '../../../support/conversations'

const [, , connection = ''] = process.argv
const transport = new RedisTransport({ connection })
void transport.send(numbered('user', 0), { signal: new AbortController().signal })
