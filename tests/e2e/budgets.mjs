// What the dashboard may weigh and take, measured and printed: node budgets.mjs BINARY [OPTION ...]
//   --loads N      first visits whose first contentful paint is measured (15; 0: none)
//   --seconds N    of live events on the overview, for frames and long tasks (60; 0: none)
//   --rate N       events a second (200)
//   --minutes N    of live events over which the heap is watched (0: not)
//   --pattern X    budgets whose name matches alone
//   --json FILE    leaves the measurements there as well, for ./run bench
// The sizes need no option and are checked by the test `web` as well. Times are those of this
// machine: say which, and how busy it was, beside what is printed.
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { check, expect, finish, launch, Server, settle } from './support.mjs';
import { budgets, sizes } from './sizes.mjs';

const [binary, ...given] = process.argv.slice(2);
const option = (name, byDefault) => {
    const at = given.indexOf(`--${name}`);
    return at < 0 ? byDefault : given[at + 1];
};
const loads = Number(option('loads', 15));
const seconds = Number(option('seconds', 60));
const rate = Number(option('rate', 200));
const minutes = Number(option('minutes', 0));
const filter = new RegExp(option('pattern', ''));

/** What was measured; a budget that was not asked for is not in it. */
const measured = {};
const limits = { paintMs: 500, framesPerSecond: 55, longestTaskMs: 200, heapGrowth: 0.2 };
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const run = async (name, body) => {
    if (filter.test(name)) await check(name, body);
};
const say = (text) => console.log(text);

await run('sizes', async () => {
    measured.first_page_kb = { values: [sizes()[0].bytes / 1024], budget: budgets.page / 1024 };
    for (const s of sizes()) say(`size: ${s.what} ${(s.bytes / 1024).toFixed(1)} KB gzip, budget ${s.budget / 1024} KB`);
    const heavy = sizes().filter((s) => s.bytes > s.budget);
    expect(heavy.length === 0, heavy.map((s) => s.what).join(', '));
    expect(Object.keys(budgets).length > 0, 'no budget');
});

const server = new Server(binary, ['--command-rate', '100000', '--command-burst', '100000']);
await server.start();
const browser = await launch();
say(`load of the machine: ${loadavg().map((n) => n.toFixed(1)).join(' ')}`);

async function overview() {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${server.url}/?lang=en`);
    await settle(page);
    return { context, page };
}

await run('first contentful paint', async () => {
    if (!loads) return;
    const paints = [];
    for (let n = 0; n < loads; n += 1) {
        // A context of its own has an empty cache: a first visit.
        const { context, page } = await overview();
        paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime));
        await context.close();
    }
    say(`first contentful paint: median ${Math.round(median(paints))} ms, worst ${Math.round(Math.max(...paints))} ms of ${loads}, budget ${limits.paintMs} ms`);
    measured.paint_ms = { values: paints, budget: limits.paintMs };
    expect(median(paints) <= limits.paintMs, 'it is late');
});

/** Records at a steady rate until `stop` is called; how many it recorded. */
async function recording(initiative, prefix) {
    const token = server.token('coordinator', '--initiative', initiative);
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
    await new Promise((resolve, reject) => {
        socket.onopen = resolve;
        socket.onerror = () => reject(new Error('no socket'));
    });
    const waiting = new Map();
    const refused = [];
    socket.onmessage = (m) => {
        const answer = JSON.parse(m.data);
        if (answer.error) refused.push(answer.error.message);
        waiting.get(answer.id)?.(answer);
        waiting.delete(answer.id);
    };
    const ask = (id, method, params) => {
        const answered = new Promise((resolve) => waiting.set(id, resolve));
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
        return answered;
    };
    await ask('hello', 'session.hello', { token, client: 'budgets/1' });
    let sent = 0;
    const begun = performance.now();
    const timer = setInterval(() => {
        for (const due = ((performance.now() - begun) / 1000) * rate; sent < due; sent += 1) {
            const milestone = `${prefix}-${sent}`;
            void ask(sent, 'milestone.plan', { initiative, milestone, title: { en: `MADE UP ${milestone}`, fr: `FICTIF ${milestone}` } });
        }
    }, 10);
    return async () => {
        clearInterval(timer);
        while (waiting.size) await new Promise((r) => setTimeout(r, 20));
        socket.close();
        expect(refused.length === 0, refused.slice(0, 3).join(', '));
        return sent;
    };
}

const initiative = (await server.rpc('initiative.list', { limit: 1 })).rows[0].id;

/** Frames drawn and tasks over 50 ms from now until it is asked. */
const watchFrames = (page) =>
    page.evaluate(() => {
        const seen = { frames: 0, longest: 0, tasks: 0, begun: performance.now() };
        globalThis.depositarySeen = seen;
        const count = () => {
            seen.frames += 1;
            requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
        new PerformanceObserver((list) => {
            for (const e of list.getEntries()) {
                seen.tasks += 1;
                seen.longest = Math.max(seen.longest, e.duration);
            }
        }).observe({ type: 'longtask' });
    });

await run('frames under live events', async () => {
    if (!seconds) return;
    const { context, page } = await overview();
    const stop = await recording(initiative, 'made-up-frames');
    await watchFrames(page);
    await page.waitForTimeout(seconds * 1000);
    const seen = await page.evaluate(() => ({ ...globalThis.depositarySeen, took: performance.now() - globalThis.depositarySeen.begun }));
    const recorded = await stop();
    const head = new Intl.NumberFormat('en').format((await server.rpc('log.head')).seq);
    await page.waitForFunction((s) => document.querySelector('.seq')?.textContent.includes(s), head, { timeout: 30_000 });
    const frames = (seen.frames * 1000) / seen.took;
    say(`live: ${recorded} events in ${seconds} s (${(recorded / seconds).toFixed(0)}/s): ${frames.toFixed(1)} frames/s, budget ${limits.framesPerSecond}; longest task ${Math.round(seen.longest)} ms of ${seen.tasks} over 50 ms, budget ${limits.longestTaskMs} ms`);
    await context.close();
    measured.frames_per_s = { values: [frames], budget: limits.framesPerSecond };
    measured.longest_task_ms = { values: [seen.longest], budget: limits.longestTaskMs };
    expect(frames >= limits.framesPerSecond, `${frames.toFixed(1)} frames/s`);
    expect(seen.longest <= limits.longestTaskMs, `a task of ${Math.round(seen.longest)} ms`);
});

await run('heap over time', async () => {
    if (!minutes) return;
    const { context, page } = await overview();
    const devtools = await context.newCDPSession(page);
    const used = async () => {
        await devtools.send('HeapProfiler.collectGarbage');
        return (await devtools.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
    };
    const stop = await recording(initiative, 'made-up-heap');
    // The first minute fills what is kept in bounded memory.
    await page.waitForTimeout(60_000);
    const heap = [await used()];
    for (let n = 0; n < minutes; n += 1) {
        await page.waitForTimeout(60_000);
        heap.push(await used());
    }
    const recorded = await stop();
    say(`heap: ${heap.map((mb) => mb.toFixed(1)).join(' ')} MB, a minute apart, ${recorded} events; budget ${limits.heapGrowth * 100} % above the first`);
    await context.close();
    measured.heap_growth = { values: [Math.max(...heap) / heap[0] - 1], budget: limits.heapGrowth };
    expect(Math.max(...heap) <= heap[0] * (1 + limits.heapGrowth), 'the heap grows');
});

await browser.close();
await server.kill('SIGTERM');
server.remove();
if (option('json')) writeFileSync(option('json'), JSON.stringify(measured));
finish();
