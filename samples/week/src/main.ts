import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DashbotClient } from 'botbuilder-dashbot'
import { createTracker } from 'botbuilder-dashbot/tracker'
import { week } from './week'

const USAGE = `Makes up a week of conversations.

  npm start -- --db FILE      writes it straight into a tracker's database
  npm start -- --url URL      posts it to a tracker, with the key in DASHBOT_API_KEY

  --messages N   about so many (8000)
  --seed N       another week (1)
  --end TIME     when the week ends (now)`

/** So many are on their way at a time. */
const POSTED_TOGETHER = 2_000

async function post(url: string, payloads: ReturnType<typeof week>): Promise<number> {
  const apiKey = process.env.DASHBOT_API_KEY ?? 'local'
  const client = new DashbotClient({ apiKey, serverRoot: url })
  let posted = 0
  for (const { type, time, payload } of payloads) {
    if (type === 'event') client.logEvent({ ...payload, dashbot_timestamp: time })
    else if (type === 'incoming') client.logIncoming({ ...payload, dashbot_timestamp: time })
    else client.logOutgoing({ ...payload, dashbot_timestamp: time })
    if (++posted % POSTED_TOGETHER === 0) await client.flush()
  }
  await client.flush()
  const { delivered } = client.stats()
  await client.close()
  return delivered
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      db: { type: 'string' },
      url: { type: 'string' },
      messages: { type: 'string', default: '8000' },
      seed: { type: 'string', default: '1' },
      end: { type: 'string' },
    },
  })
  const end = values.end === undefined ? Date.now() : Date.parse(values.end)
  const payloads = week({ seed: Number(values.seed), messages: Number(values.messages), end })
  if (values.db !== undefined) {
    // npm runs a workspace's script in the workspace: the path is meant from where it was called.
    const path = resolve(process.env.INIT_CWD ?? '.', values.db)
    const tracker = await createTracker({ path })
    const { stored } = await tracker.import(payloads)
    await tracker.close()
    console.log(`${path} has ${stored} messages and events more. See them with:
  npm run --silent cli -- tracker --db ${path}`)
  } else if (values.url !== undefined) {
    console.log(`${values.url} took ${await post(values.url, payloads)} messages and events.`)
  } else {
    console.log(USAGE)
  }
}

void main()
