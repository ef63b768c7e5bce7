// A register as one would build it by hand on Node: a WebSocket, a token, an idempotency key, a
// machine, a hash, SQLite with a flush before the answer. usage: commands.mjs FILE each|batched
//
// `each`: a transaction per command. `batched`: what came in one turn of the loop shares one.

import { createHash } from 'node:crypto';
import { WebSocketServer } from 'ws';
import Database from 'better-sqlite3';
import { createActor, createMachine } from 'xstate';

const [file, mode] = process.argv.slice(2);
const token = 'made-up-token';

const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('wal_autocheckpoint = 20000');
db.exec(`
    CREATE TABLE events(
        seq INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL,
        type TEXT NOT NULL, bytes TEXT NOT NULL, leaf BLOB NOT NULL);
    CREATE UNIQUE INDEX events_by_stream ON events(stream, version);
    CREATE TABLE answers(
        principal TEXT NOT NULL, key TEXT NOT NULL, answer TEXT NOT NULL,
        PRIMARY KEY (principal, key)) WITHOUT ROWID;
`);
const addEvent = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)');
const addAnswer = db.prepare('INSERT INTO answers VALUES (?, ?, ?)');
const findAnswer = db.prepare('SELECT answer FROM answers WHERE principal = ? AND key = ?');
const begin = db.prepare('BEGIN IMMEDIATE');
const commit = db.prepare('COMMIT');

const pledge = createMachine({
    id: 'pledge',
    initial: 'absent',
    context: {},
    states: {
        absent: { on: { announce: { target: 'announced', guard: ({ event }) => event.amount > 0 } } },
        announced: {},
    },
});

let seq = 0;
const versions = new Map();
const pledges = new Map();

function decide(principal, request) {
    const p = request.params;
    const earlier = findAnswer.get(principal, p.idempotency_key);
    if (earlier) {
        return earlier.answer;
    }
    const actor = createActor(pledge).start();
    actor.send({ type: 'announce', amount: Number(p.content.amount) });
    const state = actor.getSnapshot().value;
    if (state !== 'announced') {
        return JSON.stringify({ error: { code: -32012 } });
    }
    const version = (versions.get(p.initiative) ?? 0) + 1;
    versions.set(p.initiative, version);
    seq += 1;
    pledges.set(`${p.initiative}/${p.idempotency_key}`, p.content);
    const event = {
        seq, stream: p.initiative, version, type: 'pledge_announced', principal,
        recorded_at: new Date().toISOString(), reason: p.reason, evidence: p.evidence,
        payload: { pledge: p.idempotency_key, content: p.content },
    };
    const bytes = JSON.stringify(event);
    const leaf = createHash('sha256').update('\0').update(bytes).digest();
    addEvent.run(seq, p.initiative, version, event.type, bytes, leaf);
    const answer = JSON.stringify({ seq, version, events: [event] });
    addAnswer.run(principal, p.idempotency_key, answer);
    return answer;
}

const answered = (request, answer) =>
    `{"jsonrpc":"2.0","id":${JSON.stringify(request.id)},"result":${answer}}`;

let waiting = [];

function flush() {
    const batch = waiting;
    waiting = [];
    begin.run();
    const answers = batch.map(({ request }) => answered(request, decide('bench', request)));
    commit.run();
    batch.forEach(({ socket }, i) => socket.send(answers[i]));
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false,
    verifyClient: ({ req }) => req.headers.authorization === `Bearer ${token}` });
server.on('listening', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
server.on('connection', (socket) => {
    socket.on('message', (text) => {
        waiting.push({ socket, request: JSON.parse(text) });
        if (mode === 'each') {
            flush();
        } else if (waiting.length === 1) {
            setImmediate(flush);
        }
    });
});
