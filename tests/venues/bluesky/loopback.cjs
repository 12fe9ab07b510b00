// Keeps every server of the test network on the loopback interface: by themselves they listen on all interfaces.
'use strict'

const net = require('node:net')

const LOOPBACK = '127.0.0.1'
const listen = net.Server.prototype.listen

net.Server.prototype.listen = function (first, ...rest) {
  if (first !== null && typeof first === 'object') {
    // A handle or a pipe has no port; it is passed on as it is.
    return 'port' in first ? listen.call(this, { ...first, host: LOOPBACK }, ...rest) : listen.call(this, first, ...rest)
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return listen.call(this, first, ...rest)
  const port = typeof first === 'function' || first === undefined ? 0 : Number(first)
  const done = [first, ...rest].find((value) => typeof value === 'function')
  const backlog = rest.find((value) => typeof value === 'number')
  return listen.call(this, { port, host: LOOPBACK, backlog }, done)
}
