import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';

import { appearance } from '../lib/appearance.svelte';
import DateField from './DateField.svelte';

describe('a field for a day', () => {
  it('takes a day without strokes and shows it as Italians write it', async () => {
    render(DateField, { id: 'day', value: '' });
    const field = screen.getByRole('textbox');
    await userEvent.type(field, '12031978');
    await userEvent.tab();
    expect(field).toHaveValue('12/03/1978');
    expect(field).toHaveAttribute('aria-invalid', 'false');
  });

  it('says what is wrong only when it is left', async () => {
    render(DateField, { id: 'day', value: '' });
    const field = screen.getByRole('textbox');
    await userEvent.type(field, '31/02/2026');
    expect(screen.queryByText(/Non è una data/)).toBeNull();
    await userEvent.tab();
    expect(screen.getByText(/Non è una data/)).toBeVisible();
    expect(field).toHaveAccessibleDescription(/gg\/mm\/aaaa/);
    await userEvent.type(field, '{Backspace}');
    expect(screen.queryByText(/Non è una data/)).toBeNull();
  });
});

describe('how the window looks', () => {
  beforeEach(() => localStorage.clear());

  it('keeps what was chosen for the next time', () => {
    appearance.restore();
    expect(document.documentElement.dataset['theme']).toBe('system');
    appearance.change({ theme: 'dark', text: 'large' });
    delete document.documentElement.dataset['theme'];
    appearance.restore();
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(document.documentElement.dataset['text']).toBe('large');
  });

  it('starts plain where what was kept cannot be read', () => {
    localStorage.setItem('appearance', '{broken');
    appearance.restore();
    expect(localStorage.getItem('appearance')).toBeNull();
  });
});
