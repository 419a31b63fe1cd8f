import type { Event, Intent, Message, Tracked } from './payloads'
import type { Random } from './random'

export interface Person {
  readonly id: string
  readonly name: string
}

interface Saying {
  readonly intent?: string
  readonly inputs?: Readonly<Record<string, string>>
}

interface Answer extends Saying {
  readonly image?: string
  /** Labels; the value of each is the label in capitals. */
  readonly buttons?: readonly string[]
}

type Unsigned<T> = T extends unknown ? Omit<T, 'userId'> : never

const BOT_ID = '3805104374'
const SECOND = 1_000

/** One session with one person: what is said, and when, as it goes on. */
export class Talk {
  readonly random: Random
  readonly tracked: Tracked[] = []
  readonly #person: Person
  #time: number
  #offered: readonly string[] = []

  constructor(random: Random, person: Person, time: number) {
    this.random = random
    this.#person = person
    this.#time = time
  }

  user(text: string, saying: Saying = {}): void {
    this.#wait(4, 50)
    this.#say('incoming', { text, ...this.#intent(saying) })
  }

  bot(text: string, { image, buttons = [], ...saying }: Answer = {}): void {
    this.#wait(0, 2)
    this.#offered = buttons
    this.#say('outgoing', {
      text,
      ...this.#intent(saying),
      ...(image !== undefined && { images: [{ url: image }] }),
      ...(buttons.length > 0 && { buttons: buttons.map(toButton) }),
    })
  }

  /** Presses one of the buttons that were offered last, and returns its label. */
  click(saying: Saying = {}): string {
    this.#wait(2, 20)
    const label = this.random.pick(this.#offered)
    const buttonId = String(this.#offered.indexOf(label) + 1)
    this.#say('incoming', { text: label, ...this.#intent(saying), postback: { buttonClick: { buttonId } } })
    return label
  }

  event(event: Unsigned<Event>): void {
    const payload = { ...event, userId: this.#person.id } as Event
    this.tracked.push({ type: 'event', time: this.#time, payload })
  }

  #wait(low: number, high: number): void {
    this.#time += Math.round((low + this.random.next() * (high - low)) * SECOND) + 150
  }

  #intent({ intent, inputs }: Saying): { intent?: Intent } {
    if (intent === undefined) return {}
    const listed = Object.entries(inputs ?? {}).map(([name, value]) => ({ name, value }))
    const confidence = Math.round((0.99 - this.random.next() ** 3 * 0.5) * 100) / 100
    return { intent: { name: intent, ...(listed.length > 0 && { inputs: listed }), confidence } }
  }

  #say(type: 'incoming' | 'outgoing', message: Omit<Message, 'userId'>): void {
    const { id, name } = this.#person
    const [sender, recipient] = type === 'incoming' ? [id, BOT_ID] : [BOT_ID, id]
    const platformJson = {
      direct_message_events: [
        {
          type: 'message_create',
          id: String(1_200_000_000_000_000 + this.random.between(0, 899_999_999_999_999)),
          created_timestamp: String(this.#time),
          message_create: {
            target: { recipient_id: recipient },
            sender_id: sender,
            message_data: { text: message.text },
          },
        },
      ],
      users: { [id]: { id, name, screen_name: `${name.toLowerCase().replace(/\W/g, '')}${id.slice(-4)}` } },
    }
    this.tracked.push({ type, time: this.#time, payload: { ...message, userId: id, platformJson } })
  }
}

function toButton(label: string, index: number) {
  return { id: String(index + 1), label, value: label.toUpperCase().replace(/\W+/g, '_') }
}
