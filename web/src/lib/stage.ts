/**
 * How far an actor has gone in an initiative, for the tint of a map or a matrix. The exact state is
 * always shown in words beside it; a tint only groups.
 */
export const stages = ['none', 'first', 'joined', 'pledged', 'paid', 'left'] as const;
export type Stage = (typeof stages)[number];

export const letters: Record<Stage, string> = {
    none: '–', first: 'f', joined: 'J', pledged: 'P', paid: 'D', left: 'X',
};

export interface Participation {
    actor: string;
    kind: string;
    state: string;
    certain: boolean;
    possible: boolean;
    acts: Array<{ act: string; on?: object; seq: number; as?: string }>;
    roles?: string[];
    in_force?: object;
    initiative?: string;
    [field: string]: unknown;
}

export interface Pledge {
    id: string;
    actor: string;
    unit: string;
    announced: string;
    pledged: string;
    committed: string;
    paid: string;
    life: string;
    initiative?: string;
    [field: string]: unknown;
}

/** Ways out, in every participation machine; a member on its way out is still counted by the server. */
const ways_out = /withdrawn|delisted|declined|left|rejected|succeeded|intent_not/;

const positive = (text: string | undefined): boolean => Number(text ?? 0) > 0;

export function stageOf(p: Participation | undefined, pledges: Pledge[] = []): Stage {
    const taking_part = p !== undefined && (p.certain || p.possible);
    if (p && !taking_part && ways_out.test(p.state)) return 'left';
    if (pledges.some((x) => positive(x.paid))) return 'paid';
    if (pledges.some((x) => positive(x.pledged) || positive(x.committed))) return 'pledged';
    if (taking_part) return 'joined';
    const began = (p && p.acts.length > 0) || pledges.some((x) => positive(x.announced));
    return began || (p && p.state === 'invited') ? 'first' : 'none';
}
