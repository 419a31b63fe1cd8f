import { readFileSync } from 'node:fs'
import { asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import { requirePeer } from '../../internal/require-peer'
import { findChatEngine } from './chat-engine'
import { XChatError } from './chat-error'

/** The part of `juicebox-sdk` that is used here. */
interface JuiceboxModule {
  readonly Configuration: new (config: unknown) => object
  readonly Client: new (
    config: object,
    previous: readonly object[],
  ) => {
    register(pin: Uint8Array, secret: Uint8Array, info: Uint8Array, guesses: number): Promise<void>
    recover(pin: Uint8Array, info: Uint8Array): Promise<Uint8Array>
  }
}

/** What the engine's package has for reading X's `juicebox_config`. */
interface ConfigReaders {
  juiceboxClientConfig(config: JsonObject): unknown
  resolveMaxGuessCount(config: JsonObject): number
}

/** Why a PIN was not taken: the values of Juicebox's `RecoverError`. */
const WRONG_PIN = 0
const NOT_REGISTERED = 1

const NO_INFO = new Uint8Array(0)

/** Declared here, since the library is compiled without the types of browsers. */
const webAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: unknown } }>
} = Object(globalThis).WebAssembly

let juicebox: Promise<JuiceboxModule> | undefined

/**
 * The backup of an account's keys that X keeps, split over several servers ("realms") and opened by a PIN. The realms
 * destroy it after some 20 wrong PINs, so a PIN is tried once and never again by itself.
 */
export class PinBackup {
  readonly #client: InstanceType<JuiceboxModule['Client']>
  readonly #guesses: number

  private constructor(client: InstanceType<JuiceboxModule['Client']>, guesses: number) {
    this.#client = client
    this.#guesses = guesses
  }

  /**
   * @param config The account's own `juicebox_config`, with an access token for each realm.
   * @throws MissingPeerError where `juicebox-sdk` is not installed
   */
  static async open(config: JsonObject): Promise<PinBackup> {
    juicebox ??= loadJuicebox()
    const [{ Client, Configuration }, readers] = await Promise.all([juicebox, loadConfigReaders()])
    armTokens(config)
    const client = new Client(new Configuration(readers.juiceboxClientConfig(config)), [])
    return new PinBackup(client, readers.resolveMaxGuessCount(config))
  }

  /** Stores the keys under a PIN; an earlier backup is replaced. @throws XChatError */
  async store(pin: string, blob: Uint8Array): Promise<void> {
    try {
      await this.#client.register(bytesOf(pin), Uint8Array.from(blob), NO_INFO, this.#guesses)
    } catch (error) {
      throw backupError('The keys could not be backed up under the PIN.', error)
    }
  }

  /** The keys, by one attempt. @throws XChatError that says how many attempts are left */
  async recover(pin: string): Promise<Uint8Array> {
    try {
      return await this.#client.recover(bytesOf(pin), NO_INFO)
    } catch (error) {
      throw backupError('The backup was not opened.', error)
    }
  }
}

/** What is wrong with a PIN for a new backup, by the engine's own rules; undefined where it will do. */
export function weaknessOf(pin: string): string | undefined {
  const digits = [...pin].map(Number)
  const steps = digits.slice(1).map((digit, index) => digit - (digits[index] ?? 0))
  if (pin.length < 4) return 'it must have at least 4 characters'
  if (new Set(pin).size === 1) return 'it must not be one character repeated'
  const isRun = steps.every((step) => step === 1) || steps.every((step) => step === -1)
  return isRun ? 'it must not be a run of digits' : undefined
}

function backupError(what: string, error: unknown): XChatError {
  const { reason, guesses_remaining: left } = Object(error)
  if (reason === WRONG_PIN && typeof left === 'number') {
    return new XChatError('wrong_pin', `${what} The PIN is wrong, and ${left} attempts are left.`)
  }
  if (reason === NOT_REGISTERED)
    return new XChatError('no_backup', `${what} There is none, or it was destroyed.`)
  return new XChatError('backup_failed', `${what} The servers that keep it refused, or could not be reached.`)
}

/** Juicebox asks a global function for the token of a realm, by its id in bytes. */
function armTokens(config: JsonObject): void {
  const tokens = new Map(
    asObjects(config.token_map).map(({ key, value }) => [asText(key), asText(asObject(value)?.token) ?? '']),
  )
  Object.assign(globalThis, {
    JuiceboxGetAuthToken: async (realm: Uint8Array) => tokens.get(Buffer.from(realm).toString('hex')) ?? '',
  })
}

/** Once a process: instantiated a second time, its WebAssembly breaks the first. */
async function loadJuicebox(): Promise<JuiceboxModule> {
  const wasm = requirePeer('The PIN backup of X Chat', ['juicebox-sdk@0.3.7'], () =>
    require.resolve('juicebox-sdk/juicebox-sdk_bg.wasm'),
  )
  const name = 'juicebox-sdk/juicebox-sdk_bg.js'
  const glue = await import(name)
  const { instance } = await webAssembly.instantiate(readFileSync(wasm), { './juicebox-sdk_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  return glue
}

function loadConfigReaders(): Promise<ConfigReaders> {
  findChatEngine()
  const name = '@xdevplatform/chat-xdk'
  return import(name)
}

function bytesOf(pin: string): Uint8Array {
  return new TextEncoder().encode(pin)
}
