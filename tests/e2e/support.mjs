// What the dashboard's tests share: the real server, Debian's chromium, and a count at the end.
import { spawn, execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const web = join(root, 'web');
const require = createRequire(join(web, 'package.json'));
export const { chromium } = require('playwright-core');
export const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

export function launch() {
    const executablePath = browsers.find(existsSync);
    if (!executablePath) throw new Error('chromium is missing: ./run test installs it');
    return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export class Server {
    /** `more`: further arguments of `serve`. */
    constructor(binary, more = []) {
        this.binary = binary;
        this.more = more;
        this.data = mkdtempSync(join(tmpdir(), 'depositary-e2e-'));
        this.port = 0;
    }
    async start() {
        this.process = spawn(
            this.binary,
            ['serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`,
             '--read-rate', '5000', '--read-burst', '5000', '--connections-per-ip-max', '500',
             '--sign-in-address-burst', '1000', '--heartbeat-period-ms', '1000', ...this.more],
            { stdio: ['ignore', 'pipe', 'pipe'] },
        );
        let log = '';
        this.process.stderr.on('data', (d) => (log = (log + d).slice(-4000)));
        const line = await new Promise((resolve, reject) => {
            let text = '';
            this.process.stdout.on('data', (d) => {
                text += d;
                const found = /listening on (http:\/\/\S+)/.exec(text);
                if (found) resolve(found[1]);
            });
            this.process.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${log}`)));
        });
        this.url = line;
        this.port = Number(new URL(line).port);
    }
    async kill(signal = 'SIGKILL') {
        if (this.process.exitCode !== null || this.process.signalCode !== null) return;
        const ended = new Promise((r) => this.process.once('exit', r));
        this.process.kill(signal);
        await ended;
    }
    token(role, ...scope) {
        const text = execFileSync(this.binary, ['token', 'issue', '--role', role, ...scope, '--data', this.data], { encoding: 'utf8' });
        return text.trim().split(/\s+/).at(-1);
    }
    /** Adds a user with a role; the password that was made for it. */
    user(name, role, ...scope) {
        const text = execFileSync(this.binary, ['user', 'add', name, '--role', role, ...scope, '--data', this.data], { encoding: 'utf8' });
        return text.trim().split(/\s+/).at(-1);
    }
    backup() {
        execFileSync(this.binary, ['backup', join(this.data, `backup-${Date.now()}.db`), '--data', this.data]);
    }
    revoke(token) {
        execFileSync(this.binary, ['token', 'revoke', token.split('_')[1], '--data', this.data]);
    }
    async rpc(method, params = {}, token = undefined) {
        const answer = await fetch(`${this.url}/rpc`, {
            method: 'POST',
            headers: token ? { Authorization: `Bearer ${token}` } : {},
            body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
        });
        const { result, error } = await answer.json();
        if (error) throw Object.assign(new Error(`${method}: ${error.message}`), error);
        return result;
    }
    remove() {
        rmSync(this.data, { recursive: true, force: true });
    }
}

/** Gives all pages of a context the sign-in of a token. */
export async function signIn(context, server, token) {
    const answer = await context.request.post(`${server.url}/session`, { data: { token } });
    if (answer.status() !== 204) throw new Error(`sign-in: ${answer.status()}`);
}

let passed = 0;
const failures = [];

/** One case; its failure does not end the others. */
export async function check(name, run) {
    try {
        await run();
        passed += 1;
    } catch (error) {
        failures.push(name);
        console.log(`FAILED ${name}\n    ${String(error.stack ?? error).replaceAll('\n', '\n    ')}`);
    }
}

export function expect(condition, what) {
    if (!condition) throw new Error(what);
}

export function finish() {
    for (const name of failures) console.log(`failed: ${name}`);
    console.log(`${passed} passed, ${failures.length} failed`);
    // A browser or a server that did not end must not keep the tests.
    process.exit(failures.length ? 1 : 0);
}

/** Watches for what a page must never do. */
export function watch(page) {
    const wrongs = [];
    page.on('pageerror', (e) => wrongs.push(`exception: ${e.message}`));
    page.on('console', (m) => {
        if (m.type() === 'error' && !/WebSocket|ERR_CONNECTION|Failed to load resource/.test(m.text())) wrongs.push(`console: ${m.text()}`);
    });
    return wrongs;
}

/** Until nothing says that it is loading. */
export async function settle(page) {
    await page.waitForSelector('main h1', { timeout: 30_000 });
    await page.waitForFunction(() => !document.querySelector('.loading'), undefined, { timeout: 30_000 });
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(250);
}

/** Goes with the tabulator until the focus is on what `selector` names, as somebody without a mouse. */
export async function tabTo(page, selector, most = 250) {
    await page.waitForSelector(selector, { timeout: 30_000 });
    for (let n = 0; n <= most; n += 1) {
        if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return;
        await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not reach ${selector}`);
}

/** Goes to what `selector` names and presses a key on it. */
export async function press(page, selector, key = 'Enter') {
    await tabTo(page, selector);
    await page.keyboard.press(key);
}

/** Goes to a field and types into it; into a list, until the option of that text is chosen. */
export async function type(page, selector, text) {
    await tabTo(page, selector);
    await page.keyboard.type(text);
}
