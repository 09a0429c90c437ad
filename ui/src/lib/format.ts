// Dates, amounts and codes for the reader: Italian, always in Italy's time.

const ZONE = 'Europe/Rome';
const dateTime = new Intl.DateTimeFormat('it-IT', {
  timeZone: ZONE,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const money = new Intl.NumberFormat('it-IT', { style: 'currency', currency: 'EUR' });
const whole = new Intl.NumberFormat('it-IT');

/** `1978-03-12` → `12/03/1978`, `1978-03` → `03/1978`, `1978` → `1978`. */
export function partialDate(text: string): string {
  return text.split('-').reverse().join('/');
}

/** An instant (RFC 3339) → `23/11/2026 08:00`. */
export function instant(text: string): string {
  return dateTime.format(new Date(text)).replace(',', '');
}

/** Cents → `16,52 €`. */
export function cents(amount: number): string {
  return money.format(amount / 100);
}

export function count(amount: number): string {
  return whole.format(amount);
}

/** `RSSMRA80A01L049L` → `RSS MRA 80A01 L049L`, in groups that are read aloud. */
export function codiceFiscale(code: string): string {
  if (code.length !== 16) return code;
  return [code.slice(0, 3), code.slice(3, 6), code.slice(6, 11), code.slice(11)].join(' ');
}

/** Completed years between a birth date, maybe partial, and a day. */
export function age(birth: string, today: Date): number {
  const [year = 0, month = 1, day = 1] = birth.split('-').map(Number);
  const before =
    today.getMonth() + 1 < month || (today.getMonth() + 1 === month && today.getDate() < day);
  return today.getFullYear() - year - (before ? 1 : 0);
}
