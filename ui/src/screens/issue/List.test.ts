import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { api, type CertificateOptions, type ListLine, type ListQuote, type ListReport } from '../../lib/api';
import { app } from '../../lib/app.svelte';
import List from './List.svelte';
import { listForm } from './list.svelte';

const options: CertificateOptions = {
  kinds: [
    {
      code: 'EL01',
      title: 'Certificato di iscrizione nelle liste elettorali',
      family: 'electoral',
      family_title: 'Elettorale',
      issuing: 'local',
      unavailable: null,
      entry: [],
      needs_reason: false,
      needs_day: false,
      who: 'anyone',
      declarable: true,
      translated: true,
      eu_form: false,
    },
  ],
  uses: [{ code: 'ES01', label: 'Liste elettorali', norm: 'art. 1', fee_due: true }],
  destinations: [{ code: 'private_party', label: 'Privato in Italia' }],
  languages: [],
  eu_languages: [],
  stamp_duty: 1600,
};
const line = (line: number, person: string | null, name: string, problem: string | null = null): ListLine => ({
  line,
  text: `CODICE${line}`,
  person,
  name,
  problem,
});
const lines = [
  line(1, 'a', 'ROSSI MARIO'),
  line(2, null, '', 'Nessuno ha questo codice fiscale.'),
  line(3, 'b', 'BIANCHI ANNA'),
  line(4, 'c', 'VERDI LUCA'),
];
const quote: ListQuote = {
  ready: 2,
  blocks: [],
  refused: [{ person: 'b', name: 'BIANCHI ANNA', reasons: ['Non è iscritta.'] }],
  fee: 52,
  cash_total: 50,
  stamp_duty: 0,
  stamp_free: false,
  warnings: [],
};
const report = (part: Partial<ListReport>): ListReport => ({
  issued: [
    { number: 'N1', name: 'ROSSI MARIO', sha256: 'x' },
    { number: 'N2', name: 'VERDI LUCA', sha256: 'y' },
  ],
  refused: [],
  not_reached: 0,
  printed: 0,
  print_failure: null,
  total: 52,
  cash_total: 50,
  ...part,
});

let operators = 0;
beforeEach(() => {
  vi.restoreAllMocks();
  // Another operator each time: nobody finds the list of somebody else.
  app.session = {
    phase: 'open',
    comune: 'X',
    counter: '01',
    operator: `prova${operators++}`,
    operators: [],
    hint: null,
    revoked: false,
  };
  vi.spyOn(api, 'certificateOptions').mockResolvedValue(options);
  vi.spyOn(api, 'listPeople').mockResolvedValue(lines);
  vi.spyOn(api, 'listQuote').mockResolvedValue(quote);
  vi.spyOn(api, 'onListProgress').mockResolvedValue(() => undefined);
});

async function listed(): Promise<Element> {
  const { container } = render(List);
  await userEvent.click(screen.getByTestId('list-text'));
  await userEvent.paste('CODICE1\nCODICE2\nCODICE3\nlungo;CODICE4');
  await screen.findByTestId('list-row-4');
  await userEvent.type(await screen.findByTestId('kind-filter'), 'EL01{Enter}');
  await screen.findByText(/Emetti 2 certificati/);
  return container;
}

describe('a list of people', () => {
  it('says before anything who stays out and why, and has no barrier', async () => {
    const container = await listed();
    expect(screen.getByTestId('list-summary').textContent).toContain('2 a posto');
    expect(screen.getByTestId('list-row-2').textContent).toContain('Nessuno ha questo codice fiscale.');
    expect(screen.getByTestId('list-row-3').textContent).toContain('Non è iscritta.');
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => one.id)).toEqual([]);
  });

  it('is never issued for another text than the one that was looked up', async () => {
    const issue = vi.spyOn(api, 'listIssue').mockResolvedValue(report({}));
    await listed();
    const box = screen.getByTestId('list-text');
    await userEvent.type(box, '\nALTRO');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(issue).not.toHaveBeenCalled();
    expect(screen.getByTestId('list-issue')).toBeDisabled();
  });

  it('goes to those who may have it, and tells what was left when it is stopped', async () => {
    const rest = report({ issued: report({}).issued.slice(0, 1), not_reached: 1 });
    const issue = vi.spyOn(api, 'listIssue').mockResolvedValue(rest);
    await listed();
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByTestId('list-stopped');
    expect(issue.mock.calls[0]?.slice(1)).toEqual([['a', 'c'], true]);
    expect(screen.getByTestId('list-left').textContent).toMatch(/CODICE2.*BIANCHI ANNA/s);
    await userEvent.click(screen.getByTestId('list-resume'));
    expect(listForm().text).toBe('lungo;CODICE4');
  });

  it('shows how far it is and can be stopped while it is at work', async () => {
    vi.spyOn(api, 'listIssue').mockReturnValue(new Promise(() => undefined));
    vi.spyOn(api, 'onListProgress').mockImplementation((tell) => {
      tell({ done: 1, total: 2 });
      return Promise.resolve(() => undefined);
    });
    const cancel = vi.spyOn(api, 'listCancel').mockResolvedValue(null);
    const container = await listed();
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(screen.getByTestId('list-progress').textContent).toContain('1 di 2'));
    expect(screen.getByRole('progressbar')).toHaveAttribute('value', '1');
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => one.id)).toEqual([]);
    await userEvent.click(screen.getByTestId('list-cancel'));
    expect(cancel).toHaveBeenCalledOnce();
    expect(screen.getByTestId('list-cancel')).toBeDisabled();
  });

  it('prints what is not on paper yet, and then all again', async () => {
    vi.spyOn(api, 'listIssue').mockResolvedValue(report({ printed: 1, print_failure: 'Carta finita.' }));
    const print = vi.spyOn(api, 'listPrint').mockResolvedValue({ printed: 1, not_reached: 0, failure: null });
    await listed();
    await userEvent.click(screen.getByTestId('list-issue'));
    await userEvent.click(await screen.findByText(/Stampa gli altri 1/));
    await waitFor(() => expect(screen.getByTestId('list-printed').textContent).toBe('2 di 2'));
    await userEvent.click(await screen.findByText(/Ristampa tutti/));
    expect(print.mock.calls).toEqual([[['N2']], [['N1', 'N2']]]);
  });
});
