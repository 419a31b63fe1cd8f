/**
 * X's direct messages for the Microsoft 365 Agents SDK.
 *
 * @module botbuilder-dashbot/twitter/agents
 */

export { AgentsTwitterAdapter, type AgentTurnLogic } from './agents-twitter-adapter'
