// From the request to the paper: what is asked, what it costs, what came of it.

import {
  api,
  ApiError,
  type Block,
  type CertificateOptions,
  type CertificateRequest,
  type Destination,
  type Entry,
  type Issued,
  type KindChoice,
  type Language,
  type PersonCard,
  type PrintOutcome,
  type Quote,
  type SignOutcome,
} from '../../lib/api';
import { explain } from '../../lib/errors';

export class IssueForm {
  card = $state<PersonCard | null>(null);
  options = $state<CertificateOptions | null>(null);
  quote = $state<Quote | null>(null);
  issued = $state<Issued | null>(null);
  print = $state<PrintOutcome | null>(null);
  reprints = $state(0);
  signature = $state<SignOutcome | null>(null);
  /** Whether this comune signs its certificates digitally: then the signature is the next step. */
  signsDigitally = $state(false);
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
  applicantCode = $state('');
  reason = $state('');
  day = $state('');
  publicRequest = $state('');
  language = $state<Language | ''>('');
  declared = $state<string[]>([]);
  /** What the clerk enters, by the code of the field. */
  entered = $state<Record<string, string>>({});
  forced = $state<{ block: string; reason: string; what: string }[]>([]);

  private readonly subject: string;
  private asked = 0;

  constructor(subject: string, kind: string | null) {
    this.subject = subject;
    this.kinds = kind ? [kind] : [];
    Promise.all([api.personCard(subject), api.certificateOptions(), api.settingsRead()]).then(
      ([card, options, view]) => {
        this.card = card;
        this.options = options;
        this.signsDigitally = view.settings.issuer.signature === 'digital';
      },
      (error: unknown) => (this.failure = explain(error)),
    );
  }

  /** The kinds that are chosen; of a self-declaration, those that it declares too. */
  get chosen(): KindChoice[] {
    const codes = [...this.kinds, ...this.declared];
    return this.options?.kinds.filter((kind) => codes.includes(kind.code)) ?? [];
  }

  get needsReason(): boolean {
    return this.chosen.some((kind) => kind.needs_reason);
  }

  get needsDay(): boolean {
    return this.chosen.some((kind) => kind.needs_day);
  }

  /** A declaration has no destination: it is the citizen's own, for whoever asks. */
  get declares(): boolean {
    const kinds = this.options?.kinds.filter((kind) => this.kinds.includes(kind.code)) ?? [];
    return kinds.length > 0 && kinds.every((kind) => kind.family === 'declaration');
  }

  get translated(): boolean {
    return this.chosen.length > 0 && this.chosen.every((kind) => kind.translated);
  }

  /** Who asks has to be known by codice fiscale: one of the household, one of the two cohabitants. */
  get needsApplicantCode(): boolean {
    return this.chosen.some((kind) => kind.who === 'household' || kind.who === 'cohabitants');
  }

  /** What the clerk may enter now; what the registry holds is not asked. */
  get entries(): Entry[] {
    const all = this.chosen.flatMap((kind) => kind.entry);
    return all.filter(
      (entry, place) =>
        all.findIndex((other) => other.field === entry.field) === place &&
        (entry.need !== 'missing' ||
          this.blockOf(`entered.${entry.field}`) !== null ||
          Boolean(this.entered[entry.field]?.trim())),
    );
  }

  get request(): CertificateRequest {
    const stamp = this.stampNumber.trim();
    const fields = this.chosen.flatMap((kind) => kind.entry.map((entry) => entry.field));
    const typed = Object.entries(this.entered).filter(([field, text]) => fields.includes(field) && text.trim());
    const codice = this.needsApplicantCode ? this.applicantCode.trim() : '';
    return {
      subject: this.subject,
      kinds: [...this.kinds],
      destination: this.declares ? 'private_party' : this.destination,
      exempt_use: this.exemptUse || null,
      exemption_note: this.note.trim() || null,
      contrassegno: stamp && this.stampDate ? { number: stamp, date: this.stampDate } : null,
      applicant: this.thirdParty
        ? {
            who: 'third_party',
            name: this.applicantName,
            document: this.applicantDocument,
            codice_fiscale: codice || null,
          }
        : { who: 'subject' },
      reason: this.needsReason ? this.reason.trim() || null : null,
      day: this.needsDay ? this.day || null : null,
      public_request: !this.declares && this.destination === 'public_body' ? this.publicRequest.trim() || null : null,
      entered: Object.fromEntries(typed),
      declared: [...this.declared],
      forced: this.forced.map(({ block, reason }) => ({ block, reason })),
      language: this.translated ? this.language || null : null,
    };
  }

  /** The reason that belongs beside a field. */
  blockOf(field: string): string | null {
    return this.quote?.blocks.find((block) => block.field === field)?.reason ?? null;
  }

  /** What is in the way and belongs to no field, or can be passed over. */
  get blocks(): Block[] {
    const beside = (block: Block): boolean => block.field !== null && block.field !== 'applicant' && !block.forceable;
    return this.quote?.blocks.filter((block) => !beside(block) && block.field !== 'forced') ?? [];
  }

  /** Why a kind is never issued here; `null` where it may be. */
  unavailable(kind: KindChoice): string | null {
    if (kind.unavailable) return kind.unavailable;
    if (kind.issuing === 'anpr') return 'In questo comune si chiede ad ANPR.';
    return null;
  }

  /** What stands in the way of a kind for this person. */
  against(kind: KindChoice): string | null {
    return this.card?.offers.find((offer) => offer.code === kind.code)?.block ?? null;
  }

  toggle(kind: string): void {
    this.kinds = this.kinds.includes(kind)
      ? this.kinds.filter((other) => other !== kind)
      : [...this.kinds, kind];
    this.declared = [];
    this.forced = [];
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

  /** Passes over a block, with the reason that the journal keeps. */
  force(block: Block, reason: string): void {
    this.forced = [
      ...this.forced.filter((one) => one.block !== block.code),
      { block: block.code, reason: reason.trim(), what: block.reason },
    ];
  }

  unforce(block: string): void {
    this.forced = this.forced.filter((one) => one.block !== block);
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
