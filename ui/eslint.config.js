import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';

const only = (group, message) => ({ patterns: [{ group, message }] });

export default typescript.config(
  { ignores: ['dist', 'src/lib/bindings.ts'] },
  ...typescript.configs.recommended,
  ...svelte.configs['flat/recommended'],
  { languageOptions: { globals: { ...globals.browser } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
  },
  {
    files: ['src/**/*'],
    ignores: ['src/lib/api.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        only(['@tauri-apps/*', '**/bindings'], 'only lib/api.ts speaks to Rust'),
      ],
    },
  },
  {
    files: ['src/components/**/*'],
    rules: {
      'no-restricted-imports': [
        'error',
        only(['@tauri-apps/*', '**/bindings', '**/screens/*'], 'a component knows no screen'),
      ],
    },
  },
);
