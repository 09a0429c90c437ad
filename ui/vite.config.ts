import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: { target: 'safari16', sourcemap: false, emptyOutDir: true },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], setupFiles: ['src/lib/testing.ts'] },
});
