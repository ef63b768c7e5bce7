// Writes client/types.ts from the OpenRPC document of a running server:
//   npm run types -- http://127.0.0.1:8080 [--check]
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../client/types.ts', import.meta.url);

function typeOf(schema, depth = 0) {
    if (!schema) return 'unknown';
    if (schema.$ref) return { date_interval: 'string | DateInterval' }[schema.$ref.split('/').pop()] ?? 'unknown';
    if (schema.enum) return schema.enum.map((v) => JSON.stringify(v)).join(' | ');
    if (schema.oneOf) return schema.oneOf.map((s) => typeOf(s, depth)).join(' | ');
    if (schema.type === 'array') return `Array<${typeOf(schema.items, depth)}>`;
    if (schema.type === 'object' && schema.properties) {
        const inner = Object.entries(schema.properties).map(
            ([name, s]) => `${name}${schema.required?.includes(name) ? '' : '?'}: ${typeOf(s, depth + 1)}`,
        );
        return `{ ${inner.join('; ')} }`;
    }
    return (
        { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', object: 'Json' }[
            schema.type
        ] ?? 'unknown'
    );
}

export function typesFrom(document) {
    const out = [
        '// Made from rpc.discover by scripts/types.mjs; `npm run types` writes it again.',
        "import type { DateInterval } from './index.ts';",
        '',
        'export type Json = any;',
        '',
        'export interface Methods {',
    ];
    for (const m of [...document.methods].sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const params = m.params.map((p) => `${p.name}${p.required ? '' : '?'}: ${typeOf(p.schema)}`);
        const result = typeOf(m.result?.schema);
        out.push(`    /** ${m.summary ?? ''} */`, `    '${m.name}': {`);
        out.push(params.length ? '        params: {' : '        params: Record<string, never>;');
        if (params.length) out.push(...params.map((p) => `            ${p};`), '        };');
        out.push(`        result: ${result === 'unknown' || result.startsWith('{') ? 'Json' : result};`, '    };');
    }
    out.push('}', '');
    return out.join('\n');
}

if (process.argv[1]?.endsWith('types.mjs')) {
    const url = process.argv[2];
    if (!url) throw new Error('usage: types.mjs http://HOST:PORT [--check]');
    const answer = await fetch(`${url}/rpc`, {
        method: 'POST',
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'rpc.discover' }),
    });
    const text = typesFrom((await answer.json()).result);
    if (process.argv.includes('--check')) {
        if (readFileSync(file, 'utf8') !== text) {
            console.error('client/types.ts differs from what the server describes: npm run types');
            process.exit(1);
        }
    } else writeFileSync(file, text);
}
