// What the built dashboard weighs, compressed as it travels, beside what it may.
import { gzipSync } from 'node:zlib';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { web } from './support.mjs';

const kilobyte = 1024;
export const budgets = { page: 70 * kilobyte, map: 50 * kilobyte, chunk: 30 * kilobyte, client: 6 * kilobyte };

export const size = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** What a page loads before it can show anything: the scripts of a chunk, all the way down. */
function closure(assets, file, seen = new Set()) {
    if (seen.has(file)) return seen;
    seen.add(file);
    const text = readFileSync(join(assets, file), 'utf8');
    for (const m of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) closure(assets, m[1], seen);
    return seen;
}

/** The first page with the largest dictionary that it may need, the base map, and each chunk. */
export function sizes() {
    const assets = join(web, 'dist/assets');
    const html = readFileSync(join(web, 'dist/index.html'), 'utf8');
    const entries = [...html.matchAll(/\/assets\/([\w.-]+\.(?:js|css))/g)].map((m) => m[1]);
    const files = readdirSync(assets);
    const dictionary = files.filter((f) => /^(fr|es|ar|ru|zh)-/.test(f)).sort((a, b) => size(join(assets, b)) - size(join(assets, a)))[0];
    const first = new Set([...entries.flatMap((f) => (f.endsWith('.css') ? [f] : [...closure(assets, f)])), dictionary]);
    return [
        { what: 'the first page', bytes: [...first].reduce((n, f) => n + size(join(assets, f)), 0), budget: budgets.page },
        { what: 'the map', bytes: size(join(web, 'dist/map.json')), budget: budgets.map },
        ...files.map((f) => ({ what: f.replace(/-[\w-]{8}\./, '.'), bytes: size(join(assets, f)), budget: budgets.chunk })),
    ];
}
