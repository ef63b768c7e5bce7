import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { startI18n } from './lib/i18n.svelte.ts';
import { startLive } from './lib/live.svelte.ts';

await startI18n();
startLive();
mount(App, { target: document.getElementById('app') as HTMLElement });
