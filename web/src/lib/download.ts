/** Files made in the browser from what the register answered. */

export type Cell = string | number | boolean | undefined | null;

/** RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front. */
export function csv(rows: Cell[][]): string {
    const cell = (value: Cell): string => {
        let text = value === undefined || value === null ? '' : String(value);
        if (/^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)) text = `'${text}`;
        return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    return rows.map((r) => r.map(cell).join(',')).join('\r\n') + '\r\n';
}

export function save(name: string, type: string, text: string): void {
    // The mark makes spreadsheets read UTF-8.
    const blob = new Blob([type.startsWith('text/csv') ? '\ufeff' : '', text], { type });
    const a = document.createElement('a');
    a.href = URL.createObjectURL(blob);
    a.download = name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}

export const saveCsv = (name: string, rows: Cell[][]): void =>
    save(`${name}.csv`, 'text/csv;charset=utf-8', csv(rows));
export const saveJson = (name: string, value: unknown): void =>
    save(`${name}.json`, 'application/json', JSON.stringify(value, null, 2));
