// The register: a list that grows by pages, and the certificate that is open.

import { api, type CertificateDetail, type CertificateRow, type SignOutcome } from '../../lib/api';
import { explain } from '../../lib/errors';
import { printed, signed } from '../../lib/it';

export class RegisterList {
  text = $state('');
  from = $state('');
  to = $state('');
  state = $state<'' | 'issued' | 'voided'>('');
  rows = $state<CertificateRow[]>([]);
  total = $state(0);
  next = $state<string | null>(null);
  detail = $state<CertificateDetail | null>(null);
  failure = $state<string | null>(null);
  done = $state<string | null>(null);
  stamping = $state(false);
  private asked = 0;

  get filter() {
    return {
      text: this.text.trim() || null,
      from: this.from || null,
      to: this.to || null,
      state: this.state || null,
    };
  }

  async load(filter: RegisterList['filter']): Promise<void> {
    const asked = ++this.asked;
    try {
      const page = await api.certificates(filter, null);
      if (asked !== this.asked) return;
      this.rows = page.rows;
      this.total = page.total;
      this.next = page.next;
    } catch (error) {
      this.failure = explain(error);
    }
  }

  async more(): Promise<void> {
    await this.try(async () => {
      const page = await api.certificates(this.filter, this.next);
      this.rows = [...this.rows, ...page.rows];
      this.next = page.next;
    });
  }

  async open(number: string): Promise<void> {
    await this.try(async () => {
      this.detail = await api.certificateShow(number);
      this.done = null;
    });
  }

  async reprint(): Promise<void> {
    const detail = this.detail;
    if (!detail) return;
    await this.try(async () => {
      const again = await api.certificateReprint(detail.row.number);
      this.put({ ...detail.row, reprints: again.count });
      this.done = printed(again.print, detail.row.number);
    });
  }

  /** A void certificate is signed no more; one more signature leaves those before valid. */
  get canSign(): boolean {
    return this.detail?.row.state === 'issued';
  }

  /** Shows the certificate with its new signature. */
  async signed(number: string, outcome: SignOutcome): Promise<void> {
    await this.again(number, signed(outcome));
  }

  async timestamp(): Promise<void> {
    const number = this.detail?.row.number;
    if (!number || this.stamping) return;
    this.stamping = true;
    await this.try(async () => {
      await api.certificateTimestamp(number);
      await this.again(number, 'Marca temporale aggiunta.');
    });
    this.stamping = false;
  }

  async save(): Promise<void> {
    const number = this.detail?.row.number;
    if (!number) return;
    await this.try(async () => {
      const path = await api.chooseNewFile(`${number}.pdf`, 'Documento PDF', ['pdf']);
      if (!path) return;
      await api.certificateSave(number, path);
      this.done = `Salvato in ${path}.`;
    });
  }

  async void(reason: string): Promise<boolean> {
    const detail = this.detail;
    if (!detail) return false;
    return this.try(async () => {
      this.put(await api.certificateVoid(detail.row.number, reason));
      this.done = `Il certificato ${detail.row.number} è annullato. Resta nel registro con il motivo.`;
    });
  }

  async openViewer(): Promise<void> {
    const number = this.detail?.row.number;
    if (number) await this.try(async () => void (await api.certificateOpenViewer(number)));
  }

  /** Reads a certificate that has changed once more. */
  private async again(number: string, done: string): Promise<void> {
    await this.try(async () => {
      this.detail = await api.certificateShow(number);
      this.put(this.detail.row);
      this.done = done;
    });
  }

  private put(row: CertificateRow): void {
    this.rows = this.rows.map((other) => (other.number === row.number ? row : other));
    if (this.detail) this.detail = { ...this.detail, row };
  }

  private async try(act: () => Promise<void>): Promise<boolean> {
    this.failure = null;
    try {
      await act();
      return true;
    } catch (error) {
      this.failure = explain(error);
      return false;
    }
  }
}
