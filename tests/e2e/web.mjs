// The web part by itself: its types, its own tests, its size, and that the client's types are those
// of the server: node web.mjs BINARY
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, expect, finish, Server, web } from './support.mjs';
import { budgets, size, sizes } from './sizes.mjs';
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

for (const s of sizes()) {
    await check(`${s.what} stays under ${s.budget / 1024} KB`, async () => expect(s.bytes <= s.budget, `${s.bytes} bytes`));
}
await check('the client stays under 6 KB', async () => {
    const out = mkdtempSync(join(tmpdir(), 'depositary-client-'));
    execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', 'client/vite.config.ts', '--outDir', out, '--logLevel', 'error'], { cwd: web });
    const n = size(join(out, 'depositary.js'));
    rmSync(out, { recursive: true });
    expect(n <= budgets.client, `${n} bytes`);
});

await check('every command has its French', async () => {
    const server = new Server(binary);
    await server.start();
    try {
        const { methods } = await server.rpc('rpc.discover');
        const commands = methods.filter((m) => m.tags?.length || /^(token|user)\./.test(m.name)).map((m) => m.name);
        const french = readFileSync(join(web, 'src/i18n/summaries.ts'), 'utf8');
        const known = [...french.matchAll(/^ {4}'([\w.]+)': /gm)].map((m) => m[1]);
        const lacking = commands.filter((c) => !known.includes(c));
        const gone = known.filter((k) => !commands.includes(k));
        expect(commands.length > 50 && lacking.length === 0 && gone.length === 0, `without French: ${lacking.join(', ')}; no longer there: ${gone.join(', ')}`);
    } finally {
        await server.kill('SIGTERM');
        server.remove();
    }
});

await check('every setting and every metric has its French', async () => {
    const server = new Server(binary);
    await server.start();
    try {
        const text = await (await fetch(`${server.url}/metrics`)).text();
        const sample = execFileSync(binary, ['config', 'sample'], { encoding: 'utf8' });
        const there = { settings: [...sample.matchAll(/^#([\w.]+) = /gm)], metrics: [...text.matchAll(/^# HELP (\w+) /gm)] };
        const french = readFileSync(join(web, 'src/i18n/operations.ts'), 'utf8');
        for (const [table, names] of Object.entries(there)) {
            const own = french.split(`export const ${table}`)[1].split('};')[0];
            const known = [...own.matchAll(/^ {4}'([\w.]+)': /gm)].map((m) => m[1]);
            const wanted = names.map((m) => m[1]);
            const lacking = wanted.filter((n) => !known.includes(n));
            const gone = known.filter((n) => !wanted.includes(n));
            expect(wanted.length > 20 && lacking.length === 0 && gone.length === 0, `${table} without French: ${lacking.join(', ')}; no longer there: ${gone.join(', ')}`);
        }
    } finally {
        await server.kill('SIGTERM');
        server.remove();
    }
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
