/** Commands of the register, as its own OpenRPC document describes them. */
import { summaries } from '../i18n/summaries.ts';
import { i18n, typeset } from './i18n.svelte.ts';
import { client } from './live.svelte.ts';
import { session } from './session.svelte.ts';

export interface Schema {
    type?: string;
    properties?: Record<string, Schema>;
    required?: string[];
    items?: Schema;
    $ref?: string;
    enum?: string[];
    format?: string;
}
export interface Parameter {
    name: string;
    required?: boolean;
    schema: Schema;
}
export interface Command {
    name: string;
    summary: string;
    params: Parameter[];
    roles: string[];
}

class Commands {
    all = $state.raw<Command[]>([]);
    private asked = false;

    async need(): Promise<void> {
        if (this.asked) return;
        this.asked = true;
        try {
            const document = await client.call('rpc.discover', {});
            const listed = document.methods as Array<Command & { tags?: Array<{ name: string }> }>;
            this.all = listed
                .map((m) => ({
                    name: m.name,
                    summary: m.summary,
                    params: m.params,
                    roles: (m.tags ?? []).map((x) => x.name).filter((x) => x.startsWith('role:')).map((x) => x.slice(5)),
                }))
                .map((m) => (/^(token\.(issue|revoke)|user\.(add|reset|disable))$/.test(m.name) ? { ...m, roles: ['admin'] } : m));
        } catch {
            this.asked = false;
        }
    }

    get(name: string): Command | undefined {
        return this.all.find((c) => c.name === name);
    }

    /** Those that one of the caller's roles may give. */
    get mine(): Command[] {
        return this.all.filter((c) => c.roles.some((r) => session.has(r)));
    }
}

export const commands = new Commands();

/** What a command does, in the language of the register's texts. */
export function summary(c: Command): string {
    return i18n.text === 'fr' ? typeset(summaries[c.name] ?? c.summary, 'fr') : c.summary;
}
