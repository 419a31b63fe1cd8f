import { Agent } from 'node:https'
import { connect } from 'node:net'

/** Brings what goes to X's addresses to a server on this machine instead, without TLS: for tests and trials. */
export function standInAgent(port: number): Agent {
  const agent = new Agent({ keepAlive: true })
  agent.createConnection = () => connect(port, '127.0.0.1')
  return agent
}
