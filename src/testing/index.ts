// The promises of a transport and of an outbox, for the author of one
export { type OutboxContractOptions, type OutboxUnderTest, outboxContract } from './outbox-contract'
export {
  type ContractCheck,
  type ReceivedEnvelope,
  type TransportContractOptions,
  type TransportUnderTest,
  transportContract,
} from './transport-contract'
