const skies = {
  sunny: '<circle cx="160" cy="80" r="42" fill="#ffd166"/>',
  cloudy:
    '<g fill="#fff"><circle cx="130" cy="92" r="30"/><circle cx="165" cy="78" r="38"/><circle cx="200" cy="94" r="28"/></g>',
  rainy:
    '<g fill="#fff"><circle cx="130" cy="76" r="28"/><circle cx="165" cy="64" r="34"/><circle cx="198" cy="78" r="26"/></g><g stroke="#8ecae6" stroke-width="5"><path d="M128 112l-8 24M160 112l-8 24M192 112l-8 24"/></g>',
} as const

export type Sky = keyof typeof skies

const backgrounds: Readonly<Record<Sky, string>> = { sunny: '#4ea8de', cloudy: '#8d99ae', rainy: '#3d5a80' }

/** A picture of the sky that needs no server. */
export function picture(sky: Sky, degrees: number): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180" width="320" height="180">` +
    `<rect width="320" height="180" fill="${backgrounds[sky]}"/>${skies[sky]}` +
    `<text x="296" y="160" text-anchor="end" font-family="sans-serif" font-size="34" fill="#fff">${degrees}°</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
