// The promises of a transport, for the author of one
export {
  type ContractCheck,
  type ReceivedEnvelope,
  type TransportContractOptions,
  type TransportUnderTest,
  transportContract,
} from './transport-contract'
