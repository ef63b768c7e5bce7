// The dashboard in a browser against the real server: node dashboard.mjs BINARY [REGULAR EXPRESSION]
import { axeSource, check, expect, finish, launch, Server, settle, signIn, watch } from './support.mjs';

const [binary, pattern = ''] = process.argv.slice(2);
const filter = new RegExp(pattern);
const server = new Server(binary);
await server.start();
const browser = await launch();

const run = async (name, body) => {
    if (filter.test(name)) await check(name, body);
};
const at = (path, params = {}) => {
    const url = new URL(path, server.url);
    for (const [k, v] of Object.entries(params)) url.searchParams.set(k, v);
    return url.href;
};
async function open(path, params = {}, options = {}) {
    const context = await browser.newContext({ viewport: { width: options.width ?? 1280, height: 900 }, colorScheme: options.scheme ?? 'light', reducedMotion: 'reduce' });
    const page = await context.newPage();
    const wrongs = watch(page);
    if (options.token) await signIn(context, server, options.token);
    await page.goto(at(path, params));
    await settle(page);
    return { page, wrongs, close: () => context.close() };
}

const { rows: initiatives } = await server.rpc('initiative.list', { limit: 500 });
const first = initiatives[0].id;
// The initiative with most states, and one with money: whatever the catalogue holds.
const joined = (i) => (i.counts ?? []).filter((c) => c.kind === 'member_state').reduce((n, c) => n + c.certain, 0);
const largest = [...initiatives].sort((a, b) => joined(b) - joined(a))[0].id;
const treaty = initiatives.find((i) => i.archetype === 'treaty').id;
const paying = [...initiatives].sort((a, b) => b.pledges - a.pledges)[0].id;

const pages = [
    ['/', {}], [`/initiative/${largest}`, {}], [`/initiative/${largest}`, { view: 'table' }], [`/initiative/${paying}`, { view: 'money' }],
    [`/initiative/${largest}`, { view: 'milestones' }], [`/initiative/${largest}`, { view: 'documents' }], [`/initiative/${largest}`, { view: 'history' }],
    ['/state/FRA', {}], ['/state', {}], ['/matrix', {}], ['/money', {}], ['/changes', {}], ['/event/700', {}], ['/data', {}], ['/work', {}], ['/audit', {}],
    ['/scorecard/area/climate', {}], ['/scorecard/actor/FRA', {}], ['/scorecard/group/WEOG', {}], [`/scorecard/initiative/${paying}`, {}], ['/groups/WEOG', {}],
    [`/whatif/${treaty}`, {}], [`/rules/${treaty}`, {}], [`/law/${treaty}`, {}], ['/notifications', {}], ['/notifications', { actor: 'FRA' }], ['/obligations', { period: '2021' }], ['/import', {}],
    ['/health', {}], ['/board', {}], [`/review/${paying}`, {}], ['/open', {}],
];
const label = (path, params) => path + Object.entries(params).map(([k, v]) => `?${k}=${v}`).join('');

/** What is on the page, in its language, without a hole in the text. */
async function looksRight(page, lang) {
    const seen = await page.evaluate(() => ({
        lang: document.documentElement.lang, dir: document.documentElement.dir, h1: document.querySelector('main h1')?.textContent.trim(),
        errors: [...document.querySelectorAll('.error')].map((e) => e.textContent), text: document.body.innerText,
        ours: [...document.querySelectorAll('h1, h2, label, nav, .lede')].map((e) => e.textContent).join('\n'),
    }));
    expect(seen.lang === lang && seen.dir === (lang === 'ar' ? 'rtl' : 'ltr'), `language ${seen.lang} ${seen.dir}`);
    expect(seen.h1, 'no heading');
    expect(seen.errors.length === 0, seen.errors.join('\n'));
    const hole = /.{0,60}(undefined|NaN|\[object|Invalid Date|\{n\}).{0,40}/.exec(seen.text);
    expect(!hole, `a hole in the text: ${hole?.[0]}`);
    const spaces = lang === 'fr' ? /.{0,30}([^\u202f\s][;!?»](\s|$)|\w :\s).{0,10}/m.exec(seen.ours) : null;
    expect(!spaces, `French spaces: ${spaces?.[0]}`);
}

async function violations(page) {
    await page.evaluate(axeSource);
    return page.evaluate(() =>
        globalThis.axe.run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'],
        }).then((r) => r.violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 200)} ${n.any[0]?.message ?? ''}`).join('\n  ')}`)),
    );
}

const views = [['en', 'light', 1280], ['fr', 'dark', 1280], ['fr', 'light', 390], ['ar', 'dark', 390], ['ar', 'light', 1280]];
async function onePage([path, params]) {
    for (const [lang, scheme, width] of views) {
        const where = `${label(path, params)} in ${lang}, ${scheme}, ${width} px`;
        if (![`${where} shows`, `${where} keeps WCAG 2.2 AA`, `${where} fits`].some((n) => filter.test(n))) continue;
        let opened;
        await check(`${where} shows`, async () => {
            opened = await open(path, { ...params, lang }, { scheme, width });
            await looksRight(opened.page, lang);
        });
        if (!opened) continue;
        await check(`${where} keeps WCAG 2.2 AA`, async () => {
            const found = await violations(opened.page);
            expect(found.length === 0, found.join('\n'));
        });
        if (width === 390) {
            await check(`${where} fits in 320 px without sideways scroll`, async () => {
                await opened.page.setViewportSize({ width: 320, height: 800 });
                await opened.page.waitForTimeout(150);
                const wide = await opened.page.evaluate(() => {
                    const room = document.documentElement.clientWidth;
                    return document.documentElement.scrollWidth <= room ? [] : [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > room + 1 && !e.closest('.scroll')).slice(0, 3).map((e) => e.outerHTML.slice(0, 150));
                });
                expect(wide.length === 0, wide.join('\n'));
            });
        }
        await check(`${where} logs no error`, async () => expect(opened.wrongs.length === 0, opened.wrongs.join('\n')));
        await opened.close();
    }
}
// Two at a time: most of it is waiting.
const queue = [...pages];
await Promise.all([0, 1].map(async () => {
    for (let one = queue.shift(); one; one = queue.shift()) await onePage(one);
}));

await run('every one of the 193 members is on the map', async () => {
    const { page, close } = await open(`/initiative/${largest}`, { lang: 'en' });
    await page.waitForSelector('[data-member]');
    const drawn = await page.evaluate(() => [...new Set([...document.querySelectorAll('[data-member]')].map((e) => e.getAttribute('data-member')))]);
    expect(drawn.length === 193, `${drawn.length} members are drawn`);
    const small = await page.evaluate(() =>
        [...document.querySelectorAll('.map svg .member')].filter((e) => {
            const b = e.getBoundingClientRect();
            return b.width < 2 && b.height < 2;
        }).length,
    );
    expect(small === 0, `${small} members are too small to be seen`);
    await close();
});

await run('arrow keys go from member to member on the map', async () => {
    const { page, close } = await open(`/initiative/${largest}`, { lang: 'en' });
    await page.waitForSelector('[data-member]');
    await page.focus('.map');
    await page.keyboard.press('ArrowRight');
    const one = await page.textContent('.panel .now strong');
    await page.keyboard.press('ArrowRight');
    expect(one && one !== (await page.textContent('.panel .now strong')), 'the selection did not move');
    await close();
});

await run('a date in the address shows the state of that day', async () => {
    for (const i of initiatives) {
        const path = (await server.rpc('initiative.get', { initiative: i.id })).path;
        const day = path?.[0]?.on?.not_before;
        if (!day) continue;
        const then = await server.rpc('initiative.get', { initiative: i.id, as_of: day });
        if (then.state === i.state) continue;
        const machine = (await server.rpc('machine.export', { machine: then.regions[0].region, format: 'json' })).document;
        const words = machine.states.find((s) => s.id === then.state).label.en;
        const { page, close } = await open(`/initiative/${i.id}`, { lang: 'en', as_of: day });
        expect((await page.textContent('#h-facts')).includes(words), `not ${words}`);
        expect((await page.textContent('.livebar')).includes('Frozen'), 'the bar does not say that this is the past');
        await close();
        return;
    }
    throw new Error('the catalogue holds no initiative with a past');
});

await run('a record number in the address shows what was known then', async () => {
    const { rows } = await server.rpc('event.list', { initiative: largest, limit: 500 });
    const early = rows[Math.floor(rows.length / 3)].seq;
    const then = await server.rpc('participation.list', { initiative: largest, known_at: { seq: early }, limit: 500 });
    const { page, close } = await open(`/initiative/${largest}`, { lang: 'en', known_at: String(early), view: 'table' });
    const acts = await page.locator('tbody a[href*="/event/"]').count();
    expect(acts === then.rows.flatMap((r) => r.acts).length, `${acts} acts are shown`);
    await close();
});

await run('a figure leads to records that add up to it', async () => {
    const totals = await server.rpc('totals.get', { initiative: paying });
    const row = (totals.by_unit ?? totals.rows).find((r) => Number(r.announced) > 0);
    const { page, close } = await open('/figure', { lang: 'en', initiative: paying, unit: row.unit, column: 'announced' });
    const cells = await page.locator('tbody td.num').allTextContents();
    const sum = cells.reduce((n, c) => n + Number(c.replaceAll(',', '')), 0);
    expect(sum === Number(row.announced), `${sum} is not ${row.announced}`);
    await page.locator('tbody a').first().click();
    await page.waitForSelector('#h-sources');
    expect((await page.locator('#h-sources + ul a').count()) > 0, 'the record has no source');
    await close();
});

await run('two browsers see an act at once, and the receipt is its record', async () => {
    const actor = await stateThatMayEndorse();
    const { token } = actor;
    const one = await open('/', { lang: 'en' });
    const two = await open(`/initiative/${actor.initiative}`, { lang: 'en', view: 'history' });
    const form = await open('/work', { lang: 'en', do: 'participation.endorse', initiative: actor.initiative, actor: actor.id }, { token });
    await form.page.waitForSelector('form.form');
    await form.page.fill('#f-evidence-uri', 'https://example.org/made-up');
    await form.page.click('button[type=submit]');
    await form.page.waitForSelector('#h-check');
    expect((await form.page.textContent('section.panel')).includes('Endorsed'), 'the preview does not name the record');
    const before = (await server.rpc('log.head')).seq;
    await form.page.click('button.primary');
    await form.page.waitForSelector('#h-receipt');
    const after = (await server.rpc('log.head')).seq;
    expect(after > before, 'nothing was recorded');
    const seq = new Intl.NumberFormat('en').format(after);
    for (const b of [one, two]) await b.page.waitForFunction((s) => document.querySelector('.seq')?.textContent.includes(s), seq, { timeout: 5000 });
    await two.page.waitForFunction((s) => document.querySelector('[role=tabpanel]')?.textContent.includes(`Record ${s}`), seq, { timeout: 5000 });
    for (const b of [one, two, form]) await b.close();
});

/** An initiative whose terms take an endorsement today, and a token of the state. */
async function stateThatMayEndorse() {
    const token = server.token('focal_point', '--actor', 'NRU');
    const evidence = [{ uri: 'https://example.org/made-up' }];
    for (const i of initiatives) {
        try {
            await server.rpc('participation.endorse', { initiative: i.id, actor: 'NRU', evidence, dry_run: true }, token);
            return { id: 'NRU', initiative: i.id, token };
        } catch {
            continue; // its terms do not admit the act
        }
    }
    throw new Error('no initiative takes endorsements');
}

await run('a scorecard leads to the records behind its figures', async () => {
    const card = await server.rpc('scorecard.get', { by: 'actor', id: 'FRA' });
    const { page, close } = await open('/scorecard/actor/FRA', { lang: 'en' });
    await page.waitForSelector('#h-joined');
    const rows = await page.locator('section[aria-labelledby=h-joined] tbody tr').count();
    expect(rows === card.joined.length, `${rows} rows for ${card.joined.length} participations`);
    const link = page.locator('section[aria-labelledby=h-joined] tbody a[href*="/event/"]').first();
    const seq = Number((await link.textContent()).replace(/\D/g, ''));
    expect(card.joined[0].seqs.includes(seq), `record ${seq} is not behind the first row`);
    await link.press('Enter');
    await page.waitForSelector('#h-sources');
    await close();
});

await run('what-if shows by keyboard what one more act would change, and writes nothing', async () => {
    const before = (await server.rpc('log.head')).seq;
    const answer = await server.rpc('initiative.what_if', { initiative: treaty });
    const { page, close } = await open(`/whatif/${treaty}`, { lang: 'en', act: 'accession' });
    await page.waitForSelector('tbody tr');
    await page.locator('form select').focus();
    await page.keyboard.type('Norway');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const more = new Intl.NumberFormat('en').format(answer.before.participants.certain + 1);
    await page.waitForFunction((n) => document.querySelector('tbody tr td strong')?.textContent === n, more, { timeout: 5000 });
    expect(page.url().includes('states=NOR'), 'the address does not hold the question');
    expect((await server.rpc('log.head')).seq === before, 'something was written');
    await close();
});

await run('the assessed contributions of a period are those of the register', async () => {
    const assessed = initiatives.find((i) => i.archetype === 'assessed-obligation').id;
    const summary = await server.rpc('obligation.summary', { initiative: assessed, period: '2021' });
    const { page, close } = await open('/obligations', { lang: 'en', period: '2021' });
    await page.waitForSelector('tbody tr');
    const full = await page.locator('dl.facts dd').nth(1).textContent();
    expect(full.trim().startsWith(String(summary.in_full)), `${full} is not ${summary.in_full}`);
    expect((await page.locator('tbody tr').count()) === summary.obligations, 'rows are missing');
    await close();
});

await run('a table is checked whole before anything of it is written', async () => {
    const token = server.token('coordinator', '--initiative', treaty);
    const { page, close } = await open('/import', { lang: 'en' }, { token });
    await page.waitForSelector('option[value="milestone.plan"]', { state: 'attached' });
    await page.selectOption('select:has(option[value="milestone.plan"])', 'milestone.plan');
    const head = 'initiative,milestone,title.en,title.fr,owner,due,evidence.uri';
    const row = (id, owner) => `${treaty},${id},MADE UP ${id},FICTIF ${id},${owner},2030-01-31,https://example.org/made-up`;
    const give = (...rows) => page.setInputFiles('input[type=file]', { name: 'made-up.csv', mimeType: 'text/csv', buffer: Buffer.from([head, ...rows].join('\r\n')) });
    const before = (await server.rpc('log.head')).seq;
    await give(row('made-up-one', 'FRA'), row('made-up-two', 'NOBODY'));
    await page.getByRole('button', { name: 'Check all rows' }).press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 2);
    const said = await page.locator('tbody').textContent();
    expect(said.includes('would be recorded') && said.includes('E_'), said);
    expect((await page.getByRole('button', { name: /^Record/ }).count()) === 0, 'it could be recorded');
    expect((await server.rpc('log.head')).seq === before, 'a check wrote');
    await give(row('made-up-one', 'FRA'));
    await page.getByRole('button', { name: 'Check all rows' }).press('Enter');
    await page.getByRole('button', { name: 'Record 1 rows' }).press('Enter');
    await page.waitForFunction(() => document.querySelector('tbody')?.textContent.includes('recorded as no.'));
    expect((await server.rpc('milestone.list', { initiative: treaty, limit: 500 })).rows.some((m) => m.milestone === 'made-up-one'), 'it is not recorded');
    await close();
});

await run('what the form lacks is said before anything is sent', async () => {
    const token = server.token('focal_point', '--actor', 'FRA');
    const { page, close } = await open('/work', { lang: 'fr', do: 'participation.endorse' }, { token });
    await page.waitForSelector('form.form');
    await page.click('button[type=submit]');
    await page.waitForSelector('#problems');
    expect((await page.textContent('#problems')).includes('Initiative\u202f: une réponse est nécessaire'), await page.textContent('#problems'));
    await close();
});

await run('a refusal of the register is shown in words', async () => {
    const token = server.token('focal_point', '--actor', 'FRA');
    const { page, close } = await open('/work', { lang: 'fr', do: 'participation.endorse', initiative: first, actor: 'DEU' }, { token });
    await page.waitForSelector('form.form');
    await page.click('button[type=submit]');
    await page.waitForSelector('.error[role=alert]');
    expect((await page.textContent('.error[role=alert] code')).startsWith('E_'), 'no reason code');
    await close();
});

await run('a password signs in by keyboard, and the sign-in outlives a reload and ends at sign-out', async () => {
    const password = server.user('e2e.person', 'focal_point', '--actor', 'FRA');
    const { page, wrongs, close } = await open('/work', { lang: 'en' });
    await page.focus('input[name=user]');
    await page.keyboard.type('e2e.person');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('main h1')?.textContent === 'Inbox');
    await page.reload();
    await settle(page);
    expect((await page.textContent('main h1')) === 'Inbox', 'the reload signed out');
    const seen = await page.evaluate(() => document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage));
    expect(!/ses_|dep_/.test(seen), `a script can read ${seen}`);
    await page.getByRole('button', { name: 'Sign out' }).press('Enter');
    await page.waitForSelector('input[name=user]');
    await page.reload();
    await settle(page);
    expect((await page.locator('input[name=user]').count()) === 1, 'still signed in');
    expect(wrongs.length === 0, wrongs.join('\n'));
    await close();
});

await run('a sign-in that ends while the page is open says so, and keeps what was being written', async () => {
    const token = server.token('focal_point', '--actor', 'FRA');
    const { page, close } = await open('/work', { lang: 'en', do: 'participation.endorse' }, { token });
    await page.waitForSelector('form.form');
    await page.fill('#f-evidence-title', 'MADE UP title');
    server.revoke(token);
    await page.waitForFunction(() => document.querySelector('main')?.textContent.includes('Your sign-in has ended'), undefined, { timeout: 30_000 });
    await signIn(page.context(), server, server.token('focal_point', '--actor', 'FRA'));
    await page.reload();
    await page.waitForSelector('form.form');
    expect((await page.inputValue('#f-evidence-title')) === 'MADE UP title', 'the draft is lost');
    await close();
});

await run('a token that is not valid is refused, and reading goes on', async () => {
    const { page, close } = await open('/work', { lang: 'en' });
    await page.fill('input[name=token]', 'dep_made_up');
    await page.press('input[name=token]', 'Enter');
    await page.waitForSelector('.error[role=alert]');
    await page.goto(at('/', { lang: 'en' }));
    await settle(page);
    expect((await page.textContent('.livebar')).includes('Live'), 'not live');
    await close();
});

await run('the root of the log is computed again in the browser', async () => {
    const { page, close } = await open('/audit', { lang: 'en' });
    await page.click('#h-integrity ~ .buttons button');
    await page.waitForFunction(() => document.querySelector('#h-integrity ~ p[role=status] strong'), undefined, { timeout: 20_000 });
    expect((await page.textContent('#h-integrity ~ p[role=status]')).includes('is the one the register gives'), 'another root');
    await close();
});

await run('tabs are one stop, and arrows move between them', async () => {
    const { page, close } = await open(`/initiative/${largest}`, { lang: 'en' });
    await page.focus('#tab-map');
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('#tab-table[aria-selected=true]');
    expect(page.url().includes('view=table'), 'the address does not follow');
    await close();
});

await run('a page inside another site has no chrome and reads no token', async () => {
    const token = server.token('focal_point', '--actor', 'FRA');
    const { page, close } = await open(`/initiative/${largest}`, { lang: 'en', embed: '1' }, { token });
    expect((await page.locator('header.top, footer').count()) === 0, 'it has a header or a footer');
    await page.goto(at('/work', { embed: '1', lang: 'en' }));
    await settle(page);
    expect((await page.textContent('main')).includes('takes no sign-in'), 'it is signed in');
    await close();
});

await run('the page comes with a strict policy, small, and is not sent twice', async () => {
    const page = await fetch(server.url + '/');
    const policy = page.headers.get('content-security-policy');
    expect(policy.includes("default-src 'self'") && !policy.includes('unsafe'), policy);
    expect(policy.includes("frame-ancestors 'self'"), policy);
    const again = await fetch(server.url + '/', { headers: { 'If-None-Match': page.headers.get('etag') } });
    expect(again.status === 304, `status ${again.status}`);
    const script = /src="(\/assets\/[^"]+)"/.exec(await page.text())[1];
    const asset = await fetch(server.url + script, { headers: { 'Accept-Encoding': 'br' } });
    expect(asset.headers.get('content-encoding') === 'br', 'not compressed');
    expect(asset.headers.get('cache-control').includes('immutable'), 'not kept by caches');
    expect((await fetch(server.url + '/no-such-page')).status === 404, 'an unknown address is no 404');
    const embedded = await fetch(server.url + '/?embed=1');
    expect(embedded.headers.get('content-security-policy').includes('frame-ancestors *'), 'cannot be embedded');
});

await run('the page says that the server has gone, and comes back by itself', async () => {
    const { page, wrongs, close } = await open('/', { lang: 'en' });
    await server.kill();
    await page.waitForSelector('.livebar.offline', { timeout: 15_000 });
    expect((await page.textContent('body')).includes('The connection is lost'), 'it does not say what is shown');
    await server.start();
    await page.waitForSelector('.livebar.live', { timeout: 30_000 });
    const token = server.token('coordinator', '--initiative', first);
    const head = (await server.rpc('log.head')).seq;
    expect(token, 'no token');
    await page.waitForFunction((s) => document.querySelector('.seq')?.textContent.includes(s), new Intl.NumberFormat('en').format(head), { timeout: 10_000 });
    expect(wrongs.length === 0, wrongs.join('\n'));
    await close();
});

await browser.close();
await server.kill('SIGTERM');
server.remove();
finish();
