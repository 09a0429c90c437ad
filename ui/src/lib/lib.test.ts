import { describe, expect, it } from 'vitest';

import { age, cents, codiceFiscale, counted, partialDate, plainCents, typedCents, typedDate } from './format';
import { printed } from './it';
import { isAddress, ScanBurst } from './keys';

describe('what the clerk reads', () => {
  it('writes dates, amounts and codes as Italians do', () => {
    expect(partialDate('1978-03-12')).toBe('12/03/1978');
    expect(partialDate('1978-03')).toBe('03/1978');
    expect(partialDate('1978')).toBe('1978');
    expect(cents(1652).replace(/\s/, ' ')).toBe('16,52 €');
    expect(codiceFiscale('RSSMRA80A01L049L')).toBe('RSS MRA 80A01 L049L');
    expect(codiceFiscale('90123456783')).toBe('90123456783');
  });

  it('takes a day as clerks type it', () => {
    const today = new Date(2026, 10, 24);
    for (const text of ['12/3/1978', '12.03.1978', ' 12-3-78', '12031978', '12 3 1978']) {
      expect(typedDate(text, today)).toBe('1978-03-12');
    }
    expect(typedDate('1/1/27', today)).toBe('2027-01-01');
    expect(typedDate('1/1/28', today)).toBe('1928-01-01');
    for (const text of ['', '31/02/2026', '12/13/1978', '1978', '12/3', '1/1/0026', 'ieri']) {
      expect(typedDate(text, today)).toBeNull();
    }
  });

  it('takes an amount as clerks type it', () => {
    const typed = ['16', '16,5', '16,52', '16.52', ' 0,26 € ', '16,525', '-1', '', 'sedici'];
    expect(typed.map(typedCents)).toEqual([1600, 1650, 1652, 1652, 26, null, null, null, null]);
    expect(typedCents(plainCents(1652))).toBe(1652);
  });

  it('tells a seal from what is searched, whatever keyboard the scanner believes in', () => {
    expect(['HTTPS://X.IT/V#S1ABC', 'https://x', 'HTTPSÇ&&X.IT', 'HTTPS>--X'].map(isAddress)).toEqual([true, true, true, true]);
    expect(['rossi mario', 'https', '12/03/1978', 'RSSMRA80A01L049L', ''].map(isAddress)).toEqual([false, false, false, false, false]);
  });

  it('counts one and many', () => {
    expect(counted(1, 'atto', 'atti')).toBe('1 atto');
    expect(counted(1200, 'atto', 'atti')).toBe('1200 atti');
    expect(counted(0, 'atto', 'atti')).toBe('0 atti');
  });

  it('counts completed years', () => {
    expect(age('1978-03-12', new Date(2026, 2, 11))).toBe(47);
    expect(age('1978-03-12', new Date(2026, 2, 12))).toBe(48);
  });

  it('says that a failed print leaves the act', () => {
    const text = printed({ outcome: 'failed', printer: 'X', reason: 'Carta finita.' }, '0000123');
    expect(text).toContain('0000123 è emesso e salvato');
  });
});

describe('a scanner that types', () => {
  const type = (text: string, gap: number): string | null => {
    const burst = new ScanBurst();
    let at = 0;
    let scanned: string | null = null;
    for (const key of [...text, 'Enter']) scanned = burst.key(key, (at += gap));
    return scanned;
  };

  it('is told from a hand by its speed', () => {
    expect(type('RSSMRA80A01L049L', 8)).toBe('RSSMRA80A01L049L');
    expect(type('RSSMRA80A01L049L', 90)).toBeNull();
    expect(type('1', 8)).toBeNull();
  });
});
