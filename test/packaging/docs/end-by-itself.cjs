// Lets a documented program end: its servers stand, but do not keep the process.
const net = require('node:net')

const { listen } = net.Server.prototype
net.Server.prototype.listen = function (...args) {
  return listen.apply(this, args).unref()
}
