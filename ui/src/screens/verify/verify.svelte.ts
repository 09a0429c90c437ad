// From a file or a scanner's text to the answer that is shown.

import { api, type VerifyReport } from '../../lib/api';
import { explain } from '../../lib/errors';

export class Verification {
  path = $state('');
  report = $state<VerifyReport | null>(null);
  /** What was verified, in the words of the clerk. */
  what = $state('');
  busy = $state(false);
  failure = $state<string | null>(null);
  private asked = 0;

  async file(path: string): Promise<void> {
    this.path = path;
    await this.ask(`file ${path.split(/[\\/]/).pop() ?? path}`, () => api.verifyFile(path));
  }

  async scanned(text: string): Promise<void> {
    await this.ask('sigillo letto dallo scanner', () => api.verifyText(text.trim()));
  }

  /** Only the answer to what was asked last is shown: the one before must not stand for it. */
  private async ask(what: string, verify: () => Promise<VerifyReport>): Promise<void> {
    const asked = ++this.asked;
    this.report = null;
    this.failure = null;
    this.busy = true;
    try {
      const report = await verify();
      if (asked !== this.asked) return;
      this.report = report;
      this.what = what;
    } catch (error) {
      if (asked === this.asked) this.failure = explain(error);
    } finally {
      if (asked === this.asked) this.busy = false;
    }
  }
}
