// The web part by itself: its types, its own tests, its size, and that the client's types are those
// of the server: node web.mjs BINARY
import { execFileSync, spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, expect, finish, Server, web } from './support.mjs';
import { typesFrom } from '../../web/scripts/types.mjs';

const [binary] = process.argv.slice(2);

await check('types and templates are sound', async () => {
    const done = spawnSync(process.execPath, ['node_modules/svelte-check/bin/svelte-check', '--tsconfig', 'tsconfig.json', '--fail-on-warnings'], { cwd: web, encoding: 'utf8' });
    expect(done.status === 0, done.stdout);
});

const folder = mkdtempSync(join(tmpdir(), 'depositary-web-'));
const report = join(folder, 'report.json');
spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${report}`], { cwd: web });
const results = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });
expect(results.numTotalTests > 0, 'no unit test ran');
for (const file of results.testResults) {
    for (const one of file.assertionResults) {
        await check(one.fullName, async () => expect(one.status === 'passed', (one.failureMessages ?? []).join('\n') || one.status));
    }
}

const assets = join(web, 'dist/assets');
const size = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** What a page loads before it can show anything: the scripts and styles of a chunk, all the way down. */
function closure(file, seen = new Set()) {
    if (seen.has(file)) return seen;
    seen.add(file);
    const text = readFileSync(join(assets, file), 'utf8');
    for (const m of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) closure(m[1], seen);
    return seen;
}
await check('the first page stays under 70 KB', async () => {
    const html = readFileSync(join(web, 'dist/index.html'), 'utf8');
    const entries = [...html.matchAll(/\/assets\/([\w.-]+\.(?:js|css))/g)].map((m) => m[1]);
    const files = new Set(entries.flatMap((f) => (f.endsWith('.css') ? [f] : [...closure(f)])));
    const french = readdirSync(assets).find((f) => /^fr-/.test(f));
    const total = [...files, french].reduce((n, f) => n + size(join(assets, f)), 0);
    expect(total <= 70 * 1024, `${total} bytes`);
});
await check('the map stays under 50 KB', async () => {
    const n = size(join(web, 'dist/map.json'));
    expect(n <= 50 * 1024, `${n} bytes`);
});
for (const file of readdirSync(assets)) {
    await check(`${file.replace(/-[\w-]{8}\./, '.')} stays under 30 KB`, async () => {
        const n = size(join(assets, file));
        expect(n <= 30 * 1024, `${n} bytes`);
    });
}
await check('the client stays under 6 KB', async () => {
    const out = mkdtempSync(join(tmpdir(), 'depositary-client-'));
    execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', 'client/vite.config.ts', '--outDir', out, '--logLevel', 'error'], { cwd: web });
    const n = size(join(out, 'depositary.js'));
    rmSync(out, { recursive: true });
    expect(n <= 6 * 1024, `${n} bytes`);
});

await check('what the client names is what the server describes', async () => {
    const server = new Server(binary);
    await server.start();
    try {
        const document = await server.rpc('rpc.discover');
        const written = readFileSync(join(web, 'client/types.ts'), 'utf8');
        const blocks = (text) => new Map([...text.matchAll(/ {4}'([\w.]+)': \{([\s\S]*?)\n {4}\};/g)].map((m) => [m[1], m[2]]));
        const now = blocks(typesFrom(document));
        const members = (body) => [...body.matchAll(/^ {12}(\w+\??): /gm)].map((m) => m[1]);
        const gone = [];
        for (const [name, body] of blocks(written)) {
            if (!now.has(name)) gone.push(name);
            else for (const m of members(body)) if (!members(now.get(name)).includes(m)) gone.push(`${name}: ${m}`);
        }
        expect(gone.length === 0, `npm run types writes client/types.ts again; the server has no ${gone.join(', ')}`);
    } finally {
        await server.kill('SIGTERM');
        server.remove();
    }
});
finish();
