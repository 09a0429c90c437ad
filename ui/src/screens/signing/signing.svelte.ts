// With which key, with which PIN, and what the card answered. The PIN passes through and is never kept here.

import { api, type CardView, type SigningKey, type SignOutcome } from '../../lib/api';
import { app } from '../../lib/app.svelte';
import { explain } from '../../lib/errors';

/** What an operator used last in this window: who signs fifty certificates chooses once. */
let used: { operator: string | null; key: SigningKey } | null = null;

const same = (one: SigningKey | null, other: SigningKey | null): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export class Signing {
  cards = $state<CardView[]>([]);
  looking = $state(true);
  /** Why no card can be listed; a file can be used all the same. */
  noCards = $state<string | null>(null);
  source = $state<'card' | 'file'>('file');
  /** Place of the chosen card in the list. */
  chosen = $state(0);
  path = $state('');
  busy = $state(false);
  failure = $state<string | null>(null);
  keptUntil = $state<string | null>(null);
  private readonly number: string;
  private readonly operator = app.session?.operator ?? null;

  constructor(number: string) {
    this.number = number;
    if (this.last?.key === 'file') this.path = this.last.path;
    void this.look();
  }

  /** The key of another operator is nobody's business. */
  private get last(): SigningKey | null {
    return used?.operator === this.operator ? used.key : null;
  }

  get card(): CardView | undefined {
    return this.cards[this.chosen];
  }

  get key(): SigningKey | null {
    if (this.source === 'file') return this.path.trim() ? { key: 'file', path: this.path.trim() } : null;
    if (!this.card || this.card.locked) return null;
    return { key: 'card', module: null, slot: this.card.slot, certificate: this.card.certificate };
  }

  /** Whether the PIN kept in memory is of the chosen key. */
  get hasPin(): boolean {
    return this.keptUntil !== null && same(this.key, this.last);
  }

  get asksForPin(): boolean {
    return !this.hasPin && !(this.source === 'card' && this.card?.pin_pad);
  }

  /** Lists the cards in the readers. */
  async look(): Promise<void> {
    this.looking = true;
    this.noCards = null;
    try {
      this.keptUntil = await api.pinKeptUntil();
      this.cards = await api.cards();
      this.noCards = this.cards.length === 0 ? 'Nessuna carta nel lettore: inseriscila e cerca di nuovo.' : null;
    } catch (error) {
      this.cards = [];
      this.noCards = explain(error);
    }
    const last = this.last;
    const place = this.cards.findIndex((card) => last?.key === 'card' && card.slot === last.slot);
    this.chosen = Math.max(0, place);
    this.source = last?.key ?? (this.cards.length > 0 ? 'card' : 'file');
    this.looking = false;
  }

  async forget(): Promise<void> {
    await api.pinForget();
    this.keptUntil = null;
  }

  async sign(pin: string): Promise<SignOutcome | null> {
    const key = this.key;
    if (this.busy || !key) return null;
    this.busy = true;
    this.failure = null;
    try {
      const typed = this.hasPin ? null : pin;
      const outcome = await api.certificateSign(this.number, key, typed);
      used = { operator: this.operator, key };
      return outcome;
    } catch (error) {
      this.failure = explain(error);
      this.keptUntil = await api.pinKeptUntil().catch(() => null);
      return null;
    } finally {
      this.busy = false;
    }
  }
}
