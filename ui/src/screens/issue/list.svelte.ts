// The same certificate for a list of people: who they are, what is in the way, how far it is, what came of it.

import {
  api,
  type Block,
  type KindChoice,
  type ListLine,
  type ListProgress,
  type ListQuote,
  type ListReport,
} from '../../lib/api';
import { app } from '../../lib/app.svelte';
import { explain } from '../../lib/errors';
import { counted } from '../../lib/format';
import { RequestForm } from './request.svelte';

/** Somebody of the list, and what becomes of them. */
export interface Row {
  line: number;
  name: string;
  text: string;
  /** Why nothing is issued; `null` when it can be. */
  why: string | null;
}

/** What a request may say that the form of a list shows beside its fields. */
const BESIDE = /^(destination|public_request|reason|day|language|eu_form|exempt_use|exemption_note|kinds|applicant\..*|forced)$/;

export class ListForm extends RequestForm {
  readonly takesStamp = false;
  /** Rust puts each person of the list in its place. */
  protected readonly subject = '00000000-0000-0000-0000-000000000000';
  readonly operator = app.session?.operator ?? null;
  text = $state('');
  path = $state('');
  lines = $state<ListLine[]>([]);
  quote = $state<ListQuote | null>(null);
  /** The list is being looked up, or what is asked is being checked. */
  checking = $state(false);
  print = $state(true);
  running = $state<'issue' | 'print' | null>(null);
  cancelled = $state(false);
  progress = $state<ListProgress | null>(null);
  report = $state<ListReport | null>(null);
  /** How many of those issued are on paper, the first ones. */
  printed = $state(0);
  done = $state<string | null>(null);
  folder = $state('');
  private asked = 0;
  /** The text that `lines` are of. */
  private lookedUp = $state('');
  /** Who is issued to, in the order of the list. */
  private sent: ListLine[] = [];

  constructor() {
    super();
    this.loadOptions().catch((error: unknown) => (this.failure = explain(error)));
  }

  protected get said(): Block[] {
    return this.quote?.blocks ?? [];
  }

  get free(): boolean {
    return this.quote?.stamp_free ?? false;
  }

  /** What is in the way belongs to each person of the list. */
  against(): string | null {
    return null;
  }

  /** The data of an act are of one person: they are not asked for a list. */
  override get entries(): [] {
    return [];
  }

  /** Declarations are words of one person. */
  override unavailable(kind: KindChoice): string | null {
    if (kind.family === 'declaration') return 'Si prepara con l’interessato, una per volta.';
    return super.unavailable(kind);
  }

  get people(): string[] {
    return this.lines.flatMap((line) => line.person ?? []);
  }

  /** What stands in everybody's way and has no field here; with a reason for all, some can be passed over. */
  get blocks(): Block[] {
    return this.said.filter((block) => block.forceable || !BESIDE.test(block.field ?? ''));
  }

  private get refused(): Partial<Record<string, string>> {
    return Object.fromEntries(this.quote?.refused.map((one) => [one.person, one.reasons.join(' ')]) ?? []);
  }

  get rows(): Row[] {
    const refused = this.refused;
    return this.lines.map(({ line, name, text, person, problem }) => ({
      line,
      name,
      text,
      why: problem ?? (person ? (refused[person] ?? null) : null),
    }));
  }

  /** Who gets a certificate. */
  get ready(): ListLine[] {
    const refused = this.refused;
    return this.lines.filter((line) => line.person !== null && !(line.person in refused));
  }

  /** What is shown is not yet of what is typed. */
  get pending(): boolean {
    return this.checking || this.text !== this.lookedUp;
  }

  /** How many certificates the button makes. */
  get count(): number {
    return this.pending ? 0 : (this.quote?.ready ?? 0);
  }

  /** Takes a list from a file; it can be put right before anything is issued. */
  async read(): Promise<void> {
    await this.try(async () => {
      this.text = await api.listRead(this.path.trim());
    });
  }

  async lookUp(): Promise<void> {
    const text = this.text;
    if (text === this.lookedUp) return;
    await this.check(async () => {
      const lines = text.trim() ? await api.listPeople(text) : [];
      return () => {
        this.lookedUp = text;
        this.lines = lines;
      };
    });
  }

  /** Asks what it would cost and for whom it is not allowed. */
  async requote(request: RequestForm['request'], people: string[]): Promise<void> {
    if (request.kinds.length === 0 || people.length === 0) {
      this.quote = null;
      return;
    }
    await this.check(async () => {
      const quote = await api.listQuote(request, people);
      return () => (this.quote = quote);
    });
  }

  /** Only the answer to what was asked last is taken. */
  private async check(ask: () => Promise<() => void>): Promise<void> {
    const asked = ++this.asked;
    this.checking = true;
    this.failure = null;
    try {
      const take = await ask();
      if (asked === this.asked) take();
    } catch (error) {
      if (asked === this.asked) this.failure = explain(error);
    } finally {
      if (asked === this.asked) this.checking = false;
    }
  }

  async issue(): Promise<void> {
    if (this.running || this.report || this.count === 0) return;
    this.sent = this.ready;
    const people = this.sent.flatMap((line) => line.person ?? []);
    await this.run('issue', async () => {
      this.report = await api.listIssue(this.request, people, this.print);
      this.printed = this.report.printed;
    });
    // What stopped in the middle has left what it did in the register.
    const reached = this.progress?.done ?? 0;
    if (this.failure && reached > 0) {
      this.failure = `${this.failure} L’elenco si è fermato dopo ${counted(reached, 'persona', 'persone')}: quanto emesso è nel registro (F3).`;
    }
  }

  get numbers(): string[] {
    return this.report?.issued.map((one) => one.number) ?? [];
  }

  /** Prints what is not on paper yet, or all of it again. */
  async printAll(): Promise<void> {
    const rest = this.numbers.slice(this.printed);
    const again = rest.length === 0;
    if (this.running || this.numbers.length === 0) return;
    await this.run('print', async () => {
      const paper = await api.listPrint(again ? this.numbers : rest);
      if (!again) this.printed += paper.printed;
      const sent = counted(paper.printed, 'certificato', 'certificati');
      this.done = paper.printed > 0 ? `In stampa ${sent}.` : null;
      if (paper.failure) this.failure = `${paper.failure} Restano da stampare in ${paper.not_reached}.`;
    });
  }

  async save(): Promise<void> {
    const folder = this.folder.trim();
    await this.try(async () => {
      const count = await api.listSave(this.numbers, folder);
      this.done = `${counted(count, 'PDF salvato', 'PDF salvati')} nella cartella ${folder}.`;
    }, 'I certificati sono emessi e salvi, ma nella cartella non si scrive: scegline un’altra.');
  }

  /** Stops after the certificate in hand. */
  async cancel(): Promise<void> {
    this.cancelled = true;
    await api.listCancel();
  }

  /** Who was not reached, because somebody cancelled. */
  get notReached(): ListLine[] {
    const missing = this.report?.not_reached ?? 0;
    return missing > 0 ? this.sent.slice(-missing) : [];
  }

  /** For whom nothing was issued, and why: not found, not allowed. */
  get left(): { name: string; why: string }[] {
    const before = this.rows.flatMap(({ name, text, why }) => (why ? [{ name: name || text, why }] : []));
    const meanwhile = this.report?.refused.map(({ name, reasons }) => ({ name, why: reasons.join(' ') })) ?? [];
    return [...before, ...meanwhile];
  }

  /** A new list; with `rest`, of those who were not reached. */
  again(rest: ListLine[]): void {
    // As they were written: what is shown of a long line is cut.
    const written = this.text.split(/\r?\n/);
    this.text = rest.map(({ line, text }) => written[line - 1] ?? text).join('\n');
    this.report = null;
    this.progress = null;
    this.done = null;
    this.failure = null;
    this.quote = null;
    this.printed = 0;
  }

  private async run(what: 'issue' | 'print', act: () => Promise<void>): Promise<void> {
    this.running = what;
    this.cancelled = false;
    this.progress = null;
    const stop = await api.onListProgress((step) => (this.progress = step));
    await this.try(act);
    stop();
    this.running = null;
  }

  private async try(act: () => Promise<void>, said?: string): Promise<void> {
    this.failure = null;
    this.done = null;
    try {
      await act();
    } catch (error) {
      this.failure = said ?? explain(error);
    }
  }
}

/** The list outlives its screen: what is under way goes on, and what was typed is there again. */
let kept: ListForm | null = null;

/** The list of who is at the counter; that of another operator is nobody's business. */
export function listForm(): ListForm {
  const operator = app.session?.operator ?? null;
  if (!kept || kept.operator !== operator) kept = new ListForm();
  return kept;
}
