import { expect } from 'chai'
import { week } from '../../../samples/week/src/week'
import { RunningTracker } from '../running-tracker'

const GAP = 5 * 60_000
const NOT_HANDLED = 'NotHandled'

type Record = ReturnType<typeof week> extends Generator<infer Item> ? Item : never

/** What the generator wrote, by user and in the order of time. */
function byUser(records: readonly Record[]): readonly (readonly Record[])[] {
  const users = new Map<string, Record[]>()
  for (const record of records) {
    const list = users.get(record.payload.userId) ?? []
    list.push(record)
    users.set(record.payload.userId, list)
  }
  return [...users.values()]
}

describe("Monday's questions of a generated week", () => {
  const end = Math.floor(Date.now() / 900_000) * 900_000
  const records = [...week({ end, messages: 3_000, seed: 7 })]
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start()
    await running.tracker.import(records)
  })

  after(() => running.close())

  const page = async (path: string) =>
    (
      await (
        await running.get(`${path}${path.includes('?') ? '&' : '?'}span=all`, { cookie: 'zone=UTC' })
      ).text()
    )
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/<!--.*?-->/g, '')

  const messages = records.filter((record) => record.type !== 'event')

  it('how often was something not handled, and what', async () => {
    const asked = new Map<string, number>()
    let turns = 0
    for (const user of byUser(messages)) {
      let question = ''
      let isCounted = false
      for (const { type, payload } of user) {
        if (!('text' in payload)) continue
        if (type === 'incoming') [question, isCounted] = [payload.text, false]
        else if (payload.intent?.name === NOT_HANDLED && !isCounted) {
          isCounted = true
          turns++
          asked.set(question, (asked.get(question) ?? 0) + 1)
        }
      }
    }
    const html = await page('/not-handled')
    expect(html).to.contain(`${turns} messages were not handled`)
    for (const [text, count] of asked) {
      const cell = text.replaceAll("'", '&#39;').replaceAll('"', '&quot;')
      expect(html, text).to.match(
        new RegExp(`>${literally(cell)}</a></th> <td class="number"><a[^>]*>${count}</a></td>`),
      )
    }
  })

  it('how long until a reply, and how long a session is', async () => {
    const replies: number[] = []
    const durations: number[] = []
    for (const user of byUser(messages)) {
      let asked: number | undefined
      let [start, last] = [user[0]?.time ?? 0, user[0]?.time ?? 0]
      for (const { type, time } of user) {
        if (time - last > GAP) {
          durations.push(last - start)
          start = time
          asked = undefined
        }
        last = time
        if (type === 'incoming') asked = time
        else if (asked !== undefined) {
          replies.push(time - asked)
          asked = undefined
        }
      }
      durations.push(last - start)
    }
    const html = await page('/engagement')
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(html).to.contain(`>${(mean(replies) / 1_000).toFixed(1)} s<`)
    const seconds = mean(durations) / 1_000
    const written =
      seconds < 60
        ? `${seconds.toFixed(1)} s`
        : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
    expect(html).to.contain(`>${written.replace(' 0 s', '')}<`)
  })

  it('which answers are clicked, and what brings revenue', async () => {
    const clicked = new Map<string, number>()
    const revenue = new Map<string, number>()
    for (const user of byUser(records)) {
      let offered = ''
      let intent = ''
      for (const { type, payload } of user) {
        if (type === 'event') {
          if ('amount' in payload) revenue.set(intent, (revenue.get(intent) ?? 0) + payload.amount)
        } else if (!('text' in payload)) {
        } else if (type === 'outgoing') {
          if (payload.buttons !== undefined) offered = payload.text
        } else {
          if (payload.intent !== undefined) intent = payload.intent.name
          if (payload.postback !== undefined) {
            const key = `${payload.text}|${offered}`
            clicked.set(key, (clicked.get(key) ?? 0) + 1)
          }
        }
      }
    }
    const html = await page('/engagement')
    const [[button = '', times = 0] = []] = [...clicked].sort(([, one], [, other]) => other - one)
    const [label = ''] = button.split('|')
    expect(html).to.match(
      new RegExp(
        `>${literally(label)}</th>\\s*<td class="quiet">[^<]*</td>\\s*<td class="number">\\d+</td><td class="number">${times}</td>`,
      ),
    )
    for (const [intent, amount] of revenue) {
      const written = new Intl.NumberFormat('en', {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
      }).format(amount)
      expect(html, intent).to.match(
        new RegExp(
          `>${intent}</a></th><td class="number">\\d+</td><td class="number">${literally(written)}</td>`,
        ),
      )
    }
  })

  it('where people leave, and when they write', async () => {
    const exits = new Map<string, number>()
    const hours = Array<number>(7 * 24).fill(0)
    for (const user of byUser(messages)) {
      let exit = ''
      let last: number | undefined
      for (const { type, time, payload } of user) {
        if (last !== undefined && time - last > GAP) {
          exits.set(exit, (exits.get(exit) ?? 0) + 1)
          exit = ''
        }
        last = time
        const name = 'text' in payload ? payload.intent?.name : undefined
        if (type === 'incoming') {
          exit = name ?? (exit === NOT_HANDLED ? '' : exit)
          const date = new Date(time)
          const index = ((date.getUTCDay() + 6) % 7) * 24 + date.getUTCHours()
          hours[index] = (hours[index] ?? 0) + 1
        } else if (name === NOT_HANDLED) exit = NOT_HANDLED
      }
      exits.set(exit, (exits.get(exit) ?? 0) + 1)
    }
    const html = await page('/engagement')
    for (const [intent, count] of [...exits]
      .filter(([name]) => name !== '')
      .sort(([, a], [, b]) => b - a)
      .slice(0, 8)) {
      expect(html, intent).to.match(
        new RegExp(`<span class="name">${intent}</span><svg.*?</svg><span class="number">${count} · `),
      )
    }
    const cells = [...html.matchAll(/<td class="shade-\d">([\d,]+)<\/td>/g)].map(([, cell = '']) =>
      Number(cell.replaceAll(',', '')),
    )
    expect(cells).to.deep.equal(hours)
  })

  it('who the heavy users are', async () => {
    const counts = byUser(messages).map((list) => list.length)
    const html = await page('/transcripts?sort=messages')
    const listed = [...html.matchAll(/<span>(\d+) messages?/g)].map(([, count]) => Number(count))
    expect(listed).to.deep.equal(counts.sort((one, other) => other - one).slice(0, 25))
  })
})

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
