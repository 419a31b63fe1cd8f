import { DashbotClient } from '../../../src/client'

DashbotClient.fromEnv().logIncoming({ text: 'Hello', userId: 'ann' })
process.disconnect()
