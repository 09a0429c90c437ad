// The search as the clerk types it: only the answer to what stands in the box is shown.

import { api, type PersonHit } from '../../lib/api';
import { explain } from '../../lib/errors';

/** How long the index may take before it is asked again, in milliseconds. */
const AGAIN_MS = 150;

export class Search {
  hits = $state<PersonHit[]>([]);
  more = $state(false);
  ready = $state(true);
  failure = $state<string | null>(null);
  selected = $state(0);
  /** What the hits belong to. */
  answered = $state('');
  private asked = '';

  async ask(query: string): Promise<void> {
    this.asked = query;
    if (query.trim() === '') {
      this.hits = [];
      this.more = false;
      this.answered = query;
      return;
    }
    try {
      const answer = await api.search(query);
      // A late answer to what is no longer in the box is not shown.
      if (answer.query !== this.asked) return;
      this.ready = answer.ready;
      if (!answer.ready) {
        setTimeout(() => void this.ask(this.asked), AGAIN_MS);
        return;
      }
      this.hits = answer.hits;
      this.more = answer.more;
      this.selected = 0;
      this.answered = query;
      this.failure = null;
    } catch (error) {
      this.failure = explain(error);
    }
  }

  move(by: number): void {
    const last = this.hits.length - 1;
    this.selected = Math.max(0, Math.min(last, this.selected + by));
  }

  get chosen(): PersonHit | undefined {
    return this.hits[this.selected];
  }
}
