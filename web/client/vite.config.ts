import { defineConfig } from 'vite';

// The client alone, as one file without dependencies.
export default defineConfig({
    publicDir: false,
    build: { target: 'es2022', lib: { entry: 'client/index.ts', formats: ['es'], fileName: () => 'depositary.js' } },
});
