export { AgentsTwitterAdapter, type AgentTurnLogic } from './agents-twitter-adapter'
