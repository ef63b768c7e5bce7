/** Addresses hold the whole state of a page, so that any view can be cited and sent. */

class Router {
    path = $state(location.pathname);
    params = $state.raw(new URLSearchParams(location.search));
    /** Of the page shown, for the window and for citations. */
    title = $state('');

    get segments(): string[] {
        return this.path.split('/').filter(Boolean).map(decodeURIComponent);
    }
    get asOf(): string | undefined {
        return this.params.get('as_of') ?? undefined;
    }
    /** What the register knew at this sequence number. */
    get knownAt(): number | undefined {
        const seq = Number(this.params.get('known_at'));
        return Number.isInteger(seq) && seq > 0 ? seq : undefined;
    }
    get embedded(): boolean {
        return this.params.get('embed') === '1';
    }
    get frozen(): boolean {
        return this.asOf !== undefined || this.knownAt !== undefined;
    }
    read(): void {
        this.path = location.pathname;
        this.params = new URLSearchParams(location.search);
    }
}

export const router = new Router();

const carried = ['lang', 'as_of', 'known_at', 'embed'];

/** An address inside the site; language and date stay what they are unless `extra` says otherwise. */
export function href(path: string, extra: Record<string, string | undefined> = {}): string {
    const next = new URLSearchParams();
    for (const name of carried) {
        const value = router.params.get(name);
        if (value !== null) next.set(name, value);
    }
    for (const [name, value] of Object.entries(extra)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
    }
    const text = next.toString();
    return text ? `${path}?${text}` : path;
}

export function go(to: string): void {
    history.pushState(null, '', to);
    router.read();
    window.scrollTo(0, 0);
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
}

/** Changes the address of the same page; typing in a filter leaves one step in the history. */
export function setParams(changes: Record<string, string | undefined>, replace = true): void {
    const next = new URLSearchParams(router.params);
    for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
    }
    const text = next.toString();
    const to = text ? `${router.path}?${text}` : router.path;
    if (replace) history.replaceState(null, '', to);
    else history.pushState(null, '', to);
    router.read();
}

window.addEventListener('popstate', () => router.read());
document.addEventListener('click', (e) => {
    const a = (e.target as Element).closest?.('a');
    if (!a || a.origin !== location.origin || a.target || a.hasAttribute('download')) return;
    if (e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.defaultPrevented) return;
    if (a.getAttribute('href')?.startsWith('#') || a.pathname === '/metrics') return;
    e.preventDefault();
    go(a.pathname + a.search + a.hash);
});
