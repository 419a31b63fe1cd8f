const assert = require('node:assert/strict')
const { MissingPeerError } = require('botbuilder-dashbot')
const { TwitterAdapter } = require('botbuilder-dashbot/twitter')

const client = { send: async () => ({ id: '1' }), sendTyping: async () => {}, markRead: async () => {} }
const options = { consumerSecret: 'secret', userId: '42', client }
new TwitterAdapter(options)
const keys = Buffer.alloc(64, 7).toString('base64')
const calls = ['publicKeys', 'addConversationKey', 'sendMessage', 'events', 'sendTyping', 'markRead']
const chatClient = Object.fromEntries(
  [...calls, 'uploadMedia', 'downloadMedia'].map((name) => [name, async () => {}]),
)
assert.throws(
  () => new TwitterAdapter({ ...options, chat: { keys, keyVersion: '1', client: chatClient } }),
  (error) =>
    error instanceof MissingPeerError && /npm install .*@xdevplatform\/chat-xdk@0\.4\.3/.test(error.message),
)
console.log('chat ok')
