// A tracker that takes everything after so many ms, in a process of its own: its work is not to be counted.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const delayMs = Number(process.argv[2] ?? 0)

const server = createServer((request, response) => {
  const answer = (): void => {
    response.setHeader('content-type', 'application/json')
    response.end('{"success":true}')
  }
  request.resume().on('end', () => {
    if (delayMs > 0) setTimeout(answer, delayMs)
    else answer()
  })
})

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
