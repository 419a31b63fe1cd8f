/**
 * How long durable inboxes remember events, in ms. X's replay goes 24 hours back from when it is asked for, and takes
 * its time to deliver: what it delivers last must still be known.
 */
export const REMEMBERED_MS = 26 * 3_600_000
