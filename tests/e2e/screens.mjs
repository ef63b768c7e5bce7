// Pictures of the dashboard for docs/screens: node screens.mjs BINARY FOLDER [REGULAR EXPRESSION]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, Server, settle, signIn } from './support.mjs';

const [binary, folder, pattern = ''] = process.argv.slice(2);
const wanted = new RegExp(pattern);
mkdirSync(folder, { recursive: true });
const server = new Server(binary);
await server.start();
const browser = await launch();
const { rows } = await server.rpc('initiative.list', { limit: 500 });
const paying = [...rows].sort((a, b) => b.pledges - a.pledges)[0].id;
const treaty = (rows.find((i) => i.archetype === 'treaty') ?? rows[0]).id;
// Whose page it is; the others are everybody's.
const focal = server.token('focal_point', '--actor', 'FRA');
const coordinator = server.token('coordinator');
const admin = server.token('admin');
const tokens = {
    work: focal, pledge: focal, import: coordinator, board: coordinator, open: coordinator, review: server.token('reviewer'), audit: server.token('auditor'),
    admin, health: admin,
};
server.user('made.up', 'focal_point', '--actor', 'FRA');
server.backup();

const screens = [
    ['overview', '/', {}], ['initiative', `/initiative/${treaty}`, {}], ['money', `/initiative/${paying}`, { view: 'money' }],
    ['state', '/state/FRA', {}], ['matrix', '/matrix', {}], ['changes', '/changes', {}], ['record', '/event/700', {}],
    ['work', '/work', {}], ['pledge', '/work', { do: 'pledge.register', initiative: paying }], ['audit', '/audit', {}], ['board', '/board', {}],
    ['scorecard', '/scorecard/actor/FRA', {}], ['what-if', `/whatif/${treaty}`, { act: 'accession', states: 'NOR,SWE' }], ['rules', `/rules/${treaty}`, {}],
    ['treaty-acts', `/law/${treaty}`, {}], ['notifications', '/notifications', { initiative: treaty }], ['obligations', '/obligations', { period: '2021' }], ['groups', '/groups/WEOG', {}],
    ['sign-in', '/work', {}], ['import', '/import', {}], ['review', `/review/${paying}`, {}], ['open', '/open', {}], ['admin', '/admin', {}],
    ['health', '/health', {}], ['meeting', `/initiative/${treaty}`, { view: 'meeting' }], ['data', '/data', {}], ['figure', '/figure', { initiative: paying, unit: 'USD', column: 'announced' }],
    ['money-all', '/money', {}], ['states', '/state', {}],
];
async function take(name, path, params, lang, width = 1280, scheme = 'light', height = 1500) {
    if (!wanted.test(name)) return;
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: 'reduce', locale: { en: 'en-GB', fr: 'fr-FR', ar: 'ar-EG' }[lang] });
    if (tokens[name]) await signIn(context, server, tokens[name]);
    const page = await context.newPage();
    const url = new URL(path, server.url);
    for (const [k, v] of Object.entries({ ...params, lang })) url.searchParams.set(k, v);
    await page.goto(url.href);
    await settle(page);
    await page.waitForTimeout(700);
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.min(whole, height) });
    await page.waitForTimeout(200);
    // The folder of this run says nothing to a reader.
    await page.evaluate((folder) => {
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(folder, '/srv/depositary');
    }, server.data);
    await page.screenshot({ path: join(folder, `${name}-${lang}${width < 500 ? '-phone' : ''}${scheme === 'dark' ? '-dark' : ''}.png`) });
    await context.close();
}
for (const lang of ['en', 'fr']) for (const [name, path, params] of screens) await take(name, path, params, lang);
await take('initiative', `/initiative/${treaty}`, {}, 'ar');
await take('overview', '/', {}, 'fr', 390);
await take('initiative', `/initiative/${treaty}`, {}, 'en', 1280, 'dark');
await browser.close();
await server.kill('SIGTERM');
server.remove();
