import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { csv } from '../src/lib/download.ts';
import { stageOf } from '../src/lib/stage.ts';

describe('csv', () => {
    it('quotes what needs quotes', () => {
        expect(csv([['a,b', 'say "x"', 'two\nlines', 5, undefined]])).toBe('"a,b","say ""x""","two\nlines",5,\r\n');
    });
    it('does not let a cell become a formula, and leaves numbers alone', () => {
        expect(csv([['=1+1', '-2.5', '@x', '+3']])).toBe("'=1+1,-2.5,'@x,'+3\r\n");
    });
});

describe('stage', () => {
    const position = (state: string, counted: boolean, acts = 1) => ({
        actor: 'FRA', kind: 'member_state', state, certain: counted, possible: counted,
        acts: Array.from({ length: acts }, (_, seq) => ({ act: 'signature', seq })),
    });
    const promise = (announced: string, pledged: string, paid: string) => ({
        id: 'p', actor: 'FRA', unit: 'EUR', life: '', announced, pledged, committed: '0', paid,
    });
    it('orders an actor by how far it has gone', () => {
        expect(stageOf(undefined)).toBe('none');
        expect(stageOf(position('signatory', false))).toBe('first');
        expect(stageOf(position('party', true))).toBe('joined');
        expect(stageOf(position('party', true), [promise('0', '5', '0')])).toBe('pledged');
        expect(stageOf(undefined, [promise('0', '5', '2')])).toBe('paid');
        expect(stageOf(undefined, [promise('9', '0', '0')])).toBe('first');
    });
    it('keeps who left apart, and who has only given notice among those that take part', () => {
        expect(stageOf(position('withdrawn', false))).toBe('left');
        expect(stageOf(position('withdrawal_notified', true))).toBe('joined');
    });
});

describe('colours', () => {
    const css = readFileSync(new URL('../src/app.css', import.meta.url), 'utf8');
    function tokens(block: string): Record<string, string> {
        return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]));
    }
    const light = tokens(css.slice(css.indexOf(':root {'), css.indexOf('@media')));
    const dark = tokens(css.slice(css.indexOf(":root[data-theme='dark']"), css.indexOf(":root[data-theme='light'] {")));
    function luminance(hex: string): number {
        const [r, g, b] = [1, 3, 5].map((i) => {
            const v = parseInt(hex.slice(i, i + 2), 16) / 255;
            return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        }) as [number, number, number];
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }
    function contrast(a: string, b: string): number {
        const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
        return (x + 0.05) / (y + 0.05);
    }
    const pairs = [
        ['ink', 'page'], ['quiet', 'page'], ['quiet', 'panel'], ['quiet', 'soft'], ['accent', 'page'], ['accent', 'soft'],
        ['accent-ink', 'accent'], ['warn-ink', 'warn-bg'], ['on-none', 'stage-none'], ['on-first', 'stage-first'],
        ['on-joined', 'stage-joined'], ['on-pledged', 'stage-pledged'], ['on-paid', 'stage-paid'],
    ] as const;
    it.each([['light', light], ['dark', dark]] as const)('text can be read in the %s scheme', (_, t) => {
        for (const [a, b] of pairs) expect(contrast(t[a]!, t[b]!), `${a} on ${b}`).toBeGreaterThanOrEqual(4.5);
    });
    it('the ramp of stages is ordered in both', () => {
        for (const t of [light, dark]) {
            const ramp = ['first', 'joined', 'pledged', 'paid'].map((s) => contrast(t[`stage-${s}`]!, t['page']!));
            expect([...ramp].sort((a, b) => a - b)).toEqual(ramp);
        }
    });
});
