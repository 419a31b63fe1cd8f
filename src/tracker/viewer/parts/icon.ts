import { raw } from 'hono/html'
import type { Html } from '../html'

/** Drawn on a grid of 20, in lines of 1.5. */
const SHAPES = {
  brand:
    '<path d="M4 5.5A2.5 2.5 0 0 1 6.5 3h7A2.5 2.5 0 0 1 16 5.5v5a2.5 2.5 0 0 1-2.5 2.5H10l-4 4v-4.2A2.5 2.5 0 0 1 4 10.5z"/><path d="M7.5 9.5V8m2.5 1.5v-3m2.5 3V7.5"/>',
  overview: '<path d="M3 17h14M5.5 14V10M10 14V4m4.5 10V7.5"/>',
  transcripts:
    '<path d="M3.5 5A1.5 1.5 0 0 1 5 3.5h7A1.5 1.5 0 0 1 13.5 5v4a1.5 1.5 0 0 1-1.5 1.5H7.5L3.5 13z"/><path d="M16.5 8v8.5L13.5 14H9"/>',
  intents: '<circle cx="10" cy="10" r="6.5"/><circle cx="10" cy="10" r="2.5"/>',
  events: '<path d="M11 2.5 4.5 11.5H10l-1 6 6.5-9H10z"/>',
  funnel: '<path d="M3 4h14l-5.5 6.5v5L8.5 17v-6.5z"/>',
  unknown: '<path d="M7 7.5a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 1.8"/><path d="M10 15.5v.01"/>',
  engagement: '<circle cx="10" cy="10" r="6.5"/><path d="M10 6v4l2.5 2"/>',
  theme: '<circle cx="10" cy="10" r="6.5"/><path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>',
  pause: '<path d="M7.5 5v10m5-10v10"/>',
  views: '<path d="M6 3.5h8v13l-4-3.2-4 3.2z"/>',
  search: '<circle cx="9" cy="9" r="5"/><path d="m13 13 4 4"/>',
  check: '<path d="m4.5 10.5 3.5 3.5 7.5-8"/>',
  next: '<path d="m8 5 5 5-5 5"/>',
  image: '<rect x="3" y="4" width="14" height="12" rx="2"/><path d="m5 14 3.5-4 2.5 2.5 2-2 2.5 3.5"/>',
} as const

export type IconName = keyof typeof SHAPES

/** A picture that says nothing which the text beside it does not. */
export function icon(name: IconName): Html {
  return raw(
    `<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${SHAPES[name]}</svg>`,
  )
}
