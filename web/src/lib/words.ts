import * as words from '../i18n/words.ts';
import { i18n, typeset } from './i18n.svelte.ts';
import { humanise } from './format.ts';

type Table = 'recordTypes' | 'fields' | 'roles' | 'kinds' | 'acts' | 'archetypes' | 'indicators' | 'topics';

export function word(table: Table, id: string | undefined): string {
    if (!id) return '';
    const pair = words[table][id];
    if (!pair) return humanise(id);
    return i18n.text === 'fr' ? typeset(pair[1], 'fr') : pair[0];
}

export function step(id: string): string {
    return (i18n.text === 'fr' ? words.steps[id] : undefined) ?? humanise(id);
}
