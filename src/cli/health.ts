import { createServer, type Server } from 'node:http'

/** Answers `GET /healthz` with 200 while it is so, and with 503 while it is not, on all interfaces. */
export function serveHealth(port: number, isHealthy: () => boolean): Server {
  const server = createServer((request, response) => {
    const isKnown = request.url?.split('?')[0] === '/healthz'
    const isOk = isKnown && isHealthy()
    response.writeHead(isOk ? 200 : isKnown ? 503 : 404, { 'content-type': 'text/plain' })
    response.end(isOk ? 'ok\n' : isKnown ? 'not working\n' : 'not found\n')
  })
  server.on('error', (error) => console.error(`GET /healthz is not served: ${error.message}`))
  return server.listen(port)
}
