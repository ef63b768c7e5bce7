/** Documents that the register keeps: sent as they are, named by their hash (docs/protocol.md). */
export interface KeptDocument {
    sha256: string;
    uri: string;
    media_type: string;
    bytes: number;
}

export type UploadFault = 'forbidden' | 'too_long' | 'type' | 'many' | 'space' | 'failed';

const faults: Record<number, UploadFault> = { 401: 'forbidden', 403: 'forbidden', 413: 'too_long', 415: 'type', 429: 'many', 503: 'many', 507: 'space' };

export async function keepDocument(file: Blob): Promise<KeptDocument | UploadFault> {
    try {
        const answer = await fetch('/evidence', { method: 'POST', headers: { 'Content-Type': file.type }, body: file });
        return answer.ok ? ((await answer.json()) as KeptDocument) : (faults[answer.status] ?? 'failed');
    } catch {
        return 'failed';
    }
}

/** The address of a source when a reader may be led there: a page elsewhere, or a document kept here. */
export function safeAddress(uri: string): string | undefined {
    return /^https?:\/\//.test(uri) || /^\/evidence\/sha256-[0-9a-f]{64}$/.test(uri) ? uri : undefined;
}
