// Where the window is, and who is at it.

import { api, ApiError, type DeskStatus, type SessionState, type SignOutcome } from './api';
import { isAddress } from './keys';

export type Screen =
  | { name: 'desk' }
  | { name: 'citizen'; id: string }
  | { name: 'issue'; id: string; kind: string | null }
  | { name: 'register' }
  | { name: 'verify'; text?: string }
  | { name: 'import' }
  | { name: 'list' }
  | { name: 'centre' }
  | { name: 'settings'; page?: number };

/** A certificate to sign, and who wants to know that it is. */
interface ToSign {
  number: string;
  done: (outcome: SignOutcome) => void;
}

class Application {
  session = $state<SessionState | null>(null);
  status = $state<DeskStatus | null>(null);
  /** Whether `status` is what the desk said when it was last asked. */
  answered = $state(true);
  screen = $state<Screen>({ name: 'desk' });
  /** What is typed in the search box; it outlives the screens. */
  query = $state('');
  help = $state(false);
  /** The certificate that the dialog of the signature is open for. */
  toSign = $state<ToSign | null>(null);
  private asked = 0;

  constructor() {
    api.onAct(() => void this.poll());
  }

  go(screen: Screen): void {
    this.help = false;
    this.toSign = null;
    this.screen = screen;
  }

  /** Home: the search box, empty, with the focus. */
  home(query = ''): void {
    this.query = query;
    this.go({ name: 'desk' });
  }

  /** What a scanner read: a seal goes to be verified, all else is searched. */
  scanned(text: string): void {
    if (!isAddress(text)) this.home(text);
    else {
      this.query = '';
      this.go({ name: 'verify', text });
    }
  }

  async refresh(): Promise<void> {
    this.session = await api.sessionState();
    this.status = this.session.phase === 'open' ? await api.deskStatus() : null;
  }

  /** Asks again how the desk stands. It is cheap: every few seconds, and after each act. */
  async poll(): Promise<void> {
    if (this.session?.phase !== 'open') return;
    const asked = ++this.asked;
    const current = (): boolean => asked === this.asked && this.session?.phase === 'open';
    try {
      const status = await api.deskStatus();
      if (!current()) return;
      this.status = status;
      this.answered = true;
    } catch (error) {
      if (!current()) return;
      this.answered = false;
      // The centre revoked the counter: the desk has locked itself.
      if (error instanceof ApiError && error.code === 'locked') await this.leave(api.sessionState());
    }
  }

  async entered(session: SessionState): Promise<void> {
    this.session = session;
    this.home();
    await this.refresh();
  }

  async lock(): Promise<void> {
    await this.leave(api.sessionLock());
  }

  private async leave(session: Promise<SessionState>): Promise<void> {
    this.session = await session;
    if (this.session.phase === 'open') return;
    this.status = null;
    this.toSign = null;
    this.help = false;
  }
}

export const app = new Application();
