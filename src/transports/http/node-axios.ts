import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import type { AxiosStatic } from 'axios'
import { TransportError } from '../../errors'
import { wrapAxios } from './injected-axios'
import type { Requester } from './requester'

/**
 * An axios instance over node:http, for where undici cannot send: Bun, and Jest's jsdom. It keeps sockets alive, and
 * takes the proxies of the environment as axios reads them. It has no axios defaults.
 */
export function createNodeAxios(maxSockets: number): Requester {
  const { Axios, getAdapter }: AxiosStatic = require('axios')
  const httpAgent = new Agent({ keepAlive: true, maxSockets })
  const httpsAgent = new TlsAgent({ keepAlive: true, maxSockets })
  const axios = new Axios({ adapter: 'http', httpAgent, httpsAgent })
  const requester = wrapAxios(axios)
  return {
    ...requester,
    request: async (config) => {
      assertAdapter(getAdapter)
      return requester.request(config)
    },
    close: async () => {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  }
}

/** @throws TransportError where a test runner resolved axios for a browser */
function assertAdapter(getAdapter: AxiosStatic['getAdapter']): void {
  try {
    getAdapter('http')
  } catch {
    throw new TransportError(
      'Nothing can be sent from here, where axios is a browser\'s. In Jest, run the test in the environment "node" (@jest-environment node), or give the client a MemoryTransport.',
      { retryable: false },
    )
  }
}
