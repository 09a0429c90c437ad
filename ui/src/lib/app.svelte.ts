// Where the window is, and who is at it.

import { api, type DeskStatus, type SessionState } from './api';

export type Screen =
  | { name: 'desk' }
  | { name: 'citizen'; id: string }
  | { name: 'issue'; id: string; kind: string }
  | { name: 'register' }
  | { name: 'import' }
  | { name: 'settings' };

class Application {
  session = $state<SessionState | null>(null);
  status = $state<DeskStatus | null>(null);
  screen = $state<Screen>({ name: 'desk' });
  /** What is typed in the search box; it outlives the screens. */
  query = $state('');
  help = $state(false);

  go(screen: Screen): void {
    this.help = false;
    this.screen = screen;
  }

  /** Home: the search box, empty, with the focus. */
  home(query = ''): void {
    this.query = query;
    this.go({ name: 'desk' });
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
