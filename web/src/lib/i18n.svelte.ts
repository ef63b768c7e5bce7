import { en, type Dictionary, type Key, type Plural, type PluralKey, type TextKey } from '../i18n/en.ts';
import { router, setParams } from './router.svelte.ts';

export const languages = {
    en: 'English', fr: 'français', es: 'español', ar: 'العربية', zh: '中文', ru: 'русский',
} as const;
export type Language = keyof typeof languages;

interface Loaded {
    dictionary: Partial<Dictionary>;
    states?: Record<string, string>;
}

const sources: Record<Exclude<Language, 'en'>, () => Promise<Loaded>> = {
    fr: () => import('../i18n/fr.ts'),
    es: () => import('../i18n/es.ts'),
    ar: () => import('../i18n/ar.ts'),
    ru: () => import('../i18n/ru.ts'),
    zh: () => import('../i18n/zh.ts'),
};

class I18n {
    language = $state<Language>('en');
    dictionary = $state.raw<Partial<Dictionary>>(en);
    states = $state.raw<Record<string, string>>({});

    get rtl(): boolean {
        return this.language === 'ar';
    }
    /** Which of the two languages of the register's own texts is shown. */
    get text(): 'en' | 'fr' {
        return this.language === 'fr' ? 'fr' : 'en';
    }
    /** The language of the texts that have no translation of their own. */
    get fallback(): string | undefined {
        return this.language === 'en' || this.language === 'fr' ? undefined : 'en';
    }
}

export const i18n = new I18n();

/** French puts a narrow space that does not break before : ; ! ? % and inside « », and elides with
 * a curved apostrophe. */
export function typeset(text: string, language: string): string {
    if (language !== 'fr') return text;
    return text
        .replace(/[ \u00a0]([:;!?%»])/g, '\u202f$1')
        .replace(/«[ \u00a0]/g, '«\u202f')
        .replace(/(\p{L})'(?=[\p{L}\d«])/gu, '$1’')
        .replace(/\bnº (?=\d)/g, 'nº\u00a0');
}

function fill(text: string, values: Record<string, string | number>): string {
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

export function t(key: TextKey, values: Record<string, string | number> = {}): string {
    const text = (i18n.dictionary[key] ?? en[key]) as string;
    return typeset(fill(text, values), i18n.language);
}

export function plural(key: PluralKey, n: number): string {
    const own = i18n.dictionary[key] as Plural | undefined;
    const form = new Intl.PluralRules(own ? i18n.language : 'en').select(n);
    const text = (own ?? en[key])[form === 'one' ? 'one' : 'other'];
    return fill(text, { n: new Intl.NumberFormat(i18n.language).format(n) });
}

/** A text of the register in the language shown. */
export function pick(text: { en?: string; fr?: string } | undefined): string {
    if (!text) return '';
    return typeset(text[i18n.text] ?? text.en ?? text.fr ?? '', i18n.text);
}

/** "Name: value", with the space that the language wants. */
export function pair(name: string, value: string): string {
    return typeset(i18n.language === 'fr' ? `${name} : ${value}` : `${name}: ${value}`, i18n.language);
}

export function isKey(name: string): name is Key {
    return name in en;
}

async function use(language: Language): Promise<void> {
    if (language === 'en') {
        i18n.dictionary = en;
        i18n.states = {};
    } else {
        const loaded = await sources[language]();
        i18n.dictionary = loaded.dictionary;
        i18n.states = loaded.states ?? {};
    }
    i18n.language = language;
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
}

function isLanguage(name: string | null | undefined): name is Language {
    return name != null && name in languages;
}

export async function startI18n(): Promise<void> {
    const asked = router.params.get('lang');
    const preferred = navigator.languages.map((l) => l.split('-')[0]).find((l) => isLanguage(l));
    const language = isLanguage(asked) ? asked : isLanguage(preferred) ? preferred : 'en';
    await use(language);
    window.addEventListener('popstate', () => {
        const now = router.params.get('lang');
        if (isLanguage(now) && now !== i18n.language) void use(now);
    });
}

export async function setLanguage(language: Language): Promise<void> {
    await use(language);
    setParams({ lang: language });
}
