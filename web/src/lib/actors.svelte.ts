import { client } from './live.svelte.ts';
import { i18n, pick } from './i18n.svelte.ts';
import type { Text } from './labels.svelte.ts';

export interface Actor {
    id: string;
    kind: string;
    name: Text;
    iso2?: string;
    m49?: string;
    regional_group?: string;
    un_member_since?: string;
}

class Actors {
    byId = $state.raw(new Map<string, Actor>());
    private asked = false;

    async need(): Promise<void> {
        if (this.asked) return;
        this.asked = true;
        try {
            const all: Actor[] = [];
            let after: string | undefined;
            do {
                const page = await client.call('actor.list', { limit: 500, ...(after ? { after } : {}) });
                all.push(...(page.rows as Actor[]));
                after = page.next as string | undefined;
            } while (after !== undefined);
            this.byId = new Map(all.map((a) => [a.id, a]));
        } catch {
            this.asked = false;
        }
    }

    get members(): Actor[] {
        return [...this.byId.values()].filter((a) => a.kind === 'member_state');
    }
}

export const actors = new Actors();

/** In English and French the register's own name; else the browser's, then English. */
export function actorName(id: string | undefined): string {
    if (!id) return '';
    const a = actors.byId.get(id);
    if (!a) return id;
    if (i18n.fallback && a.iso2) {
        const name = new Intl.DisplayNames(i18n.language, { type: 'region', fallback: 'none' }).of(a.iso2);
        if (name) return name;
    }
    return pick(a.name);
}

export function byName(a: Actor, b: Actor): number {
    return new Intl.Collator(i18n.language).compare(actorName(a.id), actorName(b.id));
}
