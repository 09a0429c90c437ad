// Where the window is, and who is at it.

import { api, type DeskStatus, type SessionState, type SignOutcome } from './api';
import { isAddress } from './keys';

export type Screen =
  | { name: 'desk' }
  | { name: 'citizen'; id: string }
  | { name: 'issue'; id: string; kind: string | null }
  | { name: 'register' }
  | { name: 'verify'; text?: string }
  | { name: 'import' }
  | { name: 'list' }
  | { name: 'settings' };

/** A certificate to sign, and who wants to know that it is. */
interface ToSign {
  number: string;
  done: (outcome: SignOutcome) => void;
}

class Application {
  session = $state<SessionState | null>(null);
  status = $state<DeskStatus | null>(null);
  screen = $state<Screen>({ name: 'desk' });
  /** What is typed in the search box; it outlives the screens. */
  query = $state('');
  help = $state(false);
  /** The certificate that the dialog of the signature is open for. */
  toSign = $state<ToSign | null>(null);

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

  async entered(session: SessionState): Promise<void> {
    this.session = session;
    this.home();
    await this.refresh();
  }

  async lock(): Promise<void> {
    this.session = await api.sessionLock();
    this.status = null;
  }
}

export const app = new Application();
