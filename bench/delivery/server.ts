import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A tracker that takes everything, in a process of its own: its work is not to be counted. */
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json')
    response.end('{"success":true}')
  })
})

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
