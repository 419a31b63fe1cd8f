import { type FirstStepsOptions, SHELLS, type Shell, sendMessage, startBot } from '../../first-steps'
import type { Html } from '../html'
import { html } from '../html'
import type { PageRequest } from '../request'

/** What the reader can copy, and what it is for. */
export interface Snippet {
  readonly label: string
  readonly code: string
  /** The same for other command lines. */
  readonly others?: readonly Snippet[]
}

export interface EmptyState {
  readonly title: string
  readonly text: Html | string
  readonly snippets?: readonly Snippet[]
}

/** In place of what is not there yet: why, and what to do about it. */
export function emptyState({ title, text, snippets = [] }: EmptyState): Html {
  return html`<section class="empty">
  <h2>${title}</h2>
  <p>${text}</p>
  ${snippets.map(snippet)}
</section>`
}

function snippet({ label, code, others = [] }: Snippet): Html {
  return html`<figure class="snippet">
  <figcaption>${label}<button class="copy" type="button" data-copy hidden>Copy</button></figcaption>
  <pre tabindex="0"><code>${code}</code></pre>
</figure>${
    others.length > 0 &&
    html`<details class="other-shells"><summary>For ${others.map((other) => other.label).join(' and ')}</summary>${others.map(snippet)}</details>`
  }`
}

/** For a tracker that holds nothing yet. */
export function nothingTracked({ origin, exampleKey }: PageRequest): Html {
  const options = { url: origin, apiKey: exampleKey }
  return emptyState({
    title: 'Nothing has been tracked yet',
    text: 'Point a bot at this tracker, or send a first message by hand. This page follows what comes in.',
    snippets: [
      forShells('With any bot that takes its settings from the environment, in bash', startBot, options),
      {
        label: 'In the bot',
        code: `const client = new DashbotClient({ apiKey: '${exampleKey}', serverRoot: '${origin}' })
adapter.use(new DashbotMiddleware(client))`,
      },
      forShells('By hand, in bash', sendMessage, options),
    ],
  })
}

function forShells(
  label: string,
  write: (shell: Shell, options: FirstStepsOptions) => string,
  options: FirstStepsOptions,
): Snippet {
  const [first, ...rest] = SHELLS
  return {
    label,
    code: write(first, options),
    others: rest.map((shell) => ({ label: shell, code: write(shell, options) })),
  }
}
