// From the request to the paper: what is asked, what it costs, what came of it.

import {
  api,
  ApiError,
  type Block,
  type CertificateRequest,
  type Issued,
  type KindChoice,
  type PersonCard,
  type PrintOutcome,
  type Quote,
  type SignOutcome,
} from '../../lib/api';
import { explain } from '../../lib/errors';
import { RequestForm } from './request.svelte';

export class IssueForm extends RequestForm {
  readonly takesStamp = true;
  card = $state<PersonCard | null>(null);
  quote = $state<Quote | null>(null);
  issued = $state<Issued | null>(null);
  print = $state<PrintOutcome | null>(null);
  reprints = $state(0);
  signature = $state<SignOutcome | null>(null);
  /** Whether this comune signs its certificates digitally: then the signature is the next step. */
  signsDigitally = $state(false);

  protected readonly subject: string;
  private asked = 0;

  constructor(subject: string, kind: string | null) {
    super();
    this.subject = subject;
    this.kinds = kind ? [kind] : [];
    Promise.all([api.personCard(subject), api.settingsRead(), this.loadOptions()]).then(
      ([card, view]) => {
        this.card = card;
        this.signsDigitally = view.settings.issuer.signature === 'digital';
      },
      (error: unknown) => (this.failure = explain(error)),
    );
  }

  protected get said(): Block[] {
    return this.quote?.blocks ?? [];
  }

  get free(): boolean {
    return this.quote?.decision?.stamp.stamp === 'free';
  }

  /** What is in the way and belongs to no field, or can be passed over. */
  get blocks(): Block[] {
    const beside = (block: Block): boolean => block.field !== null && block.field !== 'applicant' && !block.forceable;
    return this.quote?.blocks.filter((block) => !beside(block) && block.field !== 'forced') ?? [];
  }

  /** What stands in the way of a kind for this person. */
  against(kind: KindChoice): string | null {
    return this.card?.offers.find((offer) => offer.code === kind.code)?.block ?? null;
  }

  /** Takes the self-declaration that is offered in place of the certificate. */
  declare(): void {
    const instead = this.quote?.instead;
    if (!instead) return;
    this.kinds = [...instead.kinds];
    this.declared = [...instead.declared];
    this.destination = instead.destination;
    this.exemptUse = instead.exempt_use ?? '';
    this.forced = [];
  }

  /** Asks what would be issued; only the answer to the last request is shown. */
  async requote(request: CertificateRequest): Promise<void> {
    const asked = ++this.asked;
    if (request.kinds.length === 0) {
      this.quote = null;
      return;
    }
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
