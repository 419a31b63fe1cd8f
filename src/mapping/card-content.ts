import type { Choice } from './card-action'

/** What a card or attachment shows. */
export interface CardContent {
  readonly text?: string | undefined
  /** Addresses, as they stand there. */
  readonly images: readonly unknown[]
  readonly choices: readonly Choice[]
}
