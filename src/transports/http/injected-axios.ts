import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { AxiosRequestConfig, AxiosResponse } from 'axios'
import { Attempt } from './attempt'
import { type AxiosClient, asResponse, type PostConfig, type Requester } from './requester'

/** The body goes out as it is, and what comes back is read for its status alone. */
const fixedConfig = {
  method: 'post',
  responseType: 'stream',
  maxRedirects: 0,
  transformRequest: (body: unknown) => body,
  transformResponse: (body: unknown) => body,
} as const satisfies AxiosRequestConfig

/**
 * Posts through the user's own axios instance. Its timeout is for silence only, so the attempt has a clock of its
 * own. Connections are the user's to close.
 */
export function wrapAxios(axios: AxiosClient): Requester {
  return {
    axios,
    request: async (config) => {
      const attempt = new Attempt(config.signal, config.timeout)
      try {
        const response = await anyAnswer(axios, { ...config, signal: attempt.signal })
        await drain(response.data, attempt.signal)
        return response
      } catch (error) {
        throw attempt.signal.aborted ? attempt.signal.reason : error
      } finally {
        attempt.end()
      }
    },
    close: async () => {},
  }
}

/** axios rejects for a status that its `validateStatus` refuses, with an error that holds the response. */
async function anyAnswer(axios: AxiosClient, { timeout: _, ...config }: PostConfig): Promise<AxiosResponse> {
  try {
    return asResponse(await axios.request({ ...config, ...fixedConfig }))
  } catch (error) {
    const { response } = Object(error)
    if (typeof response?.status !== 'number') throw error
    return response
  }
}

/**
 * Reads a body to its end, so that the connection can serve again, and throws it away. A body that breaks off, or
 * stalls until the signal fires, makes no difference: the status was there before it.
 */
async function drain(body: unknown, signal: AbortSignal): Promise<void> {
  const stream = isWebStream(body) ? Readable.fromWeb(body) : body
  if (!(stream instanceof Readable)) return
  stream.on('error', ignore)
  stream.resume()
  await finished(stream, { signal }).catch(() => stream.destroy())
}

/** Asked of its shape: to load Node's class for it is a tenth of this library's start. */
function isWebStream(body: unknown): body is ReadableStream {
  return typeof Object(body).getReader === 'function'
}

/** An adapter may report an abort on the stream once more when nobody listens: that must not end the process. */
function ignore(): void {}
