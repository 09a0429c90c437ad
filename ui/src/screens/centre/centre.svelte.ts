// The exchange with the centre: how it stands, and "now".

import { api, type ExchangeView } from '../../lib/api';
import { app } from '../../lib/app.svelte';
import { explain } from '../../lib/errors';
import { exchanged } from '../../lib/it';

/** While acts go out, how many are left is asked so often. */
const COUNT_EVERY_MS = 500;

export class CentreExchange {
  view = $state<ExchangeView | null>(null);
  running = $state(false);
  failure = $state<string | null>(null);
  done = $state<string | null>(null);
  private asked = 0;

  /** What changes when an exchange has done something. */
  get stand(): string {
    const { waiting, waiting_since, aligned_at, offline_since, failure, exceptions, enrolled } = app.status ?? {};
    return JSON.stringify([waiting, waiting_since, aligned_at, offline_since, failure, exceptions, enrolled]);
  }

  async load(): Promise<void> {
    const asked = ++this.asked;
    try {
      const view = await api.exchangeState();
      if (asked === this.asked) this.view = view;
    } catch (error) {
      if (asked === this.asked) this.failure = explain(error);
    }
  }

  /** Exchanges at once. Whatever is not delivered goes by itself later. */
  async align(): Promise<void> {
    if (this.running || !this.view?.centre) return;
    this.running = true;
    this.failure = null;
    this.done = null;
    const counting = setInterval(() => void app.poll(), COUNT_EVERY_MS);
    try {
      this.done = exchanged(await api.exchangeRun());
    } catch (error) {
      this.failure = explain(error);
    } finally {
      clearInterval(counting);
      this.running = false;
    }
    await this.load();
  }
}
