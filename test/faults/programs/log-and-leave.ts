import { DashbotClient } from '../../../src/client/client'

DashbotClient.fromEnv().logIncoming({ text: 'Hello', userId: 'ann' })
process.disconnect()
