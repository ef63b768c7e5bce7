// The main task of each role, start to end with the keyboard alone; what others see of it, and a
// server that is killed meanwhile: node roles.mjs BINARY [REGULAR EXPRESSION]
import { createHash } from 'node:crypto';
import { check, expect, finish, launch, press, Server, settle, tabTo, type, watch } from './support.mjs';

const [binary, pattern = ''] = process.argv.slice(2);
const filter = new RegExp(pattern);
const server = new Server(binary);
await server.start();
const browser = await launch();
const run = async (name, body) => {
    if (filter.test(name)) await check(name, body);
};

const { rows: initiatives } = await server.rpc('initiative.list', { limit: 500 });
const paying = [...initiatives].sort((a, b) => b.pledges - a.pledges)[0];
const treaty = initiatives.find((i) => i.archetype === 'treaty');
const text = (page, selector) => page.textContent(selector);
const head = async () => (await server.rpc('log.head')).seq;

/** A page whose mouse does nothing. */
async function open(path) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const wrongs = watch(page);
    await page.goto(new URL(`${path}${path.includes('?') ? '&' : '?'}lang=en`, server.url).href);
    await settle(page);
    const close = async () => {
        expect(wrongs.length === 0, wrongs.join('\n'));
        await context.close();
    };
    return { page, close };
}

async function signedIn(role, ...scope) {
    const opened = await open('/work');
    await type(opened.page, 'input[name=token]', server.token(role, ...scope));
    await opened.page.keyboard.press('Enter');
    await opened.page.waitForFunction(() => document.querySelector('main h1')?.textContent === 'Inbox');
    return opened;
}

/** Answers the fields of a group in their order; an empty answer leaves its field alone. */
async function fill(page, group, answers) {
    for (const [i, answer] of answers.entries()) {
        if (answer) await type(page, `${group} label:nth-of-type(${i + 1}) :is(input, select)`, answer);
    }
}

/** From filled answers over the check of them to the receipt; the number of the record. */
async function confirm(page) {
    const before = await head();
    await press(page, 'form.form button[type=submit]');
    await page.waitForSelector('#h-check');
    expect((await head()) === before, 'it was recorded before it was confirmed');
    await press(page, '.panel button.primary');
    await page.waitForSelector('#h-receipt');
    const after = await head();
    expect(after > before, 'nothing was recorded');
    return after;
}

await run('public: from the overview to a figure, its records and their source', async () => {
    const { page, close } = await open('/');
    await press(page, `main a[href*="/initiative/${paying.id}"]`);
    await page.waitForSelector('#tab-money');
    await tabTo(page, '[role=tab]');
    while (!(await page.evaluate(() => document.activeElement.id === 'tab-money'))) await page.keyboard.press('ArrowRight');
    await page.waitForSelector('#tab-money[aria-selected=true]');
    await press(page, 'main a[href*="/figure?"]');
    await page.waitForSelector('tbody a[href*="/event/"]');
    await press(page, 'tbody a[href*="/event/"]');
    await page.waitForSelector('#h-sources');
    await tabTo(page, '#h-sources + ul a');
    await close();
});

await run('focal point: endorses with a note verbale that everybody can read then', async () => {
    const note = Buffer.from('%PDF-1.7\nnote verbale (MADE UP)\n');
    const { page, close } = await signedIn('focal_point', '--actor', 'NRU');
    await press(page, 'a[data-item][href*="participation.endorse"]');
    await page.waitForSelector('form.form');
    const chooser = page.waitForEvent('filechooser');
    await press(page, '#attach');
    await (await chooser).setFiles({ name: 'note.pdf', mimeType: 'application/pdf', buffer: note });
    const hash = createHash('sha256').update(note).digest('hex');
    await page.waitForFunction((h) => document.querySelector('#attach ~ [role=status]')?.textContent.includes(h), hash);
    const document = `${server.url}/evidence/sha256-${hash}`;
    expect((await fetch(document)).status === 404, 'it is public before the record');
    await type(page, '#f-evidence-title', 'Note verbale (MADE UP)');
    await confirm(page);
    await press(page, '#h-receipt ~ p a');
    await page.waitForSelector(`#h-sources + ul a[href="/evidence/sha256-${hash}"]`);
    const served = await fetch(document);
    expect(Buffer.from(await served.arrayBuffer()).equals(note), 'another document is served');
    await close();
});

await run('focal point: what is no document is refused in words', async () => {
    const { page, close } = await signedIn('focal_point', '--actor', 'NRU');
    await press(page, 'a[data-item]');
    await page.waitForSelector('#attach');
    const chooser = page.waitForEvent('filechooser');
    await press(page, '#attach');
    await (await chooser).setFiles({ name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<p>MADE UP') });
    await page.waitForSelector('#attach ~ .error[role=alert]');
    expect((await page.inputValue('#f-evidence-uri')) === '', 'it is named as evidence');
    await close();
});

await run('coordinator: moves a due date with a reason', async () => {
    const { rows } = await server.rpc('milestone.list', { initiative: paying.id, limit: 500 });
    const planned = rows.find((m) => !m.outcome && m.due);
    const { page, close } = await signedIn('coordinator', '--initiative', paying.id);
    await press(page, 'nav.roles a[href*="/board"]');
    await page.waitForFunction(() => document.querySelector('main h1')?.textContent === 'Board');
    await settle(page);
    const late = `a[href*="milestone.reschedule"]`;
    if (!(await page.locator(late).count())) {
        await press(page, 'nav.roles a[href*="/work"]');
        await type(page, '#command', 'reschedule');
    } else await press(page, late);
    await page.waitForSelector('form.form');
    if (!(await page.inputValue('#f-milestone'))) {
        await type(page, '#f-initiative', paying.title.en);
        await page.waitForFunction(() => document.querySelectorAll('#f-milestone option').length > 1);
        await type(page, '#f-milestone', planned.title.en);
    }
    await type(page, '#f-due', '2031-12-31');
    await type(page, '#f-reason', 'MADE UP reason');
    const seq = await confirm(page);
    const { event } = await server.rpc('event.get', { seq });
    expect(event.type === 'milestone_rescheduled' && event.reason === 'MADE UP reason', JSON.stringify(event));
    await close();
});

await run('coordinator: draws up an initiative, is told what is wrong, and opens it', async () => {
    const { page, close } = await signedIn('coordinator');
    await press(page, 'nav.roles a[href*="/board"]');
    await settle(page);
    await press(page, 'main a[href*="/open"]');
    await page.waitForSelector('#h-drawing');
    await type(page, 'input[name=id]', 'made-up-water');
    await type(page, 'select[name=area]', 'Climate');
    await type(page, 'input[name=en]', 'MADE UP water');
    await type(page, 'input[name=fr]', 'FICTIF eau');
    await press(page, '#h-stages ~ button');
    await fill(page, '#h-stages ~ fieldset:nth-of-type(3)', ['at_work', 'At work', 'Au travail']);
    const drawn = await text(page, '#h-drawing ~ .scroll');
    expect(drawn.includes('At work') && drawn.includes('Concluded'), `the drawing lacks a stage: ${drawn}`);
    await press(page, 'form button[type=submit]');
    await page.waitForSelector('.error[role=alert]');
    expect((await text(page, '.error[role=alert]')).includes('E_DEFINITION'), 'a stage that nothing reaches is taken');
    expect((await page.locator('#publish').count()) === 0, 'it could be published');
    await press(page, '#h-steps ~ button');
    await fill(page, '#h-steps ~ fieldset:nth-of-type(2)', ['start', 'Start', 'Commencer', 'Draft', 'At work', '', 'participants', '2']);
    await press(page, '#h-steps ~ button');
    await fill(page, '#h-steps ~ fieldset:nth-of-type(3)', ['finish', 'Finish', 'Achever', 'At work', 'Concluded']);
    const before = await head();
    await press(page, 'form button[type=submit]');
    await page.waitForSelector('#publish');
    expect((await head()) === before, 'a check wrote');
    await press(page, '#publish');
    await page.waitForSelector('#h-opened');
    const opened = await server.rpc('initiative.get', { initiative: 'made-up-water' });
    expect(opened.archetype === 'staged' && opened.state === 'draft', JSON.stringify(opened).slice(0, 300));
    await close();
});

await run('reviewer: assesses a pledge beside what the State reports', async () => {
    const { page, close } = await signedIn('reviewer', '--initiative', paying.id);
    await press(page, 'nav.roles a[href*="/review"]');
    await page.waitForSelector('tbody a[href*="pledge.assess"]');
    const reported = await text(page, 'tbody tr td');
    await press(page, 'tbody a[href*="pledge.assess"]');
    await page.waitForSelector('#f-level');
    const pledge = new URL(page.url()).searchParams.get('pledge');
    await type(page, '#f-level', 'Limited');
    await type(page, '#f-statement', 'MADE UP finding');
    await confirm(page);
    await press(page, 'nav.roles a[href*="/review"]');
    await page.waitForFunction(() => document.querySelector('tbody')?.textContent.includes('MADE UP finding'));
    const [states, found] = await page.locator('tbody tr', { hasText: 'MADE UP finding' }).locator('td').allTextContents();
    expect(found.includes('MADE UP finding') && !states.includes('MADE UP finding'), `${states} | ${found}`);
    expect(reported === states, `what the State reports became ${states}`);
    const { rows } = await server.rpc('pledge.list', { initiative: paying.id, limit: 500 });
    expect(rows.find((p) => p.id === pledge).assessed === 'limited', 'the register says otherwise');
    await close();
});

await run('auditor: compares two points of the log and computes its root again', async () => {
    const { rows } = await server.rpc('event.list', { initiative: treaty.id, limit: 5 });
    const { page, close } = await signedIn('auditor');
    await press(page, 'nav.roles a[href*="/audit"]');
    await page.waitForSelector('#h-replay');
    await type(page, 'main form select', treaty.title.en);
    await type(page, 'main form label:nth-of-type(2) input', String(rows.at(-1).seq));
    await type(page, 'main form label:nth-of-type(3) input', String(await head()));
    await page.keyboard.press('Enter');
    await page.waitForSelector('#h-replay ~ .scroll tbody tr');
    await press(page, '#h-integrity ~ .buttons button');
    await page.waitForSelector('#h-integrity ~ p[role=status] strong', { timeout: 30_000 });
    expect((await text(page, '#h-integrity ~ p[role=status]')).includes('is the one the register gives'), 'another root');
    await close();
});

await run('administrator: adds a user, who signs in, and disables the user again', async () => {
    const { page, close } = await signedIn('admin');
    await press(page, 'nav.roles a[href*="/admin"]');
    await press(page, 'main a[href*="user.add"]');
    await page.waitForSelector('#f-name');
    await type(page, '#f-name', 'made.up');
    await type(page, '#f-password', 'made up pass phrase');
    await press(page, 'form.form button[type=submit]');
    await page.waitForSelector('#h-check');
    await press(page, '.panel button.primary');
    await page.waitForSelector('#h-receipt');
    const person = await open('/work');
    await type(person.page, 'input[name=user]', 'made.up');
    await type(person.page, 'input[name=password]', 'made up pass phrase');
    await person.page.keyboard.press('Enter');
    await person.page.waitForFunction(() => document.querySelector('main h1')?.textContent === 'Inbox');
    await press(page, 'nav.roles a[href*="/admin"]');
    await press(page, 'main a[href*="user.disable"][href*="made.up"]');
    await press(page, 'form.form button[type=submit]');
    await page.waitForSelector('#h-check');
    await press(page, '.panel button.primary');
    await page.waitForSelector('#h-receipt');
    await person.page.waitForSelector('input[name=user]', { timeout: 30_000 });
    await person.close();
    await close();
});

await run('operator: sees backup, disk, sockets and where each setting comes from', async () => {
    const { page, close } = await signedIn('admin');
    await press(page, 'nav.roles a[href*="/health"]');
    await page.waitForSelector('#h-config');
    expect((await text(page, '.kpis')).includes('None yet'), 'a backup is shown before there is one');
    server.backup();
    await page.waitForFunction(() => !document.querySelector('.kpis').textContent.includes('None yet'), undefined, { timeout: 15_000 });
    await press(page, '#h-config ~ label input', 'Space');
    const changed = await page.locator('#h-config ~ .scroll tbody tr').allTextContents();
    expect(changed.length > 0 && changed.every((r) => r.includes('flag --')), changed.join('\n'));
    await close();
});

await run('one acts, and the other sees it', async () => {
    const watcher = await open(`/initiative/${paying.id}?view=history`);
    const { page, close } = await signedIn('coordinator', '--initiative', paying.id);
    await page.goto(new URL(`/work?lang=en&do=milestone.plan&initiative=${paying.id}`, server.url).href);
    await page.waitForSelector('form.form');
    await type(page, '#f-milestone', 'made-up-live');
    await type(page, '#f-title-en', 'MADE UP live');
    await type(page, '#f-title-fr', 'FICTIF direct');
    await press(page, 'form.form button[type=submit]');
    await page.waitForSelector('#h-check');
    await tabTo(page, '.panel button.primary');
    const seen = watcher.page.waitForFunction(() => document.querySelector('[role=tabpanel]')?.textContent.includes('MADE UP live'), undefined, { timeout: 15_000, polling: 'raf' });
    const begun = performance.now();
    await page.keyboard.press('Enter');
    await seen;
    console.log(`the other browser showed it after ${Math.round(performance.now() - begun)} ms`);
    await watcher.close();
    await close();
});

await run('a server is killed and comes back: the page says so, and has every record after it', async () => {
    const watcher = await open(`/initiative/${paying.id}?view=history`);
    await server.kill();
    await watcher.page.waitForSelector('.livebar.offline', { timeout: 15_000 });
    await server.start();
    const token = server.token('coordinator', '--initiative', paying.id);
    const plan = (n) => server.rpc('milestone.plan', { initiative: paying.id, milestone: `made-up-${n}`, title: { en: `MADE UP number ${n}`, fr: `FICTIF ${n}` } }, token);
    for (let n = 0; n < 20; n += 1) await plan(n);
    await watcher.page.waitForSelector('.livebar.live', { timeout: 30_000 });
    for (let n = 20; n < 25; n += 1) await plan(n);
    await watcher.page.waitForFunction(
        () => Array.from({ length: 25 }, (_, n) => `MADE UP number ${n}`).every((x) => document.querySelector('[role=tabpanel]')?.textContent.includes(x)),
        undefined, { timeout: 15_000 });
    const last = new Intl.NumberFormat('en').format(await head());
    await watcher.page.waitForFunction((s) => document.querySelector('.seq')?.textContent.includes(s), last, { timeout: 10_000 });
    await watcher.close();
});

await browser.close();
await server.kill('SIGTERM');
server.remove();
finish();
