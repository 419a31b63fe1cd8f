import { DashbotClient } from '../../../src/client/client'

const client = DashbotClient.fromEnv()
client.logIncoming({ text: 'Hello', userId: 'ann' })
setTimeout(() => {
  void client.close().then((result) => {
    process.send?.(result)
    process.disconnect()
  })
}, 200)
