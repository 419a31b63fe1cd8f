const { DashbotClient } = require('botbuilder-dashbot')
const { BatchTransport } = require('./batch-transport')
const { startReceiver } = require('./receiver')

async function main() {
  const receiver = await startReceiver()
  const client = new DashbotClient({
    transport: new BatchTransport({ url: receiver.url, writeKey: 'write-key' }),
    maxConcurrency: 100,
  })
  for (let user = 0; user < 100; user += 1) {
    client.logIncoming({ text: 'Hello', userId: `user-${user}` })
    client.logOutgoing({ text: 'Hi there', userId: `user-${user}` })
  }
  const { delivered } = await client.close()
  console.log(`${delivered} delivered in ${receiver.requests} requests`)
  await receiver.close()
}

void main()
