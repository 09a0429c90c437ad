import '@fontsource/titillium-web/latin-400.css';
import '@fontsource/titillium-web/latin-600.css';
import '@fontsource/titillium-web/latin-700.css';
import '@fontsource/titillium-web/latin-ext-400.css';
import '@fontsource/titillium-web/latin-ext-600.css';
import '@fontsource/roboto-mono/latin-400.css';
import './styles/app.scss';

import { mount } from 'svelte';

import App from './App.svelte';
import { appearance } from './lib/appearance.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no place for the application');
appearance.restore();
mount(App, { target });
