import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import restify from 'restify'
import { TwitterAdapter } from '../../../src/twitter'
import { RecordingClient } from './recording-client'
import { secret } from './webhook-server'

/** Serves the adapter under restify in a thread of its own, since restify changes the prototypes of node:http. */
async function main(): Promise<void> {
  const adapter = new TwitterAdapter({ consumerSecret: secret, client: new RecordingClient() })
  const server = restify.createServer()
  if (workerData.hasBodyParser) {
    server.use(restify.plugins.queryParser())
    server.use(restify.plugins.bodyParser())
  }
  for (const method of ['get', 'post'] as const) {
    server[method]('/twitter', async (request, response) => {
      await adapter.process(request, response, async ({ activity }) => parentPort?.postMessage(activity.text))
    })
  }
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  parentPort?.postMessage((server.server.address() as AddressInfo).port)
}

void main()
