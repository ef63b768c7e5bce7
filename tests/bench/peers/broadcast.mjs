// Fan-out with npm `ws`, in the three ways one meets. usage: broadcast.mjs usual|corked|joined
//
// `usual`: every message goes to every client at once. `corked`: what came in one turn of the loop
// leaves each socket in one write. `joined`: it leaves as one message, a JSON array.

import { WebSocketServer, WebSocket } from 'ws';

const mode = process.argv[2];
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('listening', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));

let pending = [];

function flush() {
    const batch = pending;
    pending = [];
    if (mode === 'joined') {
        const text = batch.length === 1 ? batch[0] : Buffer.from(`[${batch.join(',')}]`);
        for (const client of server.clients) {
            client.send(text, { binary: false });
        }
        return;
    }
    for (const client of server.clients) {
        client._socket.cork();
        for (const message of batch) {
            client.send(message, { binary: false });
        }
        client._socket.uncork();
    }
}

server.on('connection', (socket) => {
    socket.on('message', (message) => {
        if (mode !== 'usual') {
            pending.push(message);
            if (pending.length === 1) {
                setImmediate(flush);
            }
            return;
        }
        for (const client of server.clients) {
            if (client.readyState === WebSocket.OPEN) {
                client.send(message, { binary: false });
            }
        }
    });
});
