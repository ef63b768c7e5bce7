/**
 * Who is signed in. The token lives in this tab's sessionStorage, never in an address. A page that
 * is shown inside another site (embed=1) never reads it.
 */
import { router } from './router.svelte.ts';

const key = 'depositary-token';

export interface Role {
    role: string;
    initiative?: string;
    actor?: string;
    [field: string]: unknown;
}

class Session {
    token = $state(router.embedded ? '' : (sessionStorage.getItem(key) ?? ''));
    principal = $state('anonymous');
    roles = $state.raw<Role[]>([]);

    get signedIn(): boolean {
        return this.principal !== 'anonymous';
    }
    has(...names: string[]): boolean {
        return this.roles.some((r) => names.includes(r.role));
    }
    keep(token: string): void {
        this.token = token;
        if (token) sessionStorage.setItem(key, token);
        else sessionStorage.removeItem(key);
    }
}

export const session = new Session();
