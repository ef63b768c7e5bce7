/**
 * Who is signed in. The browser holds the sign-in in a cookie that no script can read; this page
 * knows only what session.hello says of it. A page that is shown inside another site (embed=1)
 * asks to be anybody's.
 */
export interface Role {
    role: string;
    initiative?: string;
    actor?: string;
    [field: string]: unknown;
}

export type SignInOutcome = 'done' | 'refused' | 'too_many' | 'failed';

class Session {
    principal = $state('anonymous');
    roles = $state.raw<Role[]>([]);
    /** The sign-in has ended by itself. */
    ended = $state(false);
    expiresAt = $state<number | undefined>();

    get signedIn(): boolean {
        return this.principal !== 'anonymous';
    }
    has(...names: string[]): boolean {
        return this.roles.some((r) => names.includes(r.role));
    }
    greeted(principal: string, roles: Role[], expiresAt: number | undefined): void {
        this.ended = this.signedIn && principal === 'anonymous';
        this.principal = principal;
        this.roles = roles;
        this.expiresAt = expiresAt;
    }
}

export const session = new Session();

/** Exchanges a token, or a name and a password, for the cookie. */
export async function openSession(given: Record<string, string>): Promise<SignInOutcome> {
    try {
        const answer = await fetch('/session', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(given),
        });
        if (answer.ok) return 'done';
        return answer.status === 429 || answer.status === 503 ? 'too_many' : 'refused';
    } catch {
        return 'failed';
    }
}

export async function closeSession(): Promise<boolean> {
    try {
        return (await fetch('/session', { method: 'DELETE' })).ok;
    } catch {
        return false;
    }
}
