// What is asked: the kind and all that goes with it, for one person or for many.

import {
  api,
  type Block,
  type CertificateOptions,
  type CertificateRequest,
  type Destination,
  type Entry,
  type EuLanguage,
  type KindChoice,
  type Language,
} from '../../lib/api';

export abstract class RequestForm {
  options = $state<CertificateOptions | null>(null);
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
  euForm = $state<EuLanguage | ''>('');
  declared = $state<string[]>([]);
  /** What the clerk enters, by the code of the field. */
  entered = $state<Record<string, string>>({});
  forced = $state<{ block: string; reason: string; what: string }[]>([]);

  /** The person certified. */
  protected abstract readonly subject: string;
  /** What is in the way, as the rules said it last. */
  protected abstract get said(): Block[];
  /** What is in the way and has no field to stand beside, or can be passed over. */
  abstract get blocks(): Block[];
  /** The kind is exempt from stamp duty whatever the use. */
  abstract get free(): boolean;
  /** One stamp pays one certificate: who asks for many has no box for its number. */
  abstract readonly takesStamp: boolean;
  /** What stands in the way of a kind for this person. */
  abstract against(kind: KindChoice): string | null;

  protected async loadOptions(): Promise<void> {
    this.options = await api.certificateOptions();
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

  /** Whether the multilingual form of the Union may go with it. */
  get hasEuForm(): boolean {
    return this.chosen.length > 0 && this.chosen.every((kind) => kind.eu_form);
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
      contrassegno: this.takesStamp && stamp && this.stampDate ? { number: stamp, date: this.stampDate } : null,
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
      eu_form: this.hasEuForm ? this.euForm || null : null,
    };
  }

  /** The form goes abroad only: the destination follows. */
  chooseEuForm(language: EuLanguage | ''): void {
    this.euForm = language;
    if (language) this.destination = 'abroad';
  }

  /** The reason that belongs beside a field. */
  blockOf(field: string): string | null {
    return this.said.find((block) => block.field === field)?.reason ?? null;
  }

  /** Why a kind is never issued here; `null` where it may be. */
  unavailable(kind: KindChoice): string | null {
    if (kind.unavailable) return kind.unavailable;
    if (kind.issuing === 'anpr') return 'In questo comune si chiede ad ANPR.';
    return null;
  }

  toggle(kind: string): void {
    this.kinds = this.kinds.includes(kind)
      ? this.kinds.filter((other) => other !== kind)
      : [...this.kinds, kind];
    this.declared = [];
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
}
