import { picture, type Sky } from './pictures'
import type { Talk } from './talk'

const CITIES = ['San Francisco', 'Berlin', 'Lisbon', 'Nairobi', 'Osaka', 'São Paulo', 'Toronto', 'Leeds']
const DAYS = ['today', 'tomorrow', 'on Friday', 'at the weekend', 'tonight']
const SKIES: readonly Sky[] = ['sunny', 'cloudy', 'rainy']
const BIRDS = ['Red Bird', 'Blue Bird', 'Black Bird', 'White Bird']
const MENU = {
  'Ham Sandwich': 17.45,
  'Veggie Wrap': 12.9,
  'Soup of the Day': 8.5,
  'Family Picnic': 54,
} as const

export type Scene = 'greeting' | 'weather' | 'birds' | 'lunch' | 'status' | 'help' | 'lost' | 'thanks'

interface Direction {
  play(talk: Talk): void
  /** What may come next, by weight; `end` ends the session. */
  readonly next: Readonly<Partial<Record<Scene | 'end', number>>>
}

/** How a session may begin. */
export const openings: Readonly<Partial<Record<Scene, number>>> = {
  greeting: 45,
  weather: 32,
  lunch: 9,
  birds: 6,
  status: 4,
  lost: 4,
}

/** The bot's repertoire. */
export const scenes: Readonly<Record<Scene, Direction>> = {
  greeting: {
    play(talk) {
      const hello = ['Hi', 'Hello!', 'hey there', 'Good morning', 'Moin 👋', '¡Hola!', 'こんにちは', 'مرحبا']
      talk.user(talk.random.pick(hello), { intent: 'GREETING' })
      talk.bot('Hi! I know the weather, birds, and a good lunch. What shall it be?', {
        buttons: ['Weather', 'Birds', 'Lunch'],
      })
    },
    next: { weather: 50, birds: 15, lunch: 18, help: 6, lost: 5, end: 6 },
  },
  weather: {
    play(talk) {
      const [city, day] = [talk.random.pick(CITIES), talk.random.pick(DAYS)]
      const questions = [
        `What is the weather in ${city} ${day}?`,
        `weather ${city} ${day}`,
        `Do I need an umbrella in ${city} ${day}?`,
        `How warm will it be in ${city} ${day}`,
      ]
      talk.user(talk.random.pick(questions), { intent: 'WEATHER_QUERY', inputs: { city, day } })
      const [sky, degrees] = [talk.random.pick(SKIES), talk.random.between(-4, 33)]
      talk.bot(`${city}, ${day}: ${sky}, ${degrees} °C.`, {
        intent: 'WEATHER_RESPONSE',
        inputs: { city, sky },
        ...(talk.random.chance(0.25) && { image: picture(sky, degrees) }),
      })
      const start = 1_500_504_070_512 + talk.random.between(0, 1e9)
      const difference = talk.random.between(80, 900)
      const extraInfo = { start, difference, end: start + difference }
      talk.event({ type: 'customEvent', name: 'forecastServed', extraInfo })
      if (!talk.random.chance(0.4)) return
      talk.bot('Anything else about the weather?', { buttons: ['Tomorrow', 'Next week', 'Share it'] })
      if (!talk.random.chance(0.6)) return
      if (talk.click({ intent: 'WEATHER_MORE' }) !== 'Share it') {
        talk.bot('It stays about the same.', { intent: 'WEATHER_RESPONSE', inputs: { city } })
        return
      }
      talk.event({ type: 'shareEvent', name: 'sharedForecast', sharedMessage: { text: `${city}: ${sky}` } })
      talk.bot('Shared. Your friends will pack the right clothes.')
    },
    next: { weather: 24, thanks: 26, lunch: 9, birds: 4, lost: 6, end: 31 },
  },
  birds: {
    play(talk) {
      talk.user('Show me birds', { intent: 'BIRD_QUERY' })
      talk.bot("What's your favorite type of bird?", { buttons: BIRDS })
      if (!talk.random.chance(0.85)) return
      const bird = talk.click({ intent: 'BIRD_CHOICE' })
      talk.bot(`A ${bird.toLowerCase()}! A fine choice, it sings before sunrise.`)
    },
    next: { weather: 22, birds: 12, thanks: 26, lost: 6, end: 34 },
  },
  lunch: {
    play(talk) {
      talk.user(talk.random.pick(["I'm hungry", 'What is for lunch?', 'order food']), {
        intent: 'LUNCH_MENU',
      })
      talk.event({
        type: 'pageLaunchEvent',
        name: 'openedMenu',
        extraInfo: { url: 'https://example.com/menu' },
      })
      talk.bot('Here is the menu:', { buttons: Object.keys(MENU) })
      if (!talk.random.chance(0.72)) return
      const item = talk.click({ intent: 'LUNCH_CHOICE' }) as keyof typeof MENU
      talk.bot(`One ${item} for $${MENU[item].toFixed(2)}. Shall I order it?`, { buttons: ['Yes', 'No'] })
      if (talk.click({ intent: 'LUNCH_CONFIRM' }) === 'No' && talk.random.chance(0.7)) {
        talk.bot('Then not. The kitchen is open until nine.')
        return
      }
      const metadata = { productName: item, sku: item.toLowerCase().replaceAll(' ', '-') }
      talk.event({ type: 'revenueEvent', name: 'boughtLunch', amount: MENU[item], metadata })
      talk.bot('Ordered! It is with you in half an hour.', { intent: 'ORDER_PLACED', inputs: { item } })
    },
    next: { status: 14, thanks: 42, weather: 8, lost: 5, end: 31 },
  },
  status: {
    play(talk) {
      const order = String(talk.random.between(10_000, 99_999))
      talk.user(`Where is my order ${order}?`, { intent: 'ORDER_STATUS', inputs: { order } })
      talk.bot('It has left the kitchen and is on its way.', { intent: 'ORDER_STATUS_RESPONSE' })
    },
    next: { thanks: 46, lost: 12, lunch: 6, end: 36 },
  },
  help: {
    play(talk) {
      talk.user(talk.random.pick(['help', 'what can you do?', '?']), { intent: 'HELP' })
      talk.bot('Ask me for the weather in a city, for birds, or for lunch.', {
        buttons: ['Weather', 'Birds', 'Lunch'],
      })
    },
    next: { weather: 40, lunch: 18, birds: 12, lost: 6, end: 24 },
  },
  lost: {
    play(talk) {
      const questions = [
        'can you book me a flight',
        'asdf',
        'What is the meaning of life?',
        'why is the sky blue though',
        'I want to talk to a human!',
        'Kannst du auch Deutsch?',
        '🤔🤔🤔',
      ]
      talk.user(talk.random.pick(questions))
      talk.bot('Sorry, I did not get that.', { intent: 'NotHandled' })
      if (talk.random.chance(0.5)) talk.bot('Try "help" to see what I can do.', { intent: 'NotHandled' })
    },
    next: { help: 38, weather: 16, lost: 10, end: 36 },
  },
  thanks: {
    play(talk) {
      talk.user(talk.random.pick(['Thanks!', 'thank you', 'great, thx 🙏', 'Danke', 'perfect']), {
        intent: 'THANKS',
      })
      talk.bot(talk.random.pick(["You're welcome!", 'Any time.', '🐦']))
    },
    next: { weather: 8, lunch: 5, end: 87 },
  },
}
