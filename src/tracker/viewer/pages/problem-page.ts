import { html } from '../html'
import type { PageBody } from '../layout'

const PROBLEMS = {
  404: {
    title: 'There is nothing here',
    text: 'The address leads to no page, or what it showed has been removed since.',
  },
  500: {
    title: 'This page could not be made',
    text: 'Something went wrong while it was read from the database. What was tracked is not affected. Try again, and look at the tracker’s database if it stays.',
  },
  503: {
    title: 'The database is busy',
    text: 'Another process holds it. Try again in a moment.',
  },
} as const

export function problemPage(status: keyof typeof PROBLEMS): PageBody {
  const { title, text } = PROBLEMS[status]
  return {
    title,
    section: undefined,
    content: html`<section class="empty problem">
  <p class="problem-code">${status}</p>
  <h1>${title}</h1>
  <p>${text}</p>
  <p><a class="button" href="/">Go to the overview</a></p>
</section>`,
  }
}
