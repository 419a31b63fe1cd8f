import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** Modules for import only. */
const modules = Promise.all([import('cborg'), import('@noble/curves/ed25519.js')])

/** The order of ristretto255's group. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

type PointClass = Awaited<typeof modules>[1]['ristretto255']['Point']
type Fields = Readonly<Record<string, unknown>>

interface Registration {
  readonly fields: Fields
  guesses: number
}

/**
 * One of the servers that keep a secret under a PIN: Juicebox's software realm on loopback. It speaks the protocol of
 * `juicebox-sdk` (CBOR over HTTP; an oblivious pseudorandom function on ristretto255 with a proof).
 */
export class JuiceboxRealm {
  readonly id = randomBytes(16).toString('hex')
  /** The kinds of the requests, in order. */
  readonly requests: string[] = []
  readonly #registrations = new Map<string, Registration>()
  readonly #server: Server

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const [{ decode, encode }, { ristretto255 }] = await modules
      const message: unknown = decode(await buffer(request))
      const answer = this.#answer(request.headers.authorization, message, ristretto255.Point)
      response.statusCode = answer === undefined ? 401 : 200
      response.end(answer && Buffer.from(encode(answer)))
    })
  }

  static async start(): Promise<JuiceboxRealm> {
    const realm = new JuiceboxRealm()
    realm.#server.listen(0, '127.0.0.1')
    await once(realm.#server, 'listening')
    return realm
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** What opens the realm for an account: a JWT, whose signature is not looked at here. */
  token(account: string): string {
    const now = Math.floor(Date.now() / 1_000)
    const claims = { iss: 'test', sub: account, aud: this.id, scope: 'user', nbf: now - 10, exp: now + 600 }
    const body = [{ alg: 'HS256', typ: 'JWT', kid: 'test:1' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${body}.${createHmac('sha256', 'key').update(body).digest('base64url')}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #answer(authorization = '', request: unknown, point: PointClass): unknown {
    const [, claims = ''] = authorization.replace('Bearer ', '').split('.')
    const { sub, aud } =
      claims === '' ? ({} as Fields) : JSON.parse(Buffer.from(claims, 'base64url').toString())
    if (aud !== this.id || typeof sub !== 'string') return undefined
    const [kind = '', fields = {}] =
      typeof request === 'string' ? [request] : (Object.entries(Object(request))[0] as [string, Fields])
    this.requests.push(kind)
    return { [kind]: this.#carryOut(kind, fields, { account: sub, point }) }
  }

  #carryOut(
    kind: string,
    fields: Fields,
    { account, point }: { readonly account: string; readonly point: PointClass },
  ): unknown {
    if (kind === 'Register1') return 'Ok'
    if (kind === 'Register2') {
      this.#registrations.set(account, { fields, guesses: 0 })
      return 'Ok'
    }
    const known = this.#registrations.get(account)
    if (known === undefined) return 'NotRegistered'
    const allowed = Number(Object(known.fields.policy).num_guesses)
    switch (kind) {
      case 'Recover1':
        return { Ok: { version: known.fields.version } }
      case 'Recover2':
        if (known.guesses >= allowed) return 'NoGuesses'
        known.guesses += 1
        return {
          Ok: {
            oprf_signed_public_key: known.fields.oprf_signed_public_key,
            ...evaluate(point, known.fields, bytesOf(fields.oprf_blinded_input)),
            unlock_key_commitment: known.fields.unlock_key_commitment,
            num_guesses: allowed,
            guess_count: known.guesses,
          },
        }
      default:
        return this.#reveal(known, fields, allowed)
    }
  }

  #reveal(known: Registration, fields: Fields, allowed: number): unknown {
    if (!timingSafeEqual(bytesOf(fields.unlock_key_tag), bytesOf(known.fields.unlock_key_tag))) {
      return { BadUnlockKeyTag: { guesses_remaining: allowed - known.guesses } }
    }
    known.guesses = 0
    const { encryption_key_scalar_share, encrypted_secret, encrypted_secret_commitment } = known.fields
    return { Ok: { encryption_key_scalar_share, encrypted_secret, encrypted_secret_commitment } }
  }
}

/** X's `juicebox_config` of an account, for realms that open with two of three. */
export function juiceboxConfig(realms: readonly JuiceboxRealm[], account: string): object {
  return {
    key_store_token_map_json: JSON.stringify({
      realms: realms.map(({ id, address }) => ({ id, address })),
      register_threshold: realms.length,
      recover_threshold: Math.floor(realms.length / 2) + 1,
      pin_hashing_mode: 'FastInsecure',
    }),
    token_map: realms.map((realm) => ({
      key: realm.id,
      value: { address: realm.address, token: realm.token(account) },
    })),
    max_guess_count: 20,
  }
}

/** The blinded input times the private key, with a proof that it was that key (discrete logarithm equality). */
function evaluate(
  Point: PointClass,
  { oprf_private_key, oprf_signed_public_key }: Fields,
  blinded: Uint8Array,
): Fields {
  const secret = scalarOf(bytesOf(oprf_private_key))
  const publicKey = bytesOf(Object(oprf_signed_public_key).public_key)
  const input = Point.fromBytes(blinded)
  const result = input.multiply(secret)
  const nonce = scalarOf(randomBytes(64))
  const label = Buffer.from('Juicebox_DLEQ_2023_1;')
  const parts = [
    input.toBytes(),
    publicKey,
    result.toBytes(),
    Point.BASE.multiply(nonce).toBytes(),
    input.multiply(nonce).toBytes(),
  ]
  const challenge = scalarOf(
    createHash('sha512')
      .update(Buffer.concat([label, ...parts]))
      .digest(),
  )
  const proof = { c: littleEndian(challenge), beta_z: littleEndian((nonce + secret * challenge) % ORDER) }
  return { oprf_blinded_result: result.toBytes(), oprf_proof: proof }
}

/** Little-endian bytes as a number below the order. */
function scalarOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`) % ORDER
}

function littleEndian(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array()
}
