// Turns dist/ into dist/embed/: every file in the forms a browser can take, and one C++ source with
// the table of them. The same input gives the same bytes.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const web = fileURLToPath(new URL('..', import.meta.url));
const dist = join(web, 'dist');
const out = join(dist, 'embed');
const types = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.json': 'application/json',
    '.svg': 'image/svg+xml',
};

function files(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
        e.isDirectory() ? (e.name === 'embed' ? [] : files(join(folder, e.name))) : [join(folder, e.name)],
    );
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
const rows = [];
const blobs = [];
files(dist).forEach((file) => {
    const name = '/' + relative(dist, file);
    const body = readFileSync(file);
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 20);
    const forms = { identity: body };
    const gzip = gzipSync(body, { level: 9 });
    const brotli = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
    if (gzip.length < body.length * 0.95) forms.gzip = gzip;
    if (brotli.length < body.length * 0.95) forms.brotli = brotli;
    const type = types[extname(file)];
    if (!type) throw new Error(`no content type for ${name}`);
    rows.push({ path: name === '/index.html' ? '/' : name, type, hash, forms });
});
rows.sort((a, b) => (a.path < b.path ? -1 : 1));
rows.forEach((r, i) => {
    r.views = {};
    for (const [form, body] of Object.entries(r.forms)) {
        const symbol = `depositary_web_${i}_${form}`;
        writeFileSync(join(out, `${i}.${form}`), body);
        blobs.push(`    ".global ${symbol}\\n${symbol}:\\n.incbin \\"${i}.${form}\\"\\n"`);
        r.views[form] = `std::string_view(${symbol}, ${body.length})`;
        r.symbols = [...(r.symbols ?? []), symbol];
    }
});
const routes = JSON.parse(readFileSync(join(web, 'routes.json'), 'utf8'));
const row = (r) =>
    `    {"${r.path}", "${r.type}", "\\"${r.hash}\\"", ${/-[\w-]{8}\.(js|css)$/.test(r.path)},\n` +
    `     ${r.views.identity},\n     ${r.views.gzip ?? '{}'},\n     ${r.views.brotli ?? '{}'}},`;
writeFileSync(
    join(out, 'site.cpp'),
    `// Made by web/scripts/assets.mjs.
#include "api/pages.hpp"

#include <array>

asm(".pushsection .rodata\\n"
${blobs.join('\n')}
    ".popsection\\n");

extern "C" {
${rows.flatMap((r) => r.symbols.map((s) => `extern const char ${s}[];`)).join('\n')}
}

namespace depositary::web {

namespace {

const std::array<api::asset, ${rows.length}> table{{
${rows.map(row).join('\n')}
}};
constexpr std::array<std::string_view, ${routes.length}> segments{${routes.map((r) => `"${r}"`).join(', ')}};

}  // namespace

extern const std::span<const api::asset> files;
extern const std::span<const std::string_view> routes;
const std::span<const api::asset> files = table;
const std::span<const std::string_view> routes = segments;

}  // namespace depositary::web
`,
);
for (const r of rows) {
    console.log(`${String(r.forms.gzip?.length ?? r.forms.identity.length).padStart(8)} gz  ${r.path}`);
}
