import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: { target: 'safari16', sourcemap: false, emptyOutDir: true },
  // Bootstrap Italia is still written with `@import`, and so its parts must be.
  css: {
    preprocessorOptions: {
      scss: {
        quietDeps: true,
        silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
      },
    },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], setupFiles: ['src/lib/testing.ts'] },
});
