export { HttpTransport, type HttpTransportOptions } from './http-transport'
