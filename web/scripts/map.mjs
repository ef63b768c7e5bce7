// Makes public/map.json from the world-atlas package (Natural Earth, public domain): countries with
// their M49 code, and a point for each, so that states without a shape at this scale can be drawn.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { geoCentroid } from 'd3-geo';
import { feature } from 'topojson-client';

const require = createRequire(import.meta.url);
const read = (name) => JSON.parse(readFileSync(require.resolve(`world-atlas/${name}`), 'utf8'));
const coarse = read('countries-110m.json');
const fine = read('countries-50m.json');

const antarctica = '010';
const countries = coarse.objects.countries;
countries.geometries = countries.geometries
    .filter((g) => g.id !== antarctica)
    .map(({ type, arcs, id }) => (id === undefined ? { type, arcs } : { type, arcs, id }));

const points = {};
for (const f of feature(fine, fine.objects.countries).features) {
    if (f.id === undefined || f.id === antarctica || points[f.id]) continue;
    points[f.id] = geoCentroid(f).map((x) => Number(x.toFixed(2)));
}
// Not in that file at all: Tuvalu, Funafuti.
points['798'] ??= [179.2, -8.52];

mkdirSync(new URL('../public/', import.meta.url), { recursive: true });
writeFileSync(
    new URL('../public/map.json', import.meta.url),
    JSON.stringify({ type: coarse.type, transform: coarse.transform, objects: { countries }, points, arcs: coarse.arcs }),
);
