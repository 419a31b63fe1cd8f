const { once } = require('node:events')
const { createServer } = require('node:http')
const { json } = require('node:stream/consumers')

/** Stands for the service: takes batches, and refuses the next one with a status on request. */
exports.startReceiver = async () => {
  const received = []
  let refusal
  let requests = 0
  const server = createServer(async (request, response) => {
    const { batch } = await json(request)
    requests += 1
    response.statusCode = refusal ?? 200
    if (refusal === undefined) received.push(...batch)
    refusal = undefined
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}/v1/batch`,
    received,
    get requests() {
      return requests
    },
    refuseNext: (status) => {
      refusal = status
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
