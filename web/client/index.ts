/**
 * A client of the register's JSON-RPC API over one WebSocket (docs/protocol.md). No dependencies;
 * for browsers and Node from 22. It reconnects by itself and resumes every subscription where it
 * was: no event is lost or given twice.
 */
import type { Methods } from './types.ts';

export type { Methods } from './types.ts';

/** Days as the register gives them: an interval, open on either side when nobody knows. */
export interface DateInterval {
    not_before?: string;
    not_after?: string;
    as_stated?: string;
}

export interface RegisterEvent {
    seq: number;
    n: number;
    type: string;
    initiative: string;
    payload: Record<string, unknown>;
    [field: string]: unknown;
}

/** What a subscription yields, in order. */
export type Notice =
    | { kind: 'snapshot'; state: unknown; cursor: string }
    | { kind: 'events'; events: RegisterEvent[]; cursor: string; n: number }
    | { kind: 'caught_up'; cursor: string; n: number }
    | { kind: 'lagging'; behind: number; cursor: string }
    /** The register was restored: read the state again. Events go on from now. */
    | { kind: 'expired'; epoch: string };

export type ConnectionState =
    | { kind: 'connecting' }
    | { kind: 'open'; hello: Hello }
    | { kind: 'waiting'; retryAt: number; attempt: number }
    | { kind: 'refused'; error: RpcError }
    | { kind: 'closed' };

export interface Hello {
    principal: string;
    roles: unknown[];
    epoch: string;
    head: number;
    heartbeat_ms: number;
    limits: Record<string, number>;
    server: string;
    /** When the token or the sign-in ends, in seconds since 1970. */
    token_expires_at_s?: number;
}

/** An answer of the register that is no result. `reason` is its code: reason.list explains it. */
export class RpcError extends Error {
    readonly code: number;
    readonly data: Record<string, unknown>;
    constructor(code: number, message: string, data: Record<string, unknown> = {}) {
        super(message);
        this.name = 'RpcError';
        this.code = code;
        this.data = data;
    }
    get reason(): string {
        return String(this.data['reason'] ?? '');
    }
    get retryable(): boolean {
        return this.data['retryable'] === true;
    }
}

/** The connection ended before the answer came. For a command the outcome is unknown: send it again
 * with the same idempotency key. */
export class ConnectionLost extends Error {
    constructor() {
        super('The connection was lost before the answer came.');
        this.name = 'ConnectionLost';
    }
}

export interface Options {
    token?: string;
    /** Name and version of the program, for the server's log. */
    client?: string;
    signal?: AbortSignal;
    onState?: (state: ConnectionState) => void;
    onHeartbeat?: (beat: { head: number; time: string }) => void;
    /** Longest wait before another attempt, in milliseconds. */
    backoffMax?: number;
    random?: () => number;
    WebSocket?: typeof WebSocket;
}

export interface SubscribeOptions {
    /** Resume after it; "0" is the whole history; without one, from now. */
    cursor?: string;
    snapshot?: boolean;
    signal?: AbortSignal;
}

interface Waiting {
    resolve: (value: unknown) => void;
    reject: (error: Error) => void;
}

interface Answer {
    id?: number;
    result?: unknown;
    error?: { code: number; message: string; data?: Record<string, unknown> };
    method?: string;
    params?: Record<string, unknown>;
}

/** Full jitter: anything between 0 and the ceiling, so that clients do not come back together. */
export function backoff(attempt: number, max: number, random: () => number): number {
    return Math.round(random() * Math.min(max, 500 * 2 ** Math.min(attempt, 16)));
}

class Subscription implements AsyncIterableIterator<Notice> {
    sub = '';
    canonical = '';
    cursor: string | undefined;
    ended = false;
    failure: Error | undefined;
    private queue: Notice[] = [];
    private wake: (() => void) | undefined;

    constructor(
        readonly topic: string,
        readonly options: SubscribeOptions,
        private readonly onEnd: (s: Subscription) => void,
    ) {
        this.cursor = options.cursor;
        options.signal?.addEventListener('abort', () => void this.return(), { once: true });
    }
    push(notice: Notice): void {
        if ('cursor' in notice) this.cursor = notice.cursor;
        this.queue.push(notice);
        this.wake?.();
    }
    fail(error: Error): void {
        this.failure = error;
        this.ended = true;
        this.wake?.();
    }
    async next(): Promise<IteratorResult<Notice>> {
        while (this.queue.length === 0 && !this.ended) {
            await new Promise<void>((resolve) => (this.wake = resolve));
        }
        const value = this.queue.shift();
        if (value) return { value, done: false };
        if (this.failure) throw this.failure;
        return { value: undefined, done: true };
    }
    async return(): Promise<IteratorResult<Notice>> {
        if (!this.ended) {
            this.ended = true;
            this.onEnd(this);
            this.wake?.();
        }
        return { value: undefined, done: true };
    }
    [Symbol.asyncIterator](): this {
        return this;
    }
}

export class Depositary {
    private socket: WebSocket | undefined;
    private hello: Hello | undefined;
    private nextId = 1;
    private attempt = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private closed = false;
    private readonly waiting = new Map<number, Waiting>();
    private readonly subscriptions = new Set<Subscription>();
    private whenOpen: Array<Waiting> = [];

    constructor(
        private readonly url: string,
        private readonly options: Options = {},
    ) {
        options.signal?.addEventListener('abort', () => this.close(), { once: true });
        this.connect();
    }

    /** Waits for a connection when there is none. Throws RpcError, ConnectionLost, AbortError. */
    async call<M extends keyof Methods>(
        method: M,
        params: Methods[M]['params'],
        signal?: AbortSignal,
    ): Promise<Methods[M]['result']> {
        for (let tries = 0; ; tries++) {
            await this.ready(signal);
            try {
                return (await this.send(method, params, signal)) as Methods[M]['result'];
            } catch (error) {
                // Refused for its rate alone, and without effect: later it is welcome.
                if (!(error instanceof RpcError) || error.code !== -32004 || tries >= 5) throw error;
                await new Promise((r) => setTimeout(r, Number(error.data['retry_after_ms'] ?? 500)));
            }
        }
    }

    /** Ends when the loop is left, at abort, or at close(). */
    subscribe(topic: string, options: SubscribeOptions = {}): AsyncIterableIterator<Notice> {
        const s = new Subscription(topic, options, (ended) => {
            this.subscriptions.delete(ended);
            if (ended.sub && this.hello) void this.send('unsubscribe', { sub: ended.sub }).catch(() => {});
        });
        if (options.signal?.aborted) s.ended = true;
        else {
            this.subscriptions.add(s);
            if (this.hello) void this.start(s);
        }
        return s;
    }

    close(): void {
        if (this.closed) return;
        this.closed = true;
        clearTimeout(this.timer);
        for (const s of this.subscriptions) void s.return();
        this.socket?.close(1000);
        this.lose();
        for (const w of this.whenOpen.splice(0)) w.reject(new ConnectionLost());
        this.options.onState?.({ kind: 'closed' });
    }

    /** Tries at once instead of at the end of the wait. */
    retryNow(): void {
        if (!this.closed && !this.socket) {
            clearTimeout(this.timer);
            this.connect();
        }
    }

    private ready(signal?: AbortSignal): Promise<unknown> {
        if (signal?.aborted) return Promise.reject(signal.reason as Error);
        if (this.closed) return Promise.reject(new ConnectionLost());
        if (this.hello) return Promise.resolve();
        return new Promise((resolve, reject) => {
            this.whenOpen.push({ resolve, reject });
            signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        });
    }

    private connect(): void {
        this.options.onState?.({ kind: 'connecting' });
        const Socket = this.options.WebSocket ?? WebSocket;
        const socket = new Socket(this.url, 'depositary.v1');
        this.socket = socket;
        socket.onopen = () => void this.greet();
        socket.onmessage = (message) => this.receive(String(message.data));
        socket.onclose = () => {
            if (this.socket === socket) this.again();
        };
        socket.onerror = () => {};
    }

    private async greet(): Promise<void> {
        try {
            const params: Record<string, string> = { client: this.options.client ?? 'depositary-js' };
            if (this.options.token) params['token'] = this.options.token;
            const hello = (await this.send('session.hello', params)) as Hello;
            this.hello = hello;
            this.attempt = 0;
            await Promise.all([...this.subscriptions].map((s) => this.start(s)));
            for (const w of this.whenOpen.splice(0)) w.resolve(undefined);
            this.options.onState?.({ kind: 'open', hello });
        } catch (error) {
            if (error instanceof RpcError && error.code === -32001) {
                // Another attempt with the same token would be refused as well.
                this.close();
                this.options.onState?.({ kind: 'refused', error });
            } else this.socket?.close();
        }
    }

    private lose(): void {
        this.hello = undefined;
        this.socket = undefined;
        for (const w of this.waiting.values()) w.reject(new ConnectionLost());
        this.waiting.clear();
        for (const s of this.subscriptions) s.sub = '';
    }

    private again(): void {
        this.lose();
        if (this.closed) return;
        const random = this.options.random ?? Math.random;
        const wait = 100 + backoff(this.attempt++, this.options.backoffMax ?? 30_000, random);
        this.options.onState?.({ kind: 'waiting', retryAt: Date.now() + wait, attempt: this.attempt });
        this.timer = setTimeout(() => this.connect(), wait);
    }

    private async start(s: Subscription): Promise<void> {
        const first = s.cursor === undefined;
        const params: Record<string, unknown> = { topic: s.topic };
        if (s.cursor !== undefined) params['cursor'] = s.cursor;
        else if (s.options.snapshot) params['snapshot'] = true;
        try {
            const a = (await this.send('subscribe', params, undefined, (result) => {
                // Before any event of the topic is looked at: they follow in the same turn.
                const r = result as { sub: string; topic: string };
                s.sub = r.sub;
                s.canonical = r.topic;
            })) as { cursor: string; snapshot?: unknown };
            s.cursor = a.cursor;
            if (first && s.options.snapshot) {
                s.push({ kind: 'snapshot', state: a.snapshot, cursor: a.cursor });
            }
            if (s.ended) await this.send('unsubscribe', { sub: s.sub });
        } catch (error) {
            if (!(error instanceof RpcError)) return; // the next connection starts it again
            if (error.code === -32020) {
                s.cursor = undefined;
                s.push({ kind: 'expired', epoch: String(error.data['epoch']) });
                await this.start(s);
            } else {
                this.subscriptions.delete(s);
                s.fail(error);
            }
        }
    }

    private send(
        method: string,
        params: unknown,
        signal?: AbortSignal,
        atOnce?: (result: unknown) => void,
    ): Promise<unknown> {
        return new Promise((resolve, reject) => {
            if (this.socket?.readyState !== 1) {
                reject(new ConnectionLost());
                return;
            }
            const id = this.nextId++;
            this.waiting.set(id, {
                resolve: (result) => {
                    atOnce?.(result);
                    resolve(result);
                },
                reject,
            });
            signal?.addEventListener('abort', () => {
                this.waiting.delete(id);
                reject(signal.reason as Error);
            }, { once: true });
            this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
        });
    }

    private receive(text: string): void {
        const parsed = JSON.parse(text) as Answer | Answer[];
        for (const m of Array.isArray(parsed) ? parsed : [parsed]) {
            if (m.method !== undefined) this.notify(m.method, m.params ?? {});
            else if (m.id !== undefined) this.settle(m.id, m);
        }
    }

    private settle(id: number, m: Answer): void {
        const w = this.waiting.get(id);
        this.waiting.delete(id);
        if (m.error) w?.reject(new RpcError(m.error.code, m.error.message, m.error.data));
        else w?.resolve(m.result);
    }

    private notify(method: string, p: Record<string, unknown>): void {
        if (method === 'heartbeat') {
            for (const [sub, cursor] of Object.entries((p['subs'] ?? {}) as Record<string, string>)) {
                for (const s of this.subscriptions) if (s.sub === sub) s.cursor = cursor;
            }
            this.options.onHeartbeat?.(p as { head: number; time: string });
            return;
        }
        for (const s of this.subscriptions) {
            const hit = method === 'event' ? s.canonical === p['topic'] : s.sub === p['sub'];
            if (!hit || !s.sub || s.ended) continue;
            const cursor = String(p['cursor']);
            const n = Number(p['n']);
            if (method === 'event') {
                s.push({ kind: 'events', events: p['events'] as RegisterEvent[], cursor, n });
            } else if (method === 'caught_up') s.push({ kind: 'caught_up', cursor, n });
            else if (method === 'lagging') {
                s.push({ kind: 'lagging', behind: Number(p['behind']), cursor });
            }
        }
    }
}
