import type { RunningTracker } from '../tracker/running-tracker'

/** Has the tracker hold what two users said to a bot, with an intent, a pressed button, revenue and a question not handled. */
export async function hold(running: RunningTracker): Promise<void> {
  const choices = [
    { id: '1', label: 'Yes', value: 'yes' },
    { id: '2', label: 'No', value: 'no' },
  ]
  const weather = { name: 'WEATHER', confidence: 0.9, inputs: [{ name: 'city', value: 'Lisbon' }] }
  await running.post('incoming', { text: 'Will it rain in Lisbon?', userId: 'ann', intent: weather })
  await running.post('outgoing', { text: 'It will. An umbrella?', userId: 'ann', buttons: choices })
  await running.post('incoming', {
    text: 'Yes',
    userId: 'ann',
    intent: { name: 'BUY' },
    postback: { buttonClick: { buttonId: '1' } },
  })
  await running.post('event', { type: 'revenueEvent', name: 'umbrella', userId: 'ann', amount: 12.5 })
  await running.post('incoming', { text: 'Hm?', userId: 'bob' })
  await running.post('outgoing', { text: 'Sorry?', userId: 'bob', intent: { name: 'NotHandled' } })
}
