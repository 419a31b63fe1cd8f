import { CardFactory, MessageFactory, type TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { DashbotClient, type DashbotMessage, DashbotMiddleware } from '../src'
import { FakeX } from '../src/testing'
import { createTracker, type Tracker } from '../src/tracker'
import { TwitterAdapter, TwitterApiClient } from '../src/twitter'
import { WebhookServer } from './twitter/support/webhook-server'

const user = '42'
/** Bytes behind those with which a PNG begins. */
const picture = (bytes: string) => ({
  contentType: 'image/png',
  contentUrl: `data:image/png;base64,iVBORw0KGgoA${bytes}`,
})
const forecasts = 'https://example.com/forecasts'
const button = (title: string, value: string) => ({ type: 'postBack', title, value })

/** What the bot answers, by the user's text. */
const answers: Readonly<Record<string, () => object>> = {
  card: () => ({
    attachments: [
      CardFactory.heroCard(
        'Forecasts',
        'in detail',
        [],
        [button('Today', 'today'), button('Later', 'today')],
        {
          subtitle: 'Every hour, < 1 km',
        },
      ),
    ],
  }),
  carousel: () =>
    MessageFactory.carousel(
      [
        CardFactory.heroCard('Red Bird', 'A cardinal', [], [button('Red', 'r')]),
        CardFactory.heroCard('Blue Bird', 'A jay', [], [button('Blue', 'b')]),
      ],
      'Which bird?',
    ),
  choice: () => MessageFactory.suggestedActions([button('Yes', 'y'), button('No', 'n')], 'Sure?'),
  link: () => ({
    attachments: [
      CardFactory.heroCard('Forecasts', [], [{ type: 'openUrl', title: 'Open the page', value: forecasts }]),
    ],
  }),
  picture: () => ({ text: 'Look!', attachments: [picture('AAAA')] }),
  pictures: () => ({ attachments: [picture('AAAA'), picture('BBBB')] }),
  long: () => ({ text: `${'a'.repeat(9_999)} ${'b'.repeat(9_999)} end` }),
}

/** A message as X has it, in the words of the report. */
interface Shown {
  readonly text: string
  readonly buttons: readonly (readonly [label: string, value: string])[]
}

for (const version of ['v1.1', 'v2'] as const) {
  describe(`What the tracker has of a conversation on X, by ${version} of its API`, () => {
    let x: FakeX
    let tracker: Tracker
    let client: DashbotClient
    let adapter: TwitterAdapter
    let webhook: WebhookServer

    beforeEach(async () => {
      x = await FakeX.start()
      tracker = await createTracker({ path: ':memory:' })
      client = new DashbotClient({ apiKey: 'KEY', serverRoot: await tracker.listen({ port: 0 }) })
      const api = new TwitterApiClient({ ...x.keys, agent: x.agent, version })
      adapter = new TwitterAdapter({ consumerSecret: x.consumerSecret, client: api })
      adapter.use(new DashbotMiddleware(client))
      webhook = await WebhookServer.listen((request, response) => {
        void adapter.process(request, response, answer)
      })
      await x.connect(webhook.url)
    })

    afterEach(async () => {
      await x.close()
      await webhook.close()
      await client.close()
      await tracker.close()
    })

    async function answer(context: TurnContext): Promise<void> {
      const { type, text, value } = context.activity
      if (type !== 'message') return
      const reply = answers[text]?.()
      await context.sendActivity(reply ?? `You said ${value ?? text}`)
    }

    async function say(text: string, data?: object): Promise<void> {
      await x.receive({ from: user, text, data: { ...data } })
      await adapter.whenIdle()
      await x.whenEchoed()
      await adapter.whenIdle()
    }

    async function tracked(type: 'incoming' | 'outgoing'): Promise<readonly DashbotMessage[]> {
      await client.flush()
      const messages = tracker.messages({ userId: user }).filter((message) => message.type === type)
      return messages.map(({ payload }) => payload)
    }

    /** The fake X's own record of messages: what it was sent, not what the adapter says that it sent. */
    const shownSince = (first: number): Shown => {
      const sent = x.sent.slice(first).map(({ data }) => data as Record<string, never>)
      const options = sent.flatMap(({ quick_reply, ctas }) => [
        ...(((quick_reply as { options?: object[] } | undefined)?.options ?? []) as Record<string, string>[]),
        ...((ctas ?? []) as Record<string, string>[]),
      ])
      return {
        text: sent
          .map(({ text }) => text)
          .filter((text) => text !== undefined)
          .join('\n'),
        buttons: options.map(({ label = '', metadata, url }) => [label, metadata ?? url ?? '']),
      }
    }

    for (const asked of Object.keys(answers)) {
      it(`agrees with what X was sent: ${asked}`, async () => {
        await say(asked)
        const [message, ...others] = await tracked('outgoing')
        expect(others).to.deep.equal([])
        const { text, buttons } = shownSince(0)
        expect(message?.text).to.equal(text === '' ? '[image]' : text)
        expect((message?.buttons ?? []).map(({ label, value }) => [label, value])).to.deep.equal(buttons)
        const { direct_message_events: events } = Object(message?.platformJson)
        expect(events.map(({ id }: { id: string }) => id)).to.deep.equal(x.sent.map(({ id }) => id))
      })
    }

    const withOptions = version === 'v1.1' ? it : () => {}
    withOptions(
      'has each click on an option of a message, by its label where two have one value',
      async () => {
        await say('card')
        await say('Later', { quick_reply_response: { type: 'options', metadata: 'today' } })
        await say('choice')
        await say('No', { quick_reply_response: { type: 'options', metadata: 'n' } })
        const clicks = (await tracked('incoming')).map(({ text, postback }) => [
          text,
          postback?.buttonClick.buttonId,
        ])
        expect(clicks).to.deep.equal([
          ['card', undefined],
          ['Later', '2'],
          ['choice', undefined],
          ['No', '2'],
        ])
      },
    )

    it('has what the user showed: a photo, a video, a location', async () => {
      const media = (type: string) => ({
        attachment: {
          type: 'media',
          media: {
            id_str: '7',
            type,
            media_url_https: 'https://ton.twitter.com/dm/7.jpg',
            url: 'https://t.co/a',
          },
        },
      })
      await say('https://t.co/a', media('photo'))
      await say('My dog https://t.co/a', media('video'))
      await say('', {
        attachment: {
          type: 'location',
          location: { shared_coordinate: { coordinates: { type: 'Point', coordinates: [4.9, 52.4] } } },
        },
      })
      expect((await tracked('incoming')).map(({ text, images }) => [text, images])).to.deep.equal([
        ['[image]', undefined],
        ['My dog', undefined],
        ['[location]', undefined],
      ])
    })

    it('has what a person wrote in the account once, in its place, and the bot’s own messages once', async () => {
      await say('hello')
      await x.writeAsAgent({ to: user, text: 'Ann here, 1 < 2' })
      await adapter.whenIdle()
      await say('thanks')
      await client.flush()
      const texts = tracker.messages({ userId: user }).map(({ type, payload }) => `${type} ${payload.text}`)
      expect(texts).to.deep.equal([
        'incoming hello',
        'outgoing You said hello',
        'outgoing Ann here, 1 < 2',
        'incoming thanks',
        'outgoing You said thanks',
      ])
    })

    it('has the tweet that a conversation began from', async () => {
      await x.receive({ from: user, text: 'hello', initiatedVia: { tweet_id: '123' } })
      await adapter.whenIdle()
      await client.flush()
      expect(tracker.events({ userId: user }).map(({ payload }) => payload)).to.deep.equal([
        {
          type: 'referralEvent',
          name: 'tweet',
          source: 'TWEET',
          ref: '123',
          referer_uri: 'https://x.com/i/web/status/123',
          userId: user,
          conversationId: user,
        },
      ])
    })
  })
}
