import { Agent } from 'node:https'
import { connect } from 'node:net'

/** An agent for `https` whose every connection goes to a local server, without TLS. */
export function plainAgent(port: number): Agent {
  const agent = new Agent({ keepAlive: true })
  agent.createConnection = () => connect(port, '127.0.0.1')
  return agent
}
