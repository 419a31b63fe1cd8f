// Fails a run that leaves a socket, a server, a child process or a timer that keeps the process alive.
const { setTimeout: sleep } = require('node:timers/promises')

const WAIT_MS = 500
/** The runner's own, and what ends by itself. */
const EXPECTED = /^(TTYWrap|PipeWrap|FSReqCallback|FSReqPromise|CloseReq|Immediate|TickObject)$/

function open() {
  const names = process.getActiveResourcesInfo().filter((name) => !EXPECTED.test(name))
  const timer = names.indexOf('Timeout')
  // The runner times this hook, also where that has no limit.
  return timer === -1 ? names : names.toSpliced(timer, 1)
}

exports.mochaHooks = {
  async afterAll() {
    this.timeout(0)
    await undefined
    const deadline = performance.now() + WAIT_MS
    while (open().length > 0 && performance.now() < deadline) await sleep(20, undefined, { ref: false })
    const left = open()
    if (left.length > 0) throw new Error(`These are left open: ${left.join(', ')}`)
  },
}
