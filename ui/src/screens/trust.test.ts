import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { api, ApiError, type CardView, type VerifyReport } from '../lib/api';
import Sign from './signing/Sign.svelte';
import { Verification } from './verify/verify.svelte';
import Verify from './verify/Verify.svelte';

const report = (part: Partial<VerifyReport>): VerifyReport => ({
  verdict: 'genuine',
  reasons: ['Il sigillo è autentico.'],
  number: 'L049-01-2026-0000001',
  facts: ['ROSSI MARIO'],
  signers: [],
  ...part,
});
const card: CardView = {
  slot: '1',
  label: 'CARTA',
  last_try: false,
  locked: false,
  pin_pad: false,
  certificate: 'aa',
  name: 'FIRMATARIA INVENTATA',
  not_after: '2030-01-01',
};

async function violations(container: Element): Promise<string[]> {
  const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}

beforeEach(() => {
  vi.restoreAllMocks();
  vi.spyOn(api, 'onFileDropped').mockReturnValue(() => undefined);
  vi.spyOn(api, 'pinKeptUntil').mockResolvedValue(null);
});

describe('the verification', () => {
  it.each([
    ['genuine', 'AUTENTICO'],
    ['not_genuine', 'NON AUTENTICO'],
    ['cannot_tell', 'NON SI PUÒ DIRE'],
  ] as const)('says %s in words', async (verdict, words) => {
    vi.spyOn(api, 'verifyText').mockResolvedValue(report({ verdict }));
    const { container } = render(Verify, { text: 'HTTPS://X/#S1' });
    expect((await screen.findByTestId('verdict')).textContent?.trim()).toBe(words);
    expect(screen.getByText('Confronta con il foglio')).toBeVisible();
    expect(await violations(container)).toEqual([]);
  });

  it('answers whatever is said twice', async () => {
    vi.spyOn(api, 'verifyText').mockResolvedValue(report({ reasons: ['Uguale.', 'Uguale.'], signers: ['X', 'X'] }));
    render(Verify, { text: 'HTTPS://X/#S1' });
    expect(await screen.findByTestId('verdict')).toBeVisible();
  });

  it('never shows the answer to another document', async () => {
    const waiting = new Map<string, (report: VerifyReport) => void>();
    vi.spyOn(api, 'verifyFile').mockImplementation((path) => new Promise((resolve) => waiting.set(path, resolve)));
    const verification = new Verification();
    const first = verification.file('vero.pdf');
    const second = verification.file('falso.pdf');
    expect(verification.report).toBeNull();
    waiting.get('falso.pdf')?.(report({ verdict: 'not_genuine' }));
    await second;
    waiting.get('vero.pdf')?.(report({}));
    await first;
    expect(verification.report?.verdict).toBe('not_genuine');
  });
});

describe('the signature', () => {
  const open = (onsigned = vi.fn()) => {
    render(Sign, { number: 'N1', onclose: vi.fn(), onsigned });
    return onsigned;
  };

  it('hands the PIN over once and keeps none in the page', async () => {
    vi.spyOn(api, 'cards').mockResolvedValue([card]);
    const sign = vi
      .spyOn(api, 'certificateSign')
      .mockRejectedValueOnce(new ApiError({ code: 'signing', field: null, detail: 'PIN sbagliato: riprova.' }))
      .mockResolvedValueOnce({ sha256: 'x', signer: card.name, timestamped: false, no_time_stamp: null });
    const onsigned = open();
    await screen.findByText('FIRMATARIA INVENTATA');
    const pin = screen.getByTestId<HTMLInputElement>('sign-pin');
    await userEvent.type(pin, '12345{Enter}');
    expect((await screen.findByTestId('sign-error')).textContent).toContain('PIN sbagliato');
    expect(pin.value).toBe('');
    expect(document.body.innerHTML).not.toContain('12345');
    await userEvent.type(pin, '54321{Enter}');
    await waitFor(() => expect(onsigned).toHaveBeenCalledOnce());
    const key = { key: 'card', module: null, slot: '1', certificate: 'aa' };
    expect(sign.mock.calls).toEqual([
      ['N1', key, '12345'],
      ['N1', key, '54321'],
    ]);
  });

  it('asks for no PIN that is in memory, and forgets it', async () => {
    vi.spyOn(api, 'cards').mockResolvedValue([card]);
    vi.spyOn(api, 'pinKeptUntil').mockResolvedValue('2026-11-24T09:47:00Z');
    const forget = vi.spyOn(api, 'pinForget').mockResolvedValue();
    open();
    expect((await screen.findByTestId('pin-kept')).textContent).toContain('fino alle 10:47');
    await fireEvent.click(screen.getByText('dimentica'));
    expect(forget).toHaveBeenCalledOnce();
    expect(await screen.findByTestId('sign-pin')).toBeVisible();
  });

  it('warns before the last try and does not sign with a locked card', async () => {
    vi.spyOn(api, 'cards').mockResolvedValue([{ ...card, last_try: true }, { ...card, slot: '2', locked: true }]);
    open();
    expect(await screen.findByText(/Resta un solo tentativo/)).toBeVisible();
    expect(screen.getAllByRole('radio', { name: /FIRMATARIA/ }).map((one) => one.hasAttribute('disabled'))).toEqual([
      false,
      true,
    ]);
  });
});
