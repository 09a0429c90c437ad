import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { api, type PersonHit, type SearchAnswer, type SessionState } from '../lib/api';
import { app } from '../lib/app.svelte';
import Desk from './desk/Desk.svelte';
import { Search } from './desk/search.svelte';
import Open from './open/Open.svelte';
import Appearance from './settings/Appearance.svelte';

const hit: PersonHit = {
  id: '0191b4a4-0000-8000-8000-000000000001',
  codice_fiscale: 'RSSMRA80A01L049L',
  surname: 'ROSSI',
  name: 'MARIO',
  birth_date: '1980-01-01',
  birth_place: 'TARANTO',
  sex: 'male',
  address: 'VIA ENNIO 12',
  status: 'resident',
  household: '501',
};
const answer = (query: string, hits: PersonHit[]): SearchAnswer => ({ query, hits, more: false, ready: true });
const closed: SessionState = {
  phase: 'closed',
  comune: null,
  counter: null,
  operator: null,
  operators: ['prova'],
  hint: null,
  revoked: false,
};

async function violations(container: Element): Promise<string[]> {
  // Colours are looked at in the real window: here there is no paint.
  const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}

beforeEach(() => {
  vi.restoreAllMocks();
  app.home();
});

describe('the search', () => {
  it('never shows a late answer to what is no longer in the box', async () => {
    const waiting = new Map<string, (answer: SearchAnswer) => void>();
    vi.spyOn(api, 'search').mockImplementation(
      (query) => new Promise((resolve) => waiting.set(query, resolve)),
    );
    const search = new Search();
    const first = search.ask('ros');
    const second = search.ask('rossi');
    waiting.get('rossi')?.(answer('rossi', [hit]));
    await second;
    waiting.get('ros')?.(answer('ros', []));
    await first;
    expect(search.hits).toHaveLength(1);
    expect(search.answered).toBe('rossi');
  });

  it('opens the chosen person with Enter and has no barrier', async () => {
    vi.spyOn(api, 'search').mockImplementation((query) =>
      Promise.resolve(answer(query, query ? [hit, { ...hit, id: 'other' }] : [])),
    );
    const { container } = render(Desk);
    const box = screen.getByTestId('search-box');
    expect(document.activeElement).toBe(box);
    await fireEvent.input(box, { target: { value: 'rossi' } });
    await screen.findByTestId('hit-1');
    expect(await violations(container)).toEqual([]);
    await fireEvent.keyDown(box, { key: 'ArrowDown' });
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(app.screen).toEqual({ name: 'citizen', id: 'other' }));
  });
});

describe('the log-in', () => {
  it('says what happened when the password is wrong, and has no barrier', async () => {
    const { ApiError } = await import('../lib/api');
    vi.spyOn(api, 'sessionOpen').mockRejectedValue(
      new ApiError({ code: 'wrong_password', field: null, detail: null }),
    );
    const { container } = render(Open, { session: closed });
    await fireEvent.click(screen.getByTestId('login-button'));
    expect((await screen.findByTestId('login-error')).textContent).toContain('password sbagliati');
    expect(await violations(container)).toEqual([]);
  });
});

describe('the choice of how the window looks', () => {
  it('changes the window at once', async () => {
    localStorage.clear();
    render(Appearance);
    await userEvent.selectOptions(screen.getByLabelText('Colori'), 'scuri');
    await userEvent.selectOptions(screen.getByLabelText('Si usa'), 'anche con le dita');
    const root = document.documentElement.dataset;
    expect([root['theme'], root['touch']]).toEqual(['dark', 'on']);
  });
});
