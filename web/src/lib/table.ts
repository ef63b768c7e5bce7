/** From a CSV table to the parameters of commands. */
import type { Command, Schema } from './commands.svelte.ts';

/** RFC 4180, with `;` where the first line has more of those, as spreadsheets in French write. */
export function parseCsv(text: string): string[][] {
    const body = text.replace(/^\ufeff/, '');
    const first = body.slice(0, Math.max(0, body.search(/\r?\n/)) || undefined);
    const comma = (first.match(/;/g)?.length ?? 0) > (first.match(/,/g)?.length ?? 0) ? ';' : ',';
    const rows: string[][] = [];
    let row: string[] = [];
    let cell = '';
    let quoted = false;
    const endRow = (): void => {
        row.push(cell);
        if (row.some((c) => c.trim() !== '')) rows.push(row);
        row = [];
        cell = '';
    };
    for (let i = 0; i < body.length; i++) {
        const c = body[i] ?? '';
        if (quoted) {
            if (c !== '"') cell += c;
            else if (body[i + 1] === '"') cell += body[++i];
            else quoted = false;
        } else if (c === '"' && cell === '') quoted = true;
        else if (c === comma) {
            row.push(cell);
            cell = '';
        } else if (c === '\n') endRow();
        else if (c !== '\r') cell += c;
    }
    if (cell !== '' || row.length) endRow();
    return rows.map((r, i) => (i === 0 ? r.map((c) => c.trim()) : r));
}

export interface Column {
    path: string;
    schema: Schema;
    required: boolean;
}

const own = new Set(['idempotency_key', 'dry_run', 'expected_version']);

/** One column a parameter; parts of an object are joined by a dot. */
export function columnsOf(command: Command): Column[] {
    const walk = (path: string, schema: Schema, required: boolean): Column[] => {
        if (path === 'evidence') return ['uri', 'title', 'sha256'].map((n) => ({ path: `evidence.${n}`, schema: { type: 'string' }, required: false }));
        if (schema.type === 'object' && schema.properties) {
            return Object.entries(schema.properties).flatMap(([k, s]) => walk(`${path}.${k}`, s, required && (schema.required?.includes(k) ?? false)));
        }
        return [{ path, schema, required }];
    };
    return command.params.filter((p) => !own.has(p.name)).flatMap((p) => walk(p.name, p.schema, p.required ?? false));
}

/** The parameters that a row says, or what is wrong with it. Empty cells are left out. */
export function commandOf(command: Command, head: string[], row: string[]): Record<string, unknown> | Error {
    const out: Record<string, unknown> = {};
    const columns = new Map(columnsOf(command).map((c) => [c.path, c]));
    for (const [i, path] of head.entries()) {
        const text = (row[i] ?? '').trim();
        const column = columns.get(path);
        if (text === '' || !column) continue;
        let value: unknown = text;
        const { type, $ref } = column.schema;
        if (type === 'integer') value = Number(text);
        else if (type === 'boolean') value = text === 'true';
        else if (type === 'array' || (!type && !$ref)) {
            try {
                value = JSON.parse(text);
            } catch {
                return new Error(`${path}: JSON`);
            }
        }
        const parts = path.split('.');
        let at = out;
        for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
        at[parts.at(-1) ?? path] = value;
    }
    if (out['evidence']) out['evidence'] = [out['evidence']];
    return out;
}
