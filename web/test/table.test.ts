import { describe, expect, it } from 'vitest';
import { columnsOf, commandOf, parseCsv } from '../src/lib/table.ts';
import type { Command } from '../src/lib/commands.svelte.ts';

const command: Command = {
    name: 'made.up',
    summary: '',
    roles: [],
    params: [
        { name: 'initiative', required: true, schema: { type: 'string' } },
        { name: 'title', required: true, schema: { type: 'object', properties: { en: { type: 'string' }, fr: { type: 'string' } }, required: ['en'] } },
        { name: 'count', schema: { type: 'integer' } },
        { name: 'yes', schema: { type: 'boolean' } },
        { name: 'list', schema: { type: 'array', items: { type: 'string' } } },
        { name: 'evidence', schema: { type: 'array' } },
        { name: 'dry_run', schema: { type: 'boolean' } },
    ],
};

describe('a table', () => {
    it('is read with quotes, commas in cells and lines in cells', () => {
        expect(parseCsv('\ufeffa,b\r\n"x, ""y""","1\n2"\r\n\r\nz,')).toEqual([['a', 'b'], ['x, "y"', '1\n2'], ['z', '']]);
    });
    it('is read with the semicolons of a French spreadsheet', () => {
        expect(parseCsv('a;b\n1,5;2')).toEqual([['a', 'b'], ['1,5', '2']]);
    });
    it('has a column for each parameter, and none for how a command is sent', () => {
        expect(columnsOf(command).map((c) => c.path)).toEqual(['initiative', 'title.en', 'title.fr', 'count', 'yes', 'list', 'evidence.uri', 'evidence.title', 'evidence.sha256']);
        expect(columnsOf(command).filter((c) => c.required).map((c) => c.path)).toEqual(['initiative', 'title.en']);
    });
    it('becomes parameters of their types, without its empty cells', () => {
        const head = ['initiative', 'title.en', 'title.fr', 'count', 'yes', 'list', 'evidence.uri'];
        expect(commandOf(command, head, ['x', 'T', '', '3', 'true', '["a"]', 'https://example.org'])).toEqual({
            initiative: 'x', title: { en: 'T' }, count: 3, yes: true, list: ['a'], evidence: [{ uri: 'https://example.org' }],
        });
    });
    it('says which cell is no JSON', () => {
        expect(commandOf(command, ['list'], ['[a'])).toEqual(new Error('list: JSON'));
    });
});
