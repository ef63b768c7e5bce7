/** Positions and promises of everybody in every initiative, for the matrix and the downloads. */
import { client, live } from './live.svelte.ts';
import { router } from './router.svelte.ts';
import type { Participation, Pledge } from './stage.ts';
import type { Text } from './labels.svelte.ts';

export interface Initiative {
    id: string;
    title: Text;
    area: string;
    archetype: string;
    state: string;
    last_seq: number;
    pledges: number;
    regions: Array<{ region: string; state: string }>;
}

async function pages(method: 'participation.list' | 'pledge.list' | 'milestone.list', params: object): Promise<unknown[]> {
    const out: unknown[] = [];
    let after: string | undefined;
    do {
        const page = await client.call(method, { ...params, limit: 500, ...(after ? { after } : {}) } as never);
        out.push(...page.rows);
        after = page.next;
    } while (after !== undefined);
    return out;
}

export class Positions {
    initiatives = $state.raw<Initiative[]>([]);
    /** By initiative, then actor. */
    participations = $state.raw(new Map<string, Map<string, Participation>>());
    pledges = $state.raw(new Map<string, Map<string, Pledge[]>>());
    loading = $state(true);
    private read = new Map<string, number>();
    private timer: ReturnType<typeof setTimeout> | undefined;
    private when = '';

    constructor() {
        $effect(() => {
            const asOf = router.asOf ?? '';
            void live.revision;
            if (asOf !== this.when) this.read.clear();
            this.when = asOf;
            clearTimeout(this.timer);
            this.timer = setTimeout(() => void this.refresh(asOf).catch(() => {}), this.read.size ? 500 : 0);
        });
        $effect(() => () => clearTimeout(this.timer));
    }

    private async refresh(asOf: string): Promise<void> {
        const dated = asOf ? { as_of: asOf } : {};
        const list = await client.call('initiative.list', { ...dated, limit: 500 });
        const changed = (list.rows as Initiative[]).filter((i) => this.read.get(i.id) !== i.last_seq);
        const participations = new Map(this.participations);
        const pledges = new Map(this.pledges);
        await Promise.all(
            changed.map(async (i) => {
                const [rows, promises] = await Promise.all([
                    pages('participation.list', { initiative: i.id, ...dated }),
                    i.pledges > 0 ? pages('pledge.list', { initiative: i.id, ...dated }) : [],
                ]);
                participations.set(i.id, new Map((rows as Participation[]).map((p) => [p.actor, p])));
                const own = new Map<string, Pledge[]>();
                for (const p of promises as Pledge[]) own.set(p.actor, [...(own.get(p.actor) ?? []), p]);
                pledges.set(i.id, own);
                this.read.set(i.id, i.last_seq);
            }),
        );
        if ((router.asOf ?? '') !== asOf) return;
        this.initiatives = list.rows;
        this.participations = participations;
        this.pledges = pledges;
        this.loading = false;
    }
}
