import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DashbotPayload, PayloadType } from '../../src/wire/types'

const folder = join(process.cwd(), 'test/fixtures/golden')

/** A sample of Dashbot's document as the request that it describes. */
export interface Golden {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly query: {
    readonly platform: string
    readonly v: string
    readonly type: PayloadType
    readonly apiKey: string
  }
  readonly body: DashbotPayload
}

/** A fresh copy of the sample. */
export function golden(name: string): Golden {
  return { name, ...JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) }
}

/** Every sample. */
export function goldens(): readonly Golden[] {
  return readdirSync(folder).map((file) => golden(file.replace('.json', '')))
}
