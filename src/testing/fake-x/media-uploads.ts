/** A medium that was uploaded. */
export interface UploadedMedia {
  readonly id: string
  readonly contentType: string
  readonly category: string
  readonly bytes: Buffer
}

interface Upload {
  readonly contentType: string
  readonly category: string
  readonly segments: Buffer[]
}

/** X's chunked upload: initialize, append as often as needed, finalize. */
export class MediaUploads {
  readonly finished: UploadedMedia[] = []
  readonly #open = new Map<string, Upload>()

  initialize(id: string, { contentType, category }: Omit<Upload, 'segments'>): void {
    this.#open.set(id, { contentType, category, segments: [] })
  }

  /** false where no upload has the id. */
  append(id: string, index: number, bytes: Buffer): boolean {
    const upload = this.#open.get(id)
    if (upload !== undefined) upload.segments[index] = bytes
    return upload !== undefined
  }

  /** false where no upload has the id. */
  finalize(id: string): boolean {
    const upload = this.#open.get(id)
    if (upload === undefined) return false
    const { segments, ...about } = upload
    this.#open.delete(id)
    this.finished.push({ id, ...about, bytes: Buffer.concat(segments) })
    return true
  }

  has(id: string): boolean {
    return this.finished.some((media) => media.id === id)
  }
}
