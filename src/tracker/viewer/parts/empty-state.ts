import type { Html } from '../html'
import { html } from '../html'

export interface EmptyState {
  readonly title: string
  readonly text: Html | string
  /** What the reader can copy, by what it is for. */
  readonly snippets?: readonly { readonly label: string; readonly code: string }[]
}

/** In place of what is not there yet: why, and what to do about it. */
export function emptyState({ title, text, snippets = [] }: EmptyState): Html {
  return html`<section class="empty">
  <h2>${title}</h2>
  <p>${text}</p>
  ${snippets.map(
    ({ label, code }) => html`<figure class="snippet">
      <figcaption>${label}<button class="copy" type="button" data-copy hidden>Copy</button></figcaption>
      <pre tabindex="0"><code>${code}</code></pre>
    </figure>`,
  )}
</section>`
}

/** For a tracker that holds nothing yet. */
export function nothingTracked(origin: string): Html {
  return emptyState({
    title: 'Nothing has been tracked yet',
    text: 'Point a bot at this tracker, or post a first message by hand. This page follows what comes in.',
    snippets: [
      {
        label: 'In the bot',
        code: `const client = new DashbotClient({ apiKey: process.env.DASHBOT_API_KEY, serverRoot: '${origin}' })
adapter.use(new DashbotMiddleware(client))`,
      },
      {
        label: 'With any bot that takes its settings from the environment',
        code: `DASHBOT_SERVER_ROOT=${origin} npm start`,
      },
      {
        label: 'By hand',
        code: `curl '${origin}/track?platform=twitter&v=11.1.0-rest&type=incoming&apiKey=local' \\
  --json '{ "text": "Will it rain in Lisbon?", "userId": "1234858592", "intent": { "name": "WEATHER_QUERY" } }'`,
      },
    ],
  })
}
