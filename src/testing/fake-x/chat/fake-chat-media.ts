import { randomUUID } from 'node:crypto'
import { asText, type JsonObject } from '../../../internal/json'
import { type ApiAnswer, problem } from '../api-answers'

/** Encrypted media, uploaded in segments, without sockets. */
export class FakeChatMedia {
  readonly #uploads = new Map<string, Buffer[]>()
  readonly #media = new Map<string, Buffer>()

  /** @param path What follows `/2/chat/media`. */
  answer(
    { method, body }: { readonly method: string; readonly body: JsonObject },
    path: readonly string[],
  ): ApiAnswer {
    const [first = '', second = '', step] = path
    if (method === 'GET') return this.#download(second)
    if (first !== 'upload') return notFound()
    if (second === 'initialize') {
      const id = randomUUID()
      this.#uploads.set(id, [])
      return { status: 200, body: { data: { id } } }
    }
    const segments = this.#uploads.get(second)
    if (segments === undefined) return notFound()
    if (step === 'append') {
      segments[Number(body.segment_index)] = Buffer.from(asText(body.media) ?? '', 'base64')
      return { status: 200, body: { data: {} } }
    }
    this.#media.set(second, Buffer.concat(segments))
    return { status: 200, body: { data: { media_hash_key: second } } }
  }

  #download(hashKey: string): ApiAnswer {
    const bytes = this.#media.get(hashKey)
    return bytes === undefined ? notFound() : { status: 200, bytes }
  }
}

function notFound(): ApiAnswer {
  return problem(404, 'Not Found', 'There is no such medium.')
}
