/** A stage graph as it is drawn up in a form, and the definition document it becomes (docs/staged.md). */
import type { Machine, Text } from './labels.svelte.ts';

export interface Stage {
    id: string;
    en: string;
    fr: string;
    terminal: boolean;
}
/** What a condition compares; `json` is a condition as docs/staged.md writes them. */
export const conditions = ['always', 'participants', 'days_in_stage', 'today', 'has_evidence', 'has_reason', 'json'] as const;
export type ConditionKind = (typeof conditions)[number];
export interface Transition {
    event: string;
    en: string;
    fr: string;
    from: string;
    to: string;
    by: string;
    kind: ConditionKind;
    value: string;
}
export interface Draft {
    id: string;
    en: string;
    fr: string;
    area: string;
    stages: Stage[];
    transitions: Transition[];
}

export class ConditionFault extends Error {}

function conditionOf(t: Transition): object | undefined {
    switch (t.kind) {
        case 'always': return undefined;
        case 'participants':
        case 'days_in_stage': return { ge: [t.kind, Number(t.value)] };
        case 'today': return { ge: ['today', t.value] };
        case 'has_evidence':
        case 'has_reason': return { is: t.kind };
        case 'json':
            try {
                return JSON.parse(t.value) as object;
            } catch {
                throw new ConditionFault(t.event);
            }
    }
}

/** The labels of an event stand once, at the first transition that it names. */
export function documentOf(draft: Draft): Record<string, unknown> {
    const named = new Set<string>();
    const transitions = draft.transitions.map((t) => {
        const when = conditionOf(t);
        const first = !named.has(t.event);
        named.add(t.event);
        return {
            event: t.event, from: t.from, to: t.to,
            ...(first ? { label: { en: t.en, fr: t.fr } } : {}),
            ...(t.by === 'coordinator' ? {} : { by: [t.by] }),
            ...(when ? { when } : {}),
        };
    });
    return {
        id: draft.id, version: 1, archetype: 'staged', archetype_version: 1, area: draft.area,
        title: { en: draft.en, fr: draft.fr },
        rules: { joining: { acts: ['endorsement'] } },
        stages: {
            initial: draft.stages[0]?.id ?? '',
            stages: draft.stages.map((s) => ({ id: s.id, label: { en: s.en, fr: s.fr }, ...(s.terminal ? { terminal: true } : {}) })),
            transitions,
        },
    };
}

/** The graph as the diagram draws it; what is not filled in yet is left out. */
export function machineOf(draft: Draft): Machine {
    const label = (s: Stage): Text => ({ en: s.en || s.id, fr: s.fr || s.en || s.id });
    const states = draft.stages.filter((s) => s.id).map((s) => ({ id: s.id, terminal: s.terminal, label: label(s) }));
    const known = new Set(states.map((s) => s.id));
    return {
        id: 'draft', initial: states[0]?.id ?? '', states,
        rows: draft.transitions
            .filter((t) => known.has(t.from) && known.has(t.to))
            .map((t) => ({ source: t.from, event: t.event, target: t.to, internal: t.from === t.to })),
    };
}
