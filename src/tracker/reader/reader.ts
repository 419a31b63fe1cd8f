/** Answers what only reads: pages, payloads, exports, assets. */
export interface Reader {
  respond(request: Request): Response | Promise<Response>
  /** Copies what was written from SQLite's log into the file, where that holds up nobody who writes. */
  checkpoint(): void
  /** Opens the database again, which was replaced. */
  reopen(): void
  close(): Promise<void>
}
