// Hands one message to Redis, and has nothing else to do. Arguments: the Redis URL.
import { BullMqTransport } from '../../../../src/bullmq'
import { numbered } from '../../../support/conversations'

const [, , connection = ''] = process.argv
const transport = new BullMqTransport({ connection })
void transport.send(numbered('user', 0), { signal: new AbortController().signal })
