import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// `npx vite` shows the page against a server of DEPOSITARY_URL (default: the usual address).
const server = process.env['DEPOSITARY_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
    plugins: [svelte()],
    build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
    server: { proxy: { '/rpc': server, '/metrics': server, '/ws': { target: server, ws: true } } },
    test: { include: ['test/**/*.test.ts'] },
});
