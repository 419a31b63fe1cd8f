import type { SavedView } from '../queries/views'
import type { Assets } from './assets'
import type { Html } from './html'
import { html } from './html'
import type { IconName } from './parts/icon'
import { icon } from './parts/icon'
import { viewMenu } from './parts/view-menu'
import type { PageRequest } from './request'
import { along } from './request'

/** What a page puts into the frame that all share. */
export interface PageBody {
  readonly title: string
  /** The entry of the navigation to which it belongs. */
  readonly section: string | undefined
  readonly content: Html
  /** true where the page follows what comes in. */
  readonly isLive?: boolean
  readonly hasCharts?: boolean
}

interface Section {
  readonly path: string
  readonly label: string
  readonly icon: IconName
}

const SECTIONS: readonly Section[] = [
  { path: '/', label: 'Overview', icon: 'overview' },
  { path: '/transcripts', label: 'Transcripts', icon: 'transcripts' },
  { path: '/intents', label: 'Intents', icon: 'intents' },
  { path: '/not-handled', label: 'Not handled', icon: 'unknown' },
  { path: '/events', label: 'Events', icon: 'events' },
  { path: '/funnel', label: 'Funnel', icon: 'funnel' },
  { path: '/engagement', label: 'Engagement', icon: 'engagement' },
]

/** The whole document. */
export function layout(
  body: PageBody,
  request: PageRequest,
  { assets, views }: { readonly assets: Assets; readonly views: readonly SavedView[] },
): Html {
  const { title, section, content, isLive = false, hasCharts = false } = body
  return html`<!doctype html>
<html lang="en" data-zone="${request.dates.zone}" data-theme="${request.theme ?? 'system'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<title>${title} · Tracker</title>
<link rel="icon" href="${assets.url('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.url('viewer.css')}">
${hasCharts && html`<script src="${assets.url('uplot.js')}" defer></script>`}
<script type="module" src="${assets.url('viewer.js')}"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="bar">
  <a class="brand" href="${along(request, '/')}">${icon('brand')}<span>Tracker</span></a>
  <nav class="nav" aria-label="Pages">
    <ul>${SECTIONS.map((entry) => navigationEntry(entry, section, request))}</ul>
  </nav>
  <div class="tools">
    ${isLive && liveTools()}
    ${viewMenu(views, request)}
    <button class="icon-button" type="button" data-theme-toggle hidden>
      ${icon('theme')}<span class="hidden">Switch between light and dark</span>
    </button>
  </div>
</header>
<main id="main" tabindex="-1" ${isLive && html`data-follow="${request.path}"`}>${content}</main>
</body>
</html>`
}

/** Whether the page follows what comes in, and the button that stops it; scripts show them. */
function liveTools(): Html {
  return html`<p class="live" data-live-state hidden><span class="live-dot"></span><span data-live-label></span></p>
    <button class="icon-button" type="button" data-live-toggle aria-pressed="false" hidden>
      ${icon('pause')}<span class="hidden">Pause updates</span>
    </button>
    <p class="hidden" role="status" data-live-news></p>`
}

function navigationEntry(
  { path, label, icon: name }: Section,
  current: string | undefined,
  request: PageRequest,
): Html {
  return html`<li><a href="${along(request, path)}" ${path === current && html`aria-current="page"`}>${icon(name)}<span>${label}</span></a></li>`
}
