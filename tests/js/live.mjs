// Stock JavaScript clients that subscribe to a topic, driven by live.py through lines of JSON:
//
//   node live.mjs CLIENT URL TOPIC [CURSOR]      CLIENT is ws or rpc-websockets
//
// Prints {"subscribed": ANSWER}, then {"event": PARAMS, "raw": TEXT} for each notification; `raw`
// is the frame's text with ws, and absent with rpc-websockets, which shows only what it parsed.
// Ends when standard input does.
import WebSocket from 'ws'
import { Client } from 'rpc-websockets'

const [client, url, topic, cursor] = process.argv.slice(2)
const params = cursor === undefined ? { topic } : { topic, cursor }
const say = line => process.stdout.write(JSON.stringify(line) + '\n')
const fail = error => {
  process.stderr.write(`${error?.message ?? error}\n`)
  process.exit(1)
}

process.stdin.on('end', () => process.exit(0)).resume()

if (client === 'ws') {
  const socket = new WebSocket(url)
  socket.on('error', fail)
  socket.on('close', code => fail(`closed ${code}`))
  socket.on('open', () => {
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params }))
  })
  socket.on('message', data => {
    const raw = data.toString('utf8')
    const message = JSON.parse(raw)
    if (message.id === 1) {
      say(message.error ? { error: message.error } : { subscribed: message.result })
    } else if (message.method === 'event') {
      say({ event: message.params, raw })
    }
  })
} else if (client === 'rpc-websockets') {
  const socket = new Client(url, { reconnect: false })
  socket.on('error', fail)
  socket.on('close', code => fail(`closed ${code}`))
  // A listener before the subscription: the first event may follow the answer at once.
  socket.on('event', notified => say({ event: notified }))
  socket.on('open', () => {
    socket.call('subscribe', params)
      .then(subscribed => say({ subscribed }), error => say({ error }))
  })
} else {
  fail(`unknown client ${client}`)
}
