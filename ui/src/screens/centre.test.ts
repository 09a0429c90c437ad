import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { api, ApiError, type ActView, type DeskStatus, type ExchangeView, type SessionState } from '../lib/api';
import { app } from '../lib/app.svelte';
import { alignment } from '../lib/it';
import Centre from './centre/Centre.svelte';
import Open from './open/Open.svelte';
import Delivered from './register/Delivered.svelte';
import Settings from './settings/Settings.svelte';

const NOON = '2026-11-25T11:00:00Z';

const status: DeskStatus = {
  comune: 'Grottaglie',
  counter: '02',
  operator: 'prova',
  as_of: null,
  residents: 0,
  search_ready: true,
  enrolled: true,
  waiting: 0,
  waiting_since: null,
  aligned_at: NOON,
  offline_since: null,
  failure: null,
  exceptions: 0,
};
const act: ActView = {
  counter: '02',
  seq: 7,
  at: NOON,
  operator: 'prova',
  what: 'Certificato emesso',
  about: 'E205-02-2026-0000001 · Certificato di residenza · ROSSI MARIO',
};
const view: ExchangeView = {
  counter: 'E205-02',
  centre: 'CST SINTAR',
  address: 'https://cst.example:8443',
  waiting: 0,
  waiting_acts: [],
  waiting_since: null,
  aligned_at: NOON,
  offline_since: null,
  failure: null,
  exceptions_total: 0,
  exceptions: [],
};
const open: SessionState = {
  phase: 'open',
  comune: 'Grottaglie',
  counter: '02',
  operator: 'prova',
  operators: ['prova'],
  hint: null,
  revoked: false,
};

async function violations(container: Element): Promise<string[]> {
  const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-25T11:30:00Z') });
  app.session = open;
  app.status = status;
  app.home();
});

afterEach(() => vi.useRealTimers());

describe('the strip', () => {
  const line = (part: Partial<DeskStatus>): string => {
    const { state, text } = alignment({ ...status, ...part });
    return `${state}: ${text}`;
  };

  it('says what is so, what goes on and what cannot be done', () => {
    const at = NOON;
    expect(line({ enrolled: false })).toContain('alone: Sportello da solo');
    expect(line({})).toBe('aligned: Allineato alle 12:00');
    expect(line({ waiting: 3, waiting_since: at })).toBe('waiting: 3 atti in attesa dalle 12:00');
    const offline = line({ waiting: 1, waiting_since: at, offline_since: at, failure: 'no_answer' });
    expect(offline).toContain('offline: Senza linea dalle 12:00: si lavora lo stesso');
    expect(offline).toContain('quello che fanno gli altri sportelli arriva dopo');
    // Who answers and is not the centre is no missing line.
    expect(line({ offline_since: at, failure: 'clock_off' })).toContain('orologio');
    expect(line({ aligned_at: null })).toContain('Non ancora');
  });

  it('names the day when it is not today', () => {
    expect(line({ aligned_at: '2020-01-02T09:32:00Z' })).toBe('aligned: Allineato il 02/01/2020 alle 10:32');
    expect(line({ waiting: 1, waiting_since: '2020-01-02T09:32:00Z' })).toContain('dal 02/01/2020 alle 10:32');
  });

  it('never shows a late answer, and leaves when the desk has locked itself', async () => {
    const waiting: ((answer: DeskStatus) => void)[] = [];
    const ask = vi.spyOn(api, 'deskStatus').mockImplementation(() => new Promise((resolve) => waiting.push(resolve)));
    const polls = [app.poll(), app.poll()];
    waiting[1]?.({ ...status, waiting: 2 });
    waiting[0]?.({ ...status, waiting: 9 });
    await Promise.all(polls);
    expect(app.status?.waiting).toBe(2);

    ask.mockRejectedValue(new ApiError({ code: 'locked', field: null, detail: null }));
    vi.spyOn(api, 'sessionState').mockResolvedValue({ ...open, phase: 'closed', revoked: true });
    await app.poll();
    expect(app.status).toBeNull();
    const { container } = render(Open, { session: { ...open, phase: 'closed', revoked: true } });
    expect(screen.getByTestId('revoked').textContent).toContain('Nulla è stato cancellato');
    expect(await violations(container)).toEqual([]);
  });

  it('says so when it no longer knows', async () => {
    vi.spyOn(api, 'deskStatus').mockRejectedValue(new ApiError({ code: 'disk_full', field: null, detail: null }));
    await app.poll();
    expect(app.answered).toBe(false);
  });
});

describe('the centre', () => {
  it('says that a counter stands alone, and how to enrol it', async () => {
    app.status = { ...status, enrolled: false };
    vi.spyOn(api, 'exchangeState').mockResolvedValue({ ...view, centre: null, address: null });
    const { container } = render(Centre);
    expect((await screen.findByTestId('alone')).textContent).toContain('da solo');
    expect(await violations(container)).toEqual([]);
    await userEvent.click(screen.getByTestId('go-enrol'));
    expect(app.screen).toEqual({ name: 'settings', page: 7 });
  });

  it('shows what waits, and both acts where two counters did the same', async () => {
    app.status = { ...status, waiting: 240, waiting_since: act.at, exceptions: 2 };
    vi.spyOn(api, 'exchangeState').mockResolvedValue({
      ...view,
      waiting: 240,
      waiting_since: act.at,
      waiting_acts: [act],
      exceptions_total: 2,
      exceptions: [
        { kind: 'contested', ours: act, theirs: { ...act, counter: '05', operator: 'altra' }, text: 'Anche lo sportello 05…' },
        { kind: 'quarantined', ours: { ...act, seq: 8 }, theirs: null, text: 'Il numero non è della serie.' },
      ],
    });
    const { container } = render(Centre);
    expect((await screen.findByTestId('waiting-0')).textContent).toContain('ROSSI MARIO');
    expect(screen.getByText(/primi 1 di 240/)).toBeVisible();
    const contested = screen.getByTestId('contested-0');
    expect(contested).toHaveTextContent('Questo sportello (02)');
    expect(contested).toHaveTextContent('Sportello 05');
    expect(screen.getByTestId('aside-0')).toHaveTextContent('non è della serie');
    expect(container.textContent).not.toContain('certificate.issued');
    expect(await violations(container)).toEqual([]);
  });

  it('aligns at once, and says in words what did not work', async () => {
    vi.spyOn(api, 'exchangeState').mockResolvedValue(view);
    vi.spyOn(api, 'deskStatus').mockResolvedValue(status);
    const run = vi
      .spyOn(api, 'exchangeRun')
      .mockRejectedValueOnce(new ApiError({ code: 'no_answer', field: null, detail: 'Il centro servizi non risponde.' }))
      .mockResolvedValueOnce({ sent: 3, received: 1, waiting: 0, contested: 0, quarantined: 0 });
    render(Centre);
    await userEvent.click(await screen.findByTestId('align'));
    expect(await screen.findByTestId('align-error')).toHaveTextContent('non risponde');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByTestId('align-done')).toHaveTextContent('3 atti consegnati, 1 novità ricevuta');
    expect(run).toHaveBeenCalledTimes(2);
  });
});

describe('an act of the register', () => {
  it('says when it was delivered, under which receipt and number', async () => {
    const delivery = vi.spyOn(api, 'certificateDelivery').mockResolvedValue({
      since: '2026-11-25T09:30:00Z',
      receipt: null,
      protocol_number: null,
      exception: null,
    });
    render(Delivered, { number: 'N1', onfailure: vi.fn() });
    expect(await screen.findByTestId('delivery')).toHaveTextContent('In attesa di consegna');
    delivery.mockResolvedValue({
      since: '2026-11-25T09:30:00Z',
      receipt: { number: 128, at: '2026-11-25T09:32:00Z' },
      protocol_number: '0000123/2026',
      exception: null,
    });
    app.status = { ...status, waiting: 1 };
    expect(await screen.findByText(/Consegnato il 25\/11\/2026 alle 10:32, ricevuta n. 128/)).toBeVisible();
    expect(screen.getByTestId('delivery')).toHaveTextContent('Protocollo n. 0000123/2026');
  });
});

describe('the enrolment', () => {
  it('tells beside the field what is wrong, and says which number the counter has', async () => {
    const alone = { ...view, centre: null, address: null };
    const state = vi.spyOn(api, 'exchangeState').mockResolvedValue(alone);
    vi.spyOn(api, 'settingsRead').mockRejectedValue(new ApiError({ code: 'locked', field: null, detail: null }));
    vi.spyOn(api, 'sessionState').mockResolvedValue(open);
    vi.spyOn(api, 'deskStatus').mockResolvedValue(status);
    const { SettingsForm } = await import('./settings/settings.svelte');
    const form = new SettingsForm();
    const { default: Enrolment } = await import('./settings/Centre.svelte');
    const enrol = vi
      .spyOn(api, 'counterEnrol')
      .mockRejectedValueOnce(new ApiError({ code: 'bad_code', field: 'code', detail: 'Il codice non è valido.' }))
      .mockResolvedValueOnce({ counter: 'E205-03', renumbered: true });
    const { container } = render(Enrolment, { form });
    await userEvent.type(await screen.findByTestId('enrol-address'), 'cst.example:8443');
    await userEvent.type(screen.getByTestId('enrol-code'), 'abcde fghij{Enter}');
    expect(await screen.findByText('Il codice non è valido.')).toBeVisible();
    expect(screen.getByTestId('enrol-code')).toHaveValue('abcde fghij');
    expect(await violations(container)).toEqual([]);
    state.mockResolvedValue(view);
    await userEvent.click(screen.getByTestId('enrol-button'));
    expect(await screen.findByTestId('enrolled')).toHaveTextContent('CST SINTAR');
    expect(form.saved).toContain('numero nuovo: E205-03');
    expect(enrol).toHaveBeenLastCalledWith('abcde fghij', 'cst.example:8443');
  });

  it('is the page that the settings begin with when it is asked for', () => {
    vi.spyOn(api, 'settingsRead').mockImplementation(() => new Promise(() => undefined));
    render(Settings, { start: 7 });
    expect(screen.getByTestId('settings-tab-7')).toHaveAttribute('aria-selected', 'true');
  });
});
