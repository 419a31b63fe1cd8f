import type { Readable } from 'node:stream'
import { clearTimeout, setTimeout } from 'node:timers'
import { Agent, request } from 'undici'
import type { Media } from '../messages/direct-message-client'
import { HEAD_BYTES, MAX_MEDIA_BYTES, mediaKind, notMedium, tooLarge } from './media-kind'
import { hasAllowedHost, lookupPublic } from './public-address'

export interface DownloadOptions {
  /** true: loopback, private and link-local addresses too. */
  readonly allowsPrivate: boolean
  /** For the whole download, redirects included, in ms. */
  readonly timeoutMs: number
}

const MAX_REDIRECTS = 5
const redirects: readonly number[] = [301, 302, 303, 307, 308]

let publicAgent: Agent | undefined
let anyAgent: Agent | undefined

/**
 * Downloads a medium that X takes: of a kind (read from its bytes) and size that X accepts, from public addresses only.
 * It stops reading at the limit.
 *
 * @throws Error that says what is wrong
 */
export async function download(
  address: string,
  { allowsPrivate, timeoutMs }: DownloadOptions,
): Promise<Media> {
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort(new Error(`It took longer than ${timeoutMs} ms.`)), timeoutMs)
  try {
    return await follow(new URL(address), allowsPrivate, ending.signal)
  } finally {
    clearTimeout(timer)
  }
}

async function follow(start: URL, allowsPrivate: boolean, signal: AbortSignal): Promise<Media> {
  let url = start
  for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
    checkUrl(url, allowsPrivate)
    const { statusCode, headers, body } = await request(url, {
      dispatcher: allowsPrivate ? anyAddress() : publicAddresses(),
      signal,
    })
    const { location } = headers
    if (redirects.includes(statusCode) && typeof location === 'string') {
      discard(body)
      url = new URL(location, url)
      continue
    }
    if (statusCode !== 200) {
      discard(body)
      throw new Error(`It answered with status ${statusCode}.`)
    }
    if (Number(headers['content-length']) > MAX_MEDIA_BYTES) {
      discard(body)
      throw tooLarge(MAX_MEDIA_BYTES)
    }
    return readMedium(body, Number(headers['content-length']))
  }
  throw new Error(`It redirected more than ${MAX_REDIRECTS} times.`)
}

function checkUrl(url: URL, allowsPrivate: boolean): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error(`Its address is one of ${url.protocol}, not of http: or https:.`)
  }
  if (allowsPrivate || hasAllowedHost(url)) return
  throw new Error(
    `Its address ${url.hostname} is not a public one. If that is meant, give the adapter allowPrivateMedia: true.`,
  )
}

/** @param announced The length that the server announced; NaN where it did not. */
async function readMedium(body: Readable, announced: number): Promise<Media> {
  const chunks: Buffer[] = []
  let size = 0
  let kind: ReturnType<typeof mediaKind>
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (kind === undefined && size >= HEAD_BYTES) {
      kind = mediaKind(Buffer.concat(chunks).subarray(0, HEAD_BYTES))
      if (kind === undefined) throw notMedium()
    }
    if (kind !== undefined && Math.max(size, announced || 0) > kind.maxBytes) throw tooLarge(kind.maxBytes)
  }
  if (kind === undefined) throw notMedium()
  return { bytes: Buffer.concat(chunks), contentType: kind.contentType }
}

/** An abandoned body must not keep its connection. */
function discard(body: Readable): void {
  body.on('error', () => {}).destroy()
}

/** Idle connections end soon: downloads are rare. In ms. */
const keepAliveTimeout = 1_000

function publicAddresses(): Agent {
  publicAgent ??= new Agent({ keepAliveTimeout, connect: { lookup: lookupPublic } })
  return publicAgent
}

function anyAddress(): Agent {
  anyAgent ??= new Agent({ keepAliveTimeout })
  return anyAgent
}
