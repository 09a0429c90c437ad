import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { api, type CertificateOptions, type KindChoice } from '../../lib/api';
import { IssueForm } from './issue.svelte';
import Kinds from './Kinds.svelte';

const kind = (code: string, title: string, part: Partial<KindChoice> = {}): KindChoice => ({
  code,
  title,
  family: 'registry',
  family_title: 'Anagrafe',
  issuing: 'local',
  unavailable: null,
  entry: [],
  needs_reason: false,
  needs_day: false,
  who: 'anyone',
  declarable: true,
  translated: true,
  eu_form: false,
  ...part,
});
const options: CertificateOptions = {
  kinds: [
    kind('AN08', 'Certificato di residenza'),
    kind('AN20', 'Certificato storico di residenza alla data', { needs_reason: true, needs_day: true }),
    kind('LE01', 'Certificato di esito di leva', {
      family: 'conscription',
      family_title: 'Leva',
      unavailable: 'Le liste di leva non sono in anagrafe.',
    }),
  ],
  uses: [],
  destinations: [],
  languages: [],
  eu_languages: [],
  stamp_duty: 1600,
};

let form: IssueForm;
beforeEach(() => {
  vi.restoreAllMocks();
  vi.spyOn(api, 'personCard').mockReturnValue(new Promise(() => undefined));
  vi.spyOn(api, 'certificateOptions').mockReturnValue(new Promise(() => undefined));
  vi.spyOn(api, 'settingsRead').mockReturnValue(new Promise(() => undefined));
  form = new IssueForm('someone', null);
  form.options = options;
});

describe('the catalogue', () => {
  it('is filtered by typing, without accents, and chosen by key', async () => {
    render(Kinds, { form, open: true });
    const box = screen.getByTestId('kind-filter');
    expect(box).toHaveFocus();
    await userEvent.type(box, 'storico resid{Enter}');
    expect(form.kinds).toEqual(['AN20']);
    expect([form.needsReason, form.needsDay]).toEqual([true, true]);
    expect(screen.getByTestId('chosen-AN20')).toBeVisible();
    await userEvent.type(box, '{Backspace}');
    expect(form.kinds).toEqual([]);
  });

  it('shows what is never issued here with its reason, and does not take it', async () => {
    render(Kinds, { form, open: true });
    const option = screen.getByTestId('option-LE01');
    expect(option).toHaveAttribute('aria-disabled', 'true');
    expect(option).toHaveTextContent('Le liste di leva non sono in anagrafe.');
    await userEvent.type(screen.getByTestId('kind-filter'), 'leva{Enter}');
    expect(form.kinds).toEqual([]);
  });

  it('asks for what the clerk enters only where the registry has nothing', () => {
    form.options = { ...options, kinds: [kind('AN03', 'Matrimonio', { entry: [{ field: 'act', label: 'atto', need: 'missing' }] })] };
    form.kinds = ['AN03'];
    expect(form.entries).toEqual([]);
    form.quote = {
      decision: null,
      blocks: [{ code: 'entry_needed', field: 'entered.act', reason: 'Manca.', forceable: false, instead: null }],
      instead: null,
      number: null,
      sha256: null,
      pages: 0,
      text: '',
    };
    expect(form.entries.map((entry) => entry.field)).toEqual(['act']);
    form.entered['act'] = 'n. 4';
    form.quote = null;
    expect(form.entries).toHaveLength(1);
    expect(form.request.entered).toEqual({ act: 'n. 4' });
  });

  it('sends what is passed over with its reason', () => {
    form.kinds = ['AN08'];
    form.force({ code: 'partial', field: null, reason: 'Certificabile in parte.', forceable: true, instead: null }, ' verificato in atti ');
    expect(form.request.forced).toEqual([{ block: 'partial', reason: 'verificato in atti' }]);
  });
});
