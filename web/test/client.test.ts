import { afterEach, describe, expect, it } from 'vitest';
import { backoff, ConnectionLost, Depositary, RpcError, type Notice } from '../client/index.ts';

/** A socket whose other end is the test. */
class FakeSocket {
    static all: FakeSocket[] = [];
    readyState = 0;
    sent: Array<{ id: number; method: string; params: Record<string, unknown> }> = [];
    onopen: (() => void) | undefined;
    onclose: (() => void) | undefined;
    onmessage: ((m: { data: string }) => void) | undefined;
    onerror: (() => void) | undefined;
    constructor(readonly url: string) {
        FakeSocket.all.push(this);
    }
    send(text: string): void {
        this.sent.push(JSON.parse(text));
    }
    close(): void {
        this.drop();
    }
    open(): void {
        this.readyState = 1;
        this.onopen?.();
    }
    drop(): void {
        if (this.readyState === 3) return;
        this.readyState = 3;
        this.onclose?.();
    }
    give(message: object): void {
        this.onmessage?.({ data: JSON.stringify({ jsonrpc: '2.0', ...message }) });
    }
    async answer(method: string, result: object): Promise<void> {
        const request = await until(() => this.sent.find((r) => r.method === method));
        this.sent.splice(this.sent.indexOf(request), 1);
        this.give({ id: request.id, ...('code' in result ? { error: result } : { result }) });
    }
}

async function until<T>(get: () => T | undefined): Promise<T> {
    for (let i = 0; i < 400; i++) {
        const value = get();
        if (value !== undefined) return value;
        await new Promise((r) => setTimeout(r, 5));
    }
    throw new Error('it did not come');
}

const hello = { principal: 'p', roles: [], epoch: 'e', head: 5, heartbeat_ms: 1, limits: {}, server: '0' };
const clients: Depositary[] = [];

async function connected(options = {}): Promise<[Depositary, FakeSocket]> {
    const c = new Depositary('ws://x/ws', { WebSocket: FakeSocket as never, random: () => 0, ...options });
    clients.push(c);
    const socket = FakeSocket.all.at(-1)!;
    socket.open();
    await socket.answer('session.hello', hello);
    return [c, socket];
}

async function nextSocket(before: FakeSocket): Promise<FakeSocket> {
    const socket = await until(() => (FakeSocket.all.at(-1) === before ? undefined : FakeSocket.all.at(-1)));
    socket.open();
    await socket.answer('session.hello', hello);
    return socket;
}

afterEach(() => {
    for (const c of clients.splice(0)) c.close();
});

describe('client', () => {
    it('pairs answers with requests whatever their order', async () => {
        const [c, s] = await connected();
        const a = c.call('log.head', {});
        const b = c.call('definition.list', {});
        await s.answer('definition.list', { rows: [1] });
        await s.answer('log.head', { seq: 9 });
        expect((await a).seq).toBe(9);
        expect((await b).rows).toEqual([1]);
    });

    it('throws the reason code of a refusal', async () => {
        const [c, s] = await connected();
        const asked = c.call('event.get', { seq: 0 });
        await s.answer('event.get', { code: -32003, message: 'none', data: { reason: 'E_NOT_FOUND', retryable: false } });
        await expect(asked).rejects.toSatisfy((e: RpcError) => e.reason === 'E_NOT_FOUND' && !e.retryable);
    });

    it('asks again later when it was only too fast', async () => {
        const [c, s] = await connected();
        const asked = c.call('log.head', {});
        await s.answer('log.head', { code: -32004, message: '', data: { reason: 'E_RATE_LIMITED', retry_after_ms: 5 } });
        await s.answer('log.head', { seq: 3 });
        expect((await asked).seq).toBe(3);
    });

    it('waits for the first connection before it asks', async () => {
        const c = new Depositary('ws://x/ws', { WebSocket: FakeSocket as never });
        clients.push(c);
        const asked = c.call('log.head', {});
        const s = FakeSocket.all.at(-1)!;
        expect(s.sent).toEqual([]);
        s.open();
        await s.answer('session.hello', hello);
        await s.answer('log.head', { seq: 1 });
        expect((await asked).seq).toBe(1);
    });

    it('tells that an answer was lost with the connection', async () => {
        const [c, s] = await connected();
        const asked = c.call('log.head', {});
        await until(() => s.sent.find((r) => r.method === 'log.head'));
        s.drop();
        await expect(asked).rejects.toBeInstanceOf(ConnectionLost);
    });

    it('resumes a subscription after its last event, and gives none twice', async () => {
        const [c, s] = await connected();
        const seen: Notice[] = [];
        const done = (async () => {
            for await (const notice of c.subscribe('all')) {
                seen.push(notice);
                if (seen.length === 2) break;
            }
        })();
        await s.answer('subscribe', { sub: 's1', topic: 'all', cursor: 'e:5', n: 5 });
        s.give({ method: 'event', params: { topic: 'all', n: 6, cursor: 'e:6', events: [{ seq: 6, n: 6 }] } });
        await until(() => seen[0]);
        s.drop();
        const again = await nextSocket(s);
        const request = await until(() => again.sent.find((r) => r.method === 'subscribe'));
        expect(request.params['cursor']).toBe('e:6');
        await again.answer('subscribe', { sub: 's1', topic: 'all', cursor: 'e:6', n: 6 });
        again.give({ method: 'event', params: { topic: 'all', n: 7, cursor: 'e:7', events: [{ seq: 7, n: 7 }] } });
        await done;
        expect(seen.map((n) => (n.kind === 'events' ? n.events[0]?.seq : n.kind))).toEqual([6, 7]);
    });

    it('moves a silent subscription on with the heartbeat', async () => {
        const [c, s] = await connected();
        const sub = c.subscribe('initiative:x');
        await s.answer('subscribe', { sub: 's1', topic: 'initiative:x', cursor: 'e:1', n: 1 });
        s.give({ method: 'heartbeat', params: { head: 40, time: '', subs: { s1: 'e:40' } } });
        s.drop();
        const again = await nextSocket(s);
        const request = await until(() => again.sent.find((r) => r.method === 'subscribe'));
        expect(request.params['cursor']).toBe('e:40');
        await sub.return?.();
    });

    it('says when the register was restored, and goes on from now', async () => {
        const [c, s] = await connected();
        const sub = c.subscribe('all', { cursor: 'old:3' });
        await s.answer('subscribe', { code: -32020, message: '', data: { reason: 'E_CURSOR_EXPIRED', epoch: 'new' } });
        await s.answer('subscribe', { sub: 's1', topic: 'all', cursor: 'new:1', n: 1 });
        expect((await sub.next()).value).toEqual({ kind: 'expired', epoch: 'new' });
    });

    it('ends a loop at abort', async () => {
        const [c] = await connected();
        const stop = new AbortController();
        const sub = c.subscribe('all', { signal: stop.signal });
        stop.abort();
        expect((await sub.next()).done).toBe(true);
    });

    it('does not try a refused token again', async () => {
        const states: string[] = [];
        const c = new Depositary('ws://x/ws', {
            WebSocket: FakeSocket as never, token: 't', onState: (s) => states.push(s.kind),
        });
        clients.push(c);
        const s = FakeSocket.all.at(-1)!;
        s.open();
        await s.answer('session.hello', { code: -32001, message: '', data: { reason: 'E_UNAUTHENTICATED' } });
        await until(() => (states.includes('refused') ? true : undefined));
        expect(states).not.toContain('waiting');
    });

    it('waits longer each time, never above the ceiling', () => {
        expect([0, 1, 2, 3, 20].map((n) => backoff(n, 3000, () => 1))).toEqual([500, 1000, 2000, 3000, 3000]);
        expect(backoff(5, 3000, () => 0)).toBe(0);
    });
});
