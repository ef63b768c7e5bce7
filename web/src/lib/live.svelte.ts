/**
 * The one connection of the page, and what of the register has changed since a view was read.
 * Events are gathered and handed on once per animation frame; a hidden tab hands on nothing.
 */
import { Depositary, RpcError, type RegisterEvent } from '../../client/index.ts';
import { router } from './router.svelte.ts';
import { closeSession, openSession, session, type Role, type SignInOutcome } from './session.svelte.ts';

export type LiveWord = 'live' | 'catching' | 'offline' | 'frozen';

const recentMax = 200;

class Live {
    word = $state<LiveWord>('catching');
    seq = $state(0);
    epoch = $state('');
    server = $state('');
    lagMs = $state<number | undefined>();
    retryAt = $state(0);
    paused = $state(false);
    /** The newest first. */
    recent = $state.raw<RegisterEvent[]>([]);
    /** Grows with every change that is shown; `touched` says of which initiatives and actors. */
    revision = $state(0);
    touched = new Map<string, number>();
    now = $state(Date.now());
    /** Counts what screen readers were told. */
    announced = $state('');

    get shown(): LiveWord {
        return this.word === 'live' && (this.paused || router.frozen) ? 'frozen' : this.word;
    }
}

export const live = new Live();
export let client: Depositary;

let gathered: RegisterEvent[] = [];
let scheduled = false;
let untold = 0;

function flush(): void {
    scheduled = false;
    if (live.paused || gathered.length === 0) return;
    const events = gathered;
    gathered = [];
    live.revision += 1;
    for (const e of events) {
        live.touched.set(e.initiative, live.revision);
        const actor = (e.payload['actor'] ?? (e.payload['content'] as { actor?: string } | undefined)?.actor) as
            | string
            | undefined;
        if (actor) live.touched.set(`actor:${actor}`, live.revision);
    }
    live.touched.set('*', live.revision);
    live.recent = [...events.reverse(), ...live.recent].slice(0, recentMax);
    untold += events.length;
}

function schedule(): void {
    if (scheduled || document.hidden) return;
    scheduled = true;
    requestAnimationFrame(flush);
}

async function follow(): Promise<void> {
    for await (const notice of client.subscribe('all')) {
        if (notice.kind === 'events') {
            live.seq = Math.max(live.seq, ...notice.events.map((e) => e.seq));
            gathered.push(...notice.events);
            schedule();
        } else if (notice.kind === 'lagging') live.word = 'catching';
        else if (notice.kind === 'caught_up') live.word = 'live';
        else if (notice.kind === 'expired') location.reload();
    }
}

async function measure(): Promise<void> {
    const begin = performance.now();
    try {
        const head = (await client.call('log.head', {})) as { seq: number };
        live.seq = Math.max(live.seq, head.seq);
        live.lagMs = Math.round(performance.now() - begin);
    } catch {
        live.lagMs = undefined;
    }
}

function connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    client = new Depositary(`${scheme}://${location.host}/ws${router.embedded ? '?anonymous=1' : ''}`, {
        client: 'dashboard',
        backoffMax: 10_000,
        onState: (s) => {
            if (s.kind === 'open') {
                live.word = 'live';
                live.epoch = s.hello.epoch;
                live.server = s.hello.server;
                live.seq = Math.max(live.seq, s.hello.head);
                session.greeted(s.hello.principal, s.hello.roles as Role[], s.hello.token_expires_at_s);
                void measure();
            } else if (s.kind === 'waiting') {
                live.word = 'offline';
                live.retryAt = s.retryAt;
                live.lagMs = undefined;
            }
        },
        onHeartbeat: () => void measure(),
    });
    void follow().catch((error) => {
        if (error instanceof RpcError) console.error(error.reason);
    });
}

export function startLive(): void {
    connect();
    setInterval(() => (live.now = Date.now()), 1000);
    setInterval(() => {
        if (untold > 0) live.announced = String(untold);
        untold = 0;
    }, 10_000);
    setInterval(() => void measure(), 20_000);
    document.addEventListener('visibilitychange', schedule);
}

/** Another connection, with the cookie as it is now. */
function reconnect(): void {
    client.close();
    connect();
    live.revision += 1;
    live.touched.set('*', live.revision);
}

export async function signIn(given: Record<string, string>): Promise<SignInOutcome> {
    const outcome = await openSession(given);
    if (outcome === 'done') reconnect();
    return outcome;
}

export async function signOut(): Promise<void> {
    if (!(await closeSession())) return;
    for (const key of Object.keys(sessionStorage)) if (key.startsWith('draft:')) sessionStorage.removeItem(key);
    session.greeted('anonymous', [], undefined);
    session.ended = false;
    reconnect();
}

export function pause(on: boolean): void {
    live.paused = on;
    if (!on) schedule();
}
