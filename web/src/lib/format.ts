import { i18n, t } from './i18n.svelte.ts';
import type { DateInterval } from '../../client/index.ts';

const day = 86_400_000;

export function number(n: number): string {
    return new Intl.NumberFormat(i18n.language).format(n);
}

function currency(unit: string): boolean {
    return /^[A-Z]{3}$/.test(unit);
}

/** An amount as the register gives it (a decimal text) in full, without its unit. */
export function amount(text: string | undefined, unit: string): string {
    if (text === undefined || text === '') return '';
    // Formatting the text keeps every digit; a binary number would not.
    const value = text as unknown as number;
    const digits = currency(unit) && /\.\d*[1-9]/.test(text) ? 2 : 0;
    return new Intl.NumberFormat(i18n.language, {
        minimumFractionDigits: currency(unit) ? digits : 0,
        maximumFractionDigits: currency(unit) ? digits : 6,
    }).format(value);
}

/** Short form for overviews; the full one is always a link away. */
export function compact(text: string, unit: string): string {
    const short = new Intl.NumberFormat(i18n.language, {
        notation: 'compact',
        maximumFractionDigits: 1,
    }).format(Number(text));
    return `${short} ${unit}`;
}

export function date(iso: string | undefined, style: 'medium' | 'long' = 'medium'): string {
    if (!iso) return '';
    const at = new Date(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
    if (Number.isNaN(at.getTime())) return iso;
    const text = new Intl.DateTimeFormat(i18n.language, { dateStyle: style, timeZone: 'UTC' }).format(at);
    // Isolated, so that the words around it cannot reorder its numbers.
    return i18n.rtl ? `\u2068${text}\u2069` : text;
}

export function interval(d: DateInterval | string | undefined): string {
    if (d === undefined) return '';
    if (typeof d === 'string') return date(d);
    const { not_before: a, not_after: b } = d;
    if (a && b) return a === b ? date(a) : t('between', { a: date(a), b: date(b) });
    if (b) return t('not_later', { a: date(b) });
    if (a) return t('not_earlier', { a: date(a) });
    return d.as_stated ?? t('unknown_date');
}

/** The last possible day, for order and distance. */
export function lastDay(d: DateInterval | string | undefined): string | undefined {
    return typeof d === 'string' ? d : (d?.not_after ?? d?.not_before);
}

export function daysBetween(from: string, to: string): number {
    return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / day);
}

export function addDays(iso: string, n: number): string {
    return new Date(Date.parse(`${iso}T00:00:00Z`) + n * day).toISOString().slice(0, 10);
}

export function moment(us: number): string {
    return new Intl.DateTimeFormat(i18n.language, {
        dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone: 'UTC',
    }).format(new Date(us / 1000)) + ' UTC';
}

export function today(): string {
    return new Date().toISOString().slice(0, 10);
}

/** "initiative_advanced" as words, where nobody has given any. */
export function humanise(id: string): string {
    const words = id.replace(/^[a-z]+:/, '').replaceAll('_', ' ').replaceAll('-', ' ');
    return words.charAt(0).toUpperCase() + words.slice(1);
}
