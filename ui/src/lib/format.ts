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
const time = new Intl.DateTimeFormat('it-IT', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat('it-IT', { timeZone: ZONE, day: '2-digit', month: '2-digit', year: 'numeric' });
// Swedish writes days as computers do.
const day = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE });
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

/** What a clerk types for an amount, `16,52` or `16`, → cents; `null` where it is not one. */
export function typedCents(text: string): number | null {
  const parts = /^(\d{1,6})(?:[,.](\d{1,2}))?\s*€?$/.exec(text.trim());
  if (!parts) return null;
  return Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
}

/** Cents → `16,52`, to be typed over. */
export function plainCents(amount: number): string {
  return (amount / 100).toFixed(2).replace('.', ',');
}

/** An instant (RFC 3339) → `10:47`. */
export function timeOfDay(text: string): string {
  return time.format(new Date(text));
}

/** An instant as it is said: `alle 10:47`, and the day with it where that is not today. */
export function moment(text: string, now = new Date()): string {
  const at = new Date(text);
  const hour = `alle ${time.format(at)}`;
  return day.format(at) === day.format(now) ? hour : `il ${date.format(at)} ${hour}`;
}

/** Since when: `dalle 10:47`, and the day with it where that is not today. */
export function since(text: string, now = new Date()): string {
  const at = new Date(text);
  return day.format(at) === day.format(now)
    ? `dalle ${time.format(at)}`
    : `dal ${date.format(at)} alle ${time.format(at)}`;
}

/** Today in Italy → `2026-11-23`. */
export function today(): string {
  return day.format(new Date());
}

export function count(amount: number): string {
  return whole.format(amount);
}

/** `1, 'atto', 'atti'` → `1 atto`. */
export function counted(amount: number, one: string, many: string): string {
  return `${count(amount)} ${amount === 1 ? one : many}`;
}

/**
 * What a clerk types for a day → `1978-03-12`; `null` where it is not one.
 * Takes `12/3/1978`, `12.03.1978`, `12-3-78` and `12031978`; two figures of a year are of this century up to
 * next year, else of the last.
 */
export function typedDate(text: string, today = new Date()): string | null {
  const parts =
    /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})$/.exec(text.trim()) ??
    /^(\d{2})(\d{2})(\d{4})$/.exec(text.trim());
  if (!parts) return null;
  const [day = 0, month = 0, typed = 0] = parts.slice(1).map(Number);
  const century = 2000 + typed <= today.getFullYear() + 1 ? 2000 : 1900;
  const year = parts[3]?.length === 2 ? century + typed : typed;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1000 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
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
