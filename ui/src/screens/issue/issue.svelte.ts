// From the request to the paper: what is asked, what it costs, what came of it.

import {
  api,
  ApiError,
  type CertificateOptions,
  type CertificateRequest,
  type Destination,
  type Issued,
  type PersonCard,
  type PrintOutcome,
  type Quote,
} from '../../lib/api';
import { explain } from '../../lib/errors';

export class IssueForm {
  card = $state<PersonCard | null>(null);
  options = $state<CertificateOptions | null>(null);
  quote = $state<Quote | null>(null);
  issued = $state<Issued | null>(null);
  print = $state<PrintOutcome | null>(null);
  reprints = $state(0);
  failure = $state<string | null>(null);
  busy = $state(false);

  kinds = $state<string[]>([]);
  destination = $state<Destination>('private_party');
  exemptUse = $state('');
  note = $state('');
  stampNumber = $state('');
  stampDate = $state('');
  thirdParty = $state(false);
  applicantName = $state('');
  applicantDocument = $state('');

  private readonly subject: string;
  private asked = 0;

  constructor(subject: string, kind: string) {
    this.subject = subject;
    this.kinds = [kind];
    Promise.all([api.personCard(subject), api.certificateOptions()]).then(
      ([card, options]) => {
        this.card = card;
        this.options = options;
      },
      (error: unknown) => (this.failure = explain(error)),
    );
  }

  get request(): CertificateRequest {
    const stamp = this.stampNumber.trim();
    return {
      subject: this.subject,
      kinds: [...this.kinds],
      destination: this.destination,
      exempt_use: this.exemptUse || null,
      exemption_note: this.note.trim() || null,
      contrassegno: stamp && this.stampDate ? { number: stamp, date: this.stampDate } : null,
      applicant: this.thirdParty
        ? { who: 'third_party', name: this.applicantName, document: this.applicantDocument }
        : { who: 'subject' },
    };
  }

  /** The reason that belongs beside a field. */
  blockOf(field: string): string | null {
    return this.quote?.blocks.find((block) => block.field === field)?.reason ?? null;
  }

  /** The reasons that belong to no field. */
  get blocks(): string[] {
    return this.quote?.blocks.filter((block) => block.field === null).map((block) => block.reason) ?? [];
  }

  toggle(kind: string): void {
    this.kinds = this.kinds.includes(kind)
      ? this.kinds.filter((other) => other !== kind)
      : [...this.kinds, kind];
  }

  /** Asks what would be issued; only the answer to the last request is shown. */
  async requote(request: CertificateRequest): Promise<void> {
    const asked = ++this.asked;
    try {
      const quote = await api.certificateQuote(request);
      if (asked === this.asked) this.quote = quote;
    } catch (error) {
      if (asked === this.asked) this.failure = explain(error);
    }
  }

  async issue(print: boolean): Promise<void> {
    if (this.busy || this.issued) return;
    // Who presses the key before the preview is there means what is on the screen: it is made first.
    if (!this.quote) await this.requote(this.request);
    const seen = this.quote?.sha256;
    if (!seen) return;
    this.busy = true;
    this.failure = null;
    try {
      this.issued = await api.certificateIssue(this.request, seen, print);
      this.print = this.issued.print;
    } catch (error) {
      this.failure = explain(error);
      if (error instanceof ApiError && error.code === 'preview_stale') await this.requote(this.request);
    } finally {
      this.busy = false;
    }
  }

  async reprint(): Promise<void> {
    if (!this.issued || this.busy) return;
    this.busy = true;
    try {
      const again = await api.certificateReprint(this.issued.number);
      this.reprints = again.count;
      this.print = again.print;
    } catch (error) {
      this.failure = explain(error);
    } finally {
      this.busy = false;
    }
  }
}
