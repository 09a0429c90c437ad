// Keys that hold everywhere, and scans that arrive as typing.

/** Characters closer together than this, in milliseconds, come from a scanner and no hand. */
const SCAN_GAP_MS = 30;
const SCAN_MIN = 6;

/** Collects a burst of characters that no hand could type. */
export class ScanBurst {
  private text = '';
  private last = -Infinity;

  /** Takes a key; returns the scanned text when the burst ends with Enter or Tab. */
  key(key: string, at: number): string | null {
    if (at - this.last > SCAN_GAP_MS) this.text = '';
    this.last = at;
    if (key === 'Enter' || key === 'Tab') {
      const scanned = this.text.length >= SCAN_MIN ? this.text : null;
      this.text = '';
      return scanned;
    }
    if (key.length === 1) this.text += key;
    return null;
  }
}

/**
 * Tells whether a text is a web address, as a seal is: no person's name is. The sign after the letters depends
 * on the keyboard that the scanner believes it is.
 */
export function isAddress(text: string): boolean {
  return /^https?[^a-z0-9\s]/i.test(text.trim());
}

/** Tells whether an element takes typing itself. */
export function takesTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select');
}
