/** With what the reading thread starts. */
export interface ReaderData {
  readonly path: string
  readonly exampleKey: string
}

/** From the tracker to its reading thread. */
export type ToReader =
  | {
      readonly type: 'request'
      readonly id: number
      readonly method: string
      readonly url: string
      readonly headers: readonly (readonly [string, string])[]
    }
  /** Asks for the next piece of a body: nothing is read ahead of a slow browser. */
  | { readonly type: 'pull'; readonly id: number }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'checkpoint' }
  | { readonly type: 'reopen' }
  | { readonly type: 'close' }

/** From the reading thread to the tracker. */
export type FromReader =
  | {
      readonly type: 'head'
      readonly id: number
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
      readonly hasBody: boolean
    }
  /** A piece of a body; undefined at its end. */
  | { readonly type: 'piece'; readonly id: number; readonly piece: Uint8Array | undefined }
  /** The response, or the rest of its body, will not come. */
  | { readonly type: 'failed'; readonly id: number; readonly error: unknown }
  /** Something went wrong that the answer does not say. */
  | { readonly type: 'report'; readonly error: unknown }
