import type { AppIdStore } from '../../twitter/inbox/inbox'
import type { Link } from '../connection/link'

/** The app's id, in a key of the fleet's. */
export class AppIdKey implements AppIdStore {
  readonly #link: Link
  readonly #key: string

  /** @param fleet The name of the inbox's fleet. */
  constructor(link: Link, fleet: string) {
    this.#link = link
    this.#key = `{${fleet}}:app`
  }

  /** Rejects where Redis does not answer. */
  async read(): Promise<string | undefined> {
    await this.#link.connect()
    return (await this.#link.client.get(this.#key)) ?? undefined
  }

  /** Rejects where Redis does not answer. */
  async write(appId: string): Promise<void> {
    await this.#link.connect()
    await this.#link.client.set(this.#key, appId)
  }
}
