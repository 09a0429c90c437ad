// How this window looks to who sits at it: kept with the window, not with the comune.

const KEY = 'appearance';

export interface Look {
  theme: 'system' | 'light' | 'dark';
  text: 'normal' | 'large';
  touch: 'off' | 'on';
}

class Appearance {
  look = $state<Look>({ theme: 'system', text: 'normal', touch: 'off' });

  /** Takes what was chosen last time. */
  restore(): void {
    try {
      Object.assign(this.look, JSON.parse(localStorage.getItem(KEY) ?? '{}'));
    } catch {
      localStorage.removeItem(KEY);
    }
    this.apply();
  }

  change(part: Partial<Look>): void {
    Object.assign(this.look, part);
    localStorage.setItem(KEY, JSON.stringify(this.look));
    this.apply();
  }

  private apply(): void {
    const root = document.documentElement.dataset;
    root['theme'] = this.look.theme;
    root['text'] = this.look.text;
    root['touch'] = this.look.touch;
  }
}

export const appearance = new Appearance();
