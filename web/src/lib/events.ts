/** A record in one line of words. */
import { actorName } from './actors.svelte.ts';
import { pick } from './i18n.svelte.ts';
import { amount } from './format.ts';
import { step, word } from './words.ts';

export interface Stored {
    seq: number;
    type: string;
    initiative: string;
    payload: Record<string, unknown>;
    principal: string;
    role: string;
    recorded_at_us: number;
    effective_on?: { not_before?: string; not_after?: string; as_stated?: string };
    evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
    reason?: string;
    on_behalf_of?: string;
    leaf?: string;
    /** Whose pledge or milestone it changes, where the record itself names nobody. */
    concerns?: string;
    definition?: { id: string; version: number; hash: string };
    [field: string]: unknown;
}

interface Content {
    actor?: string;
    amount?: string;
    unit?: string;
    description?: string;
}

export function actorOf(e: Stored): string | undefined {
    const content = e.payload['content'] as Content | undefined;
    return (e.payload['actor'] as string | undefined) ?? content?.actor ?? e.concerns;
}

/** What the record is about, beyond its type. */
export function detail(e: Stored): string {
    const p = e.payload;
    const content = p['content'] as Content | undefined;
    const parts: string[] = [];
    const figure = content?.amount ?? (p['amount'] as string | undefined);
    if (figure) parts.push(`${amount(figure, content?.unit ?? String(p['unit'] ?? ''))} ${content?.unit ?? String(p['unit'] ?? '')}`.trim());
    if (typeof p['title'] === 'object' && p['title']) parts.push(pick(p['title'] as { en: string; fr: string }));
    else if (typeof p['name'] === 'object' && p['name']) parts.push(pick(p['name'] as { en: string; fr: string }));
    if (typeof p['statement'] === 'object' && p['statement']) parts.push(pick(p['statement'] as { en: string; fr: string }));
    if (typeof p['act'] === 'string') parts.push(word('acts', p['act']));
    if (typeof p['as'] === 'string') parts.push(word('roles', p['as']));
    if (typeof p['event'] === 'string') parts.push(step(p['event']));
    if (content?.description) parts.push(content.description);
    if (typeof p['milestone'] === 'string' && !p['title']) parts.push(p['milestone'].replaceAll('-', ' '));
    if (typeof p['role'] === 'string') parts.push(word('roles', p['role']));
    return parts.join(' · ');
}

export function subject(e: Stored): string {
    const actor = actorOf(e);
    return actor ? actorName(actor) : '';
}
