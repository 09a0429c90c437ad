// The settings as they are being changed; all pages change one value, which is saved as a whole.

import {
  api,
  ApiError,
  type Amount,
  type Issuing,
  type KindChoice,
  type Settings,
  type SettingsView,
  type Switch,
} from '../../lib/api';
import { explain } from '../../lib/errors';
import { today } from '../../lib/format';

export class SettingsForm {
  settings = $state<Settings | null>(null);
  /** What the screen shows besides: names of authorities and protected people, amounts of the law. */
  view = $state<SettingsView | null>(null);
  failure = $state<{ field: string | null; text: string } | null>(null);
  saved = $state<string | null>(null);
  private before = '';

  constructor() {
    api.settingsRead().then(
      (view) => this.show(view),
      (error: unknown) => this.fail(error),
    );
  }

  show(view: SettingsView): void {
    this.view = view;
    this.settings = view.settings;
    this.before = JSON.stringify(view.settings);
  }

  get changed(): boolean {
    return this.settings !== null && JSON.stringify(this.settings) !== this.before;
  }

  fail(error: unknown): void {
    this.saved = null;
    this.failure = { field: error instanceof ApiError ? error.field : null, text: explain(error) };
  }

  /** The reason that belongs beside a field. */
  wrong(field: string): string | null {
    return this.failure?.field === field ? this.failure.text : null;
  }

  async try(act: () => Promise<string | null>): Promise<void> {
    this.failure = null;
    this.saved = null;
    try {
      this.saved = await act();
    } catch (error) {
      this.fail(error);
    }
  }

  async save(): Promise<void> {
    const settings = this.settings;
    if (!settings) return;
    await this.try(async () => {
      this.show(await api.settingsChange($state.snapshot(settings)));
      return 'Impostazioni salvate.';
    });
  }

  /** The coat of arms is kept at once: what is being typed stays as it is. */
  async arms(path: string): Promise<void> {
    await this.try(async () => {
      const view = await api.armsChange(path);
      if (this.view) this.view = { ...this.view, arms_png: view.arms_png };
      return 'Stemma salvato.';
    });
  }

  async addAuthority(path: string): Promise<void> {
    await this.try(async () => {
      const authority = await api.authorityRead(path);
      const signing = this.settings?.signing;
      if (!signing || !this.view) return null;
      if (signing.authorities.includes(authority.pem)) return 'Questa autorità c’è già.';
      signing.authorities.push(authority.pem);
      this.view.authorities.push(authority);
      return null;
    });
  }

  removeAuthority(pem: string): void {
    const signing = this.settings?.signing;
    if (!signing || !this.view) return;
    signing.authorities = signing.authorities.filter((one) => one !== pem);
    this.view.authorities = this.view.authorities.filter((one) => one.pem !== pem);
  }

  addAmount(what: Amount): void {
    const law = this.view?.amounts.find((one) => one.what === what)?.cents ?? 0;
    this.settings?.rules.amounts.push({ what, cents: law, period: { from: today(), until: null } });
  }

  removeAmount(place: number): void {
    this.settings?.rules.amounts.splice(place, 1);
  }

  /** Begins with the words of the law, which the comune then changes. */
  addClause({ destination, text, source }: SettingsView['clauses'][number]): void {
    this.settings?.rules.clauses.push({ destination, text, source, period: { from: today(), until: null } });
  }

  /** Adds a use: one of the program's to be worded otherwise, or a new one with the next code. */
  addUse(code: string): void {
    const rules = this.settings?.rules;
    if (!rules) return;
    const known = this.view?.uses.find((use) => use.code === code);
    const numbers = rules.exemptions.map((row) => Number(/^EC(\d+)$/.exec(row.code)?.[1] ?? 0));
    const next = `EC${String(Math.max(0, ...numbers) + 1).padStart(2, '0')}`;
    rules.exemptions.push({
      code: known?.code ?? next,
      label: known?.label ?? '',
      norm: known?.norm ?? '',
      fee_due: known?.fee_due ?? true,
      period: { from: today(), until: null },
    });
  }

  /** What the comune has chosen for itself; `null` where the program's own choice holds. */
  chosen(what: Switch): boolean | null {
    return this.settings?.rules.switches.findLast((one) => one.what === what && !one.period.until)?.on ?? null;
  }

  choose(what: Switch, on: boolean | null): void {
    const rules = this.settings?.rules;
    if (!rules) return;
    rules.switches = rules.switches.filter((one) => one.what !== what);
    if (on !== null) rules.switches.push({ what, on, period: { from: today(), until: null } });
  }

  /** Who issues a kind: the comune's own choice, or the catalogue's. */
  issuing(kind: KindChoice): Issuing {
    const own = this.settings?.rules.policies.findLast((one) => one.code === kind.code && !one.period.until);
    return own?.issuing ?? kind.issuing;
  }

  setIssuing(code: string, issuing: Issuing): void {
    const rules = this.settings?.rules;
    if (!rules) return;
    rules.policies = rules.policies.filter((one) => one.code !== code);
    rules.policies.push({ code, issuing, period: { from: today(), until: null } });
  }

  /** Finds a person by codice fiscale and keeps the address from being stated. */
  async protect(code: string): Promise<void> {
    await this.try(async () => {
      const wanted = code.trim().toUpperCase();
      const answer = await api.search(wanted);
      const person = answer.hits.find((hit) => hit.codice_fiscale === wanted);
      if (!person || !this.settings || !this.view) {
        throw new ApiError({
          code: 'invalid',
          field: 'protected',
          detail: 'Nell’anagrafe non c’è nessuno con questo codice fiscale: controllalo.',
        });
      }
      if (!this.settings.protected.includes(person.id)) {
        this.settings.protected.push(person.id);
        this.view.protected.push(person);
      }
      return null;
    });
  }

  unprotect(id: string): void {
    if (!this.settings || !this.view) return;
    this.settings.protected = this.settings.protected.filter((one) => one !== id);
    this.view.protected = this.view.protected.filter((one) => one.id !== id);
  }
}
