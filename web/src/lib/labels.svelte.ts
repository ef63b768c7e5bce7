/** Words for the states of machines, from the server's own machines. */
import { client, live } from './live.svelte.ts';
import { i18n, pick } from './i18n.svelte.ts';
import { humanise } from './format.ts';

export interface Guard {
    id: string;
    reason: string;
    expr: string;
    clause: string;
    en: string;
    fr: string;
}
export interface Machine {
    id: string;
    initial: string;
    states: Array<{ id: string; terminal: boolean; label: { en: string; fr: string } }>;
    rows: Array<{ source: string; event: string; target: string; internal: boolean; guards?: Guard[] }>;
}
export interface Text {
    en: string;
    fr: string;
}

class Machines {
    known = $state.raw(new Map<string, Machine>());
    titles = $state.raw(new Map<string, Text>());
    archetypes = $state.raw<Array<{ id: string; version: number; regions: string[]; title?: Text }>>([]);
    private asked = new Set<string>();
    private list: Promise<void> | undefined;

    private loadList(): Promise<void> {
        this.list ??= client.call('machine.list', {}).then((answer) => {
            this.titles = new Map(answer.machines.map((m: { id: string; title: Text }) => [m.id, m.title]));
            this.archetypes = answer.archetypes ?? [];
        });
        return this.list;
    }

    /** Fetches the machines with these ids, or whose ids begin with them when they end in "_". */
    async need(...ids: string[]): Promise<void> {
        try {
            await this.loadList();
            const wanted = [...this.titles.keys()].filter(
                (id) => !this.asked.has(id) && ids.some((i) => (i.endsWith('_') ? id.startsWith(i) : id === i)),
            );
            if (wanted.length === 0) return;
            for (const id of wanted) this.asked.add(id);
            const answers = await Promise.all(
                wanted.map((machine) => client.call('machine.export', { machine, format: 'json' })),
            );
            const next = new Map(this.known);
            for (const a of answers) next.set(a.document.id, a.document as Machine);
            this.known = next;
        } catch {
            // The connection was lost, or the machine is new to this page: ask again next time.
            this.list = undefined;
            for (const id of ids) this.asked.delete(id);
            live.touched.delete('machines');
        }
    }

    get(id: string): Machine | undefined {
        return this.known.get(id);
    }
}

export const machines = new Machines();

/** The state in words; `where` is a machine's id, or how the ids of several begin ("pledge_"). */
export function stateLabel(where: string, state: string | undefined): string {
    if (!state) return '';
    const own = i18n.states[state];
    if (own) return own;
    if (state.startsWith('role:')) return humanise(state.slice(5));
    for (const [id, m] of machines.known) {
        if (where.endsWith('_') ? !id.startsWith(where) : id !== where) continue;
        const found = m.states.find((s) => s.id === state);
        if (found) return pick(found.label);
    }
    return humanise(state);
}

export function machineTitle(id: string): string {
    const title = machines.titles.get(id);
    return title ? pick(title) : humanise(id);
}
