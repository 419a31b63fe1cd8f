import { expect } from 'chai'
import { readMessage } from '../../src/mapping/to-message'
import type { DashbotMessage } from '../../src/wire/types'
import { payloadIssues } from '../../src/wire/validate'
import { golden } from '../support/golden'

const user = { id: '1234858592', name: 'TwitterDev' }
const bot = { id: '3805104374', name: 'Furni' }
const platformJson = (name: string): object => (golden(name).body as DashbotMessage).platformJson ?? {}

describe("readMessage with Twitter's JSON as Dashbot's document has it", () => {
  it('gives an outgoing text just as the document does', () => {
    const { body } = golden('outgoing-text')
    const activity = {
      type: 'message',
      text: 'Just a normal text DM out.',
      from: bot,
      recipient: user,
      channelData: platformJson('outgoing-text'),
    }
    expect(readMessage(activity, { direction: 'outgoing' }).message).to.deep.equal(body)
  })

  it('gives outgoing buttons, all four, with the JSON untouched', () => {
    const channelData = platformJson('outgoing-buttons')
    const text = "What's your favorite type of bird?"
    const { message } = readMessage(
      { type: 'message', text, from: bot, recipient: user, channelData },
      { direction: 'outgoing' },
    )
    expect(message).to.deep.equal({
      text,
      userId: '1234858592',
      buttons: [
        { id: '1', label: 'Red Bird', value: 'external_id_1' },
        { id: '2', label: 'Blue Bird', value: 'external_id_2' },
        { id: '3', label: 'Black Bird', value: 'external_id_3' },
        { id: '4', label: 'White Bird', value: 'external_id_4' },
      ],
      platformJson: platformJson('outgoing-buttons'),
    })
    expect(message.platformJson).to.equal(channelData)
  })

  it('gives the answer to a button the value that the button was offered with', () => {
    const activity = {
      type: 'message',
      text: 'Blue Bird',
      from: user,
      recipient: bot,
      channelData: platformJson('incoming-quick-reply'),
    }
    expect(readMessage(activity, { direction: 'incoming' }).message).to.deep.equal({
      text: 'Blue Bird',
      userId: '1234858592',
      postback: { buttonClick: { buttonId: 'external_id_2' } },
      platformJson: platformJson('incoming-quick-reply'),
    })
  })

  for (const name of ['incoming-intent', 'outgoing-intent']) {
    it(`gives the text and the user of ${name}`, () => {
      const { body, query } = golden(name)
      const { text } = body as DashbotMessage
      const account = { id: 'USERIDHERE123123' }
      const direction = query.type === 'incoming' ? 'incoming' : 'outgoing'
      const ends = direction === 'incoming' ? { from: account } : { recipient: account }
      const { message } = readMessage({ text, ...ends }, { direction })
      expect(message).to.deep.include({ text, userId: 'USERIDHERE123123' })
      expect(payloadIssues(direction, message)).to.deep.equal([])
    })
  }
})
