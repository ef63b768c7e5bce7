/** The root of RFC 6962, section 2.1, from the leaves: what the register gives can be checked here. */

const bytes = (hex: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (b: Uint8Array): string => [...b].map((x) => x.toString(16).padStart(2, '0')).join('');

async function join(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
    const all = new Uint8Array(1 + left.length + right.length);
    all[0] = 1;
    all.set(left, 1);
    all.set(right, 1 + left.length);
    return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

export async function rootOf(leaves: string[]): Promise<string> {
    const stack: Array<{ size: number; hash: Uint8Array }> = [];
    for (const leaf of leaves) {
        let node: { size: number; hash: Uint8Array } = { size: 1, hash: bytes(leaf) };
        while (stack.at(-1)?.size === node.size) {
            const left = stack.pop()!;
            node = { size: node.size * 2, hash: await join(left.hash, node.hash) };
        }
        stack.push(node);
    }
    let root = stack.pop()?.hash ?? new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array()));
    while (stack.length) root = await join(stack.pop()!.hash, root);
    return hex(root);
}
