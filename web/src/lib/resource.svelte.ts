/**
 * An answer of the register that stays true: it is asked again when events of its topic come, at
 * most four times a second, and when the connection is back.
 */
import { ConnectionLost, RpcError, type Methods } from '../../client/index.ts';
import { client, live } from './live.svelte.ts';

type Any = any;

export interface Ask {
    method: keyof Methods;
    params: Record<string, unknown>;
    /** An initiative's id, `actor:X`, or `*` for anything. */
    topic: string;
    /** All pages of a list, up to this many rows. */
    all?: number;
}

const pageSize = 500;

/** Lists go on after a row's id, the log after a sequence number. */
async function askAll(ask: Ask): Promise<Any> {
    const limit = { limit: pageSize };
    const first = (await client.call(ask.method, { ...ask.params, ...limit } as never)) as Any;
    let last = first;
    const more = (): object | undefined =>
        last.next !== undefined
            ? { after: last.next }
            : last.next_after_seq !== undefined && last.rows.length === pageSize
              ? { after_seq: last.next_after_seq }
              : undefined;
    for (let on = more(); on && first.rows.length < (ask.all ?? 0); on = more()) {
        last = (await client.call(ask.method, { ...ask.params, ...limit, ...on } as never)) as Any;
        first.rows.push(...last.rows);
    }
    first.truncated = more() !== undefined;
    return first;
}

export class Resource<T = Any> {
    data = $state.raw<T | undefined>();
    error = $state.raw<RpcError | undefined>();
    loading = $state(true);

    private key = '';
    private ticket = 0;
    private askedAt = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(ask: () => Ask | undefined) {
        $effect(() => this.consider(ask(), live.revision));
        $effect(() => () => {
            clearTimeout(this.timer);
            this.ticket += 1;
        });
    }

    private consider(a: Ask | undefined, revision: number): void {
        const key = a ? JSON.stringify([a.method, a.params]) : '';
        const changed = key !== this.key;
        this.key = key;
        if (!a) {
            this.ticket += 1;
            this.loading = false;
            this.data = undefined;
            return;
        }
        const stale = revision > 0 && (live.touched.get(a.topic) ?? 0) > this.askedAt;
        // A pending question will see the newer state as well.
        if (!changed && (!stale || this.timer !== undefined)) return;
        if (changed) this.loading = true;
        clearTimeout(this.timer);
        const ticket = ++this.ticket;
        this.timer = setTimeout(() => void this.run(a, ticket), changed ? 0 : 250);
    }

    private async run(a: Ask, ticket: number): Promise<void> {
        this.timer = undefined;
        this.askedAt = live.revision;
        try {
            const data = a.all ? await askAll(a) : await client.call(a.method, a.params as never);
            if (ticket !== this.ticket) return;
            this.data = data as T;
            this.error = undefined;
        } catch (error) {
            if (ticket !== this.ticket) return;
            if (error instanceof ConnectionLost) {
                // The next question waits for the next connection.
                this.timer = setTimeout(() => void this.run(a, ticket), 100);
                return;
            }
            this.error = error instanceof RpcError ? error : new RpcError(-32603, String(error));
            this.data = undefined;
        }
        this.loading = false;
    }
}

export function resource<T = Any>(ask: () => Ask | undefined): Resource<T> {
    return new Resource<T>(ask);
}
