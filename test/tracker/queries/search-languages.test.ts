import { expect } from 'chai'
import { readUsers } from '../../../src/tracker/queries/users'
import { parseSearch } from '../../../src/tracker/search/search-terms'
import { NOON, StoredConversations } from './stored'

/** What users wrote, by user. */
const SAID: Readonly<Record<string, string>> = {
  english: "Will it rain in Lisbon tomorrow? I don't know",
  german: 'Scheint morgen in der Hauptstraße die Sonne?',
  french: 'Où puis-je goûter des crêpes à Orléans ?',
  turkish: 'Yarın İstanbul’da hava nasıl olacak?',
  vietnamese: 'Thời tiết hôm nay thế nào?',
  greek: 'Τι καιρός θα κάνει αύριο;',
  russian: 'Какая погода сегодня? Ещё дождь',
  arabic: 'كيف الطَّقْس اليوم؟',
  hebrew: 'מה מזג האוויר היום?',
  persian: 'می‌خواهم بدانم هوا چطور است',
  hindi: 'आज मौसम कैसा है?',
  tamil: 'இன்று வானிலை எப்படி?',
  thai: 'วันนี้อากาศเป็นอย่างไร',
  japanese: '今日の東京の天気はどうですか',
  halfWidth: 'ﾃﾝｷ予報をお願いします',
  chinese: '你好，今天北京下雨吗？',
  korean: '오늘날씨가 어때요?',
  emoji: 'so nice 👍🏽 from 🇩🇪 ☀️',
  coder: 'I am a 👩‍💻',
  order: 'Where is my order 48217-AB?',
  mail: 'Write to ann_lee@example.com, please',
}

/** A search, and which users it finds. */
const SEARCHES: readonly (readonly [search: string, ...users: readonly string[]])[] = [
  ['rain', 'english'],
  ["don't", 'english'],
  ['lisb', 'english'],
  ['hauptstrasse', 'german'],
  ['Sonne', 'german'],
  ['crepes', 'french'],
  ['GOÛTER', 'french'],
  ['istanbul', 'turkish'],
  ['nasil', 'turkish'],
  ['thời tiết', 'vietnamese'],
  ['thoi tiet', 'vietnamese'],
  ['καιροσ', 'greek'],
  ['ΚΑΙΡΌΣ', 'greek'],
  ['погода', 'russian'],
  ['еще', 'russian'],
  ['الطقس', 'arabic'],
  ['אוויר'],
  ['האוויר', 'hebrew'],
  ['می‌خواهم', 'persian'],
  ['मौसम', 'hindi'],
  ['कैसा है', 'hindi'],
  ['वानिलै'],
  ['வானிலை', 'tamil'],
  ['อากาศ', 'thai'],
  ['天気', 'japanese'],
  ['東京の天気', 'japanese'],
  ['京都'],
  ['天', 'chinese', 'japanese'],
  ['テンキ', 'halfWidth'],
  ['予報', 'halfWidth'],
  ['北京', 'chinese'],
  ['雨', 'chinese'],
  ['下雪'],
  ['날씨', 'korean'],
  ['👍', 'emoji'],
  ['👍🏽', 'emoji'],
  ['👍🏿'],
  ['🇩🇪', 'emoji'],
  ['🇪🇩'],
  ['☀', 'emoji'],
  ['👩‍💻', 'coder'],
  ['💻', 'coder'],
  ['48217', 'order'],
  ['48217-AB', 'order'],
  ['8217'],
  ['ann_lee@example.com', 'mail'],
]

describe('a search', () => {
  let stored: StoredConversations

  before(() => {
    stored = new StoredConversations()
    for (const [user, text] of Object.entries(SAID)) stored.says(user, text, NOON)
  })

  after(() => stored.close())

  const found = (search: string) =>
    readUsers(stored.store, { terms: parseSearch(search) }).rows.map(({ userId }) => userId)

  for (const [search, ...users] of SEARCHES) {
    it(`for ${search} finds ${users.join(' and ') || 'nothing'}, and nothing else`, () => {
      expect(found(search).toSorted()).to.deep.equal(users)
    })
  }

  it('finds users by their names, handles and ids, whatever they wrote', () => {
    const named = { users: { '990017': { id: '990017', name: 'Chiara Rossi', screen_name: 'chiara_r' } } }
    stored.says('990017', 'hello', NOON, { platformJson: named })
    stored.custom('770033', 'opened', NOON)
    expect(found('chiara rossi')).to.deep.equal(['990017'])
    expect(found('@chiara_r')).to.deep.equal(['990017'])
    expect(found('990017')).to.deep.equal(['990017'])
    expect(found('7700')).to.deep.equal(['770033'])
    expect(found('chiara hello')).to.deep.equal([])
  })
})
