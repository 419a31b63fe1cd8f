/** Answers what only reads: pages, payloads, exports, assets. */
export interface Reader {
  respond(request: Request): Response | Promise<Response>
  /** Opens the database again, which was replaced. */
  reopen(): void
  close(): Promise<void>
}
