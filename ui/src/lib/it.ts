// The Italian words that more than one screen shows.

import type { Amount, DeskStatus, ExchangeResult, Issuing, PersonHit, PrintOutcome, SealKeyView, SignOutcome, Switch, Verdict } from './api';
import { counted, moment, since } from './format';

export const statusLabel: Record<PersonHit['status'], string> = {
  resident: 'residente',
  aire: 'AIRE',
  dead: 'deceduto/a',
  emigrated: 'emigrato/a',
  cancelled: 'cancellato/a',
};

export const keys: [string, string][] = [
  ['F1', 'questo elenco'],
  ['F2, Esc Esc', 'cerca una persona'],
  ['↑ ↓ Invio', 'scegli nell’elenco e apri'],
  ['1 … 9, 0', 'sulla persona: emetti quel certificato, o sceglilo dall’elenco'],
  ['Ctrl+Invio', 'emetti e stampa'],
  ['Ctrl+D', 'alla pubblica amministrazione: l’autocertificazione'],
  ['Ctrl+R', 'ristampa'],
  ['Ctrl+F', 'firma il certificato'],
  ['F3', 'registro dei certificati'],
  ['F4', 'importa l’anagrafe'],
  ['F5', 'verifica un certificato'],
  ['F6', 'impostazioni'],
  ['F7', 'certificati per un elenco di persone'],
  ['F8', 'il centro servizi: che cosa aspetta, che cosa è arrivato'],
  ['Ctrl+L', 'blocca lo sportello'],
];

/** Says what became of the paper. */
export function printed(outcome: PrintOutcome, number: string): string {
  switch (outcome.outcome) {
    case 'printed':
      return `In stampa su «${outcome.printer}».`;
    case 'viewer':
      return 'Aperto nel visualizzatore: stampalo da lì.';
    case 'not_requested':
      return 'Non stampato.';
    case 'failed':
      return `${outcome.reason} Il certificato ${number} è emesso e salvato: ristampalo (Ctrl+R) quando la stampante è pronta.`;
  }
}

/** Why the exchange stopped, in the few words that the strip has room for. */
const stopped: Record<string, string> = {
  clock_off: 'l’orologio di questo computer non è giusto',
  not_the_centre: 'chi risponde non è il centro servizi',
  no_progress: 'il centro servizi e questo sportello non si intendono',
};

export interface Alignment {
  state: 'alone' | 'aligned' | 'waiting' | 'offline';
  text: string;
}

/** How the counter stands with the centre: what is so, what goes on, what cannot be done now. */
export function alignment(status: DeskStatus): Alignment {
  const { enrolled, failure, offline_since: offline, aligned_at: aligned } = status;
  if (!enrolled) return { state: 'alone', text: 'Sportello da solo: non è iscritto a un centro servizi' };
  if (offline && failure === 'no_answer') {
    return {
      state: 'offline',
      text: `Senza linea ${since(offline)}: si lavora lo stesso; quello che fanno gli altri sportelli arriva dopo`,
    };
  }
  if (offline) {
    const why = stopped[failure ?? ''] ?? 'l’allineamento non riesce';
    return { state: 'offline', text: `Non allineato ${since(offline)}: ${why}; si lavora lo stesso` };
  }
  if (status.waiting > 0) return { state: 'waiting', text: waiting(status) };
  return aligned
    ? { state: 'aligned', text: `Allineato ${moment(aligned)}` }
    : { state: 'waiting', text: 'Non ancora allineato' };
}

/** `3 atti in attesa dalle 09:50`; empty where none waits. */
export function waiting(status: { waiting: number; waiting_since: string | null }): string {
  if (status.waiting === 0) return '';
  const from = status.waiting_since ? ` ${since(status.waiting_since)}` : '';
  return `${counted(status.waiting, 'atto', 'atti')} in attesa${from}`;
}

/** What an alignment did. */
export function exchanged(done: ExchangeResult): string {
  const sent = counted(done.sent, 'atto consegnato', 'atti consegnati');
  const received = counted(done.received, 'novità ricevuta', 'novità ricevute');
  const left = done.waiting > 0 ? ` Nel frattempo ne ${done.waiting === 1 ? 'è arrivato' : 'sono arrivati'} ${done.waiting}: partono subito.` : '';
  return `Allineato: ${sent}, ${received}.${left}`;
}

/** The answer of a verification, in words that are read from afar. */
export const verdictLabel: Record<Verdict, string> = {
  genuine: 'AUTENTICO',
  not_genuine: 'NON AUTENTICO',
  cannot_tell: 'NON SI PUÒ DIRE',
};

export const sealKeyLabel: Record<SealKeyView['state'], string> = {
  active: 'in uso',
  superseded: 'sostituita',
  compromised: 'revocata',
};

export const amountLabel: Record<Amount, string> = {
  stamp_duty: 'Imposta di bollo',
  fee_stamped: 'Diritti, in bollo',
  fee_exempt: 'Diritti, in carta libera',
  history_stamped: 'Ricerca storica a nominativo, in bollo',
  history_exempt: 'Ricerca storica a nominativo, in carta libera',
  cie_state: 'Carta d’identità: parte dello Stato',
  cie_fixed: 'Carta d’identità: diritto fisso',
  cie_fee: 'Carta d’identità: diritti',
};

export const switchLabel: Record<Switch, string> = {
  cash_rounding: 'In contanti si arrotonda a 5 centesimi (d.l. 50/2017)',
  handmade_history: 'Le ricerche storiche si fanno a mano e si pagano a nominativo',
};

export const issuingLabel: Record<Issuing, string> = {
  local: 'sempre, da questo sportello',
  emergency: 'solo in emergenza',
  anpr: 'mai: si chiede ad ANPR',
};

/** Says who has signed, and what is missing. */
export function signed(outcome: SignOutcome): string {
  if (outcome.no_time_stamp) return `Firmato da ${outcome.signer}. ${outcome.no_time_stamp}`;
  return `Firmato da ${outcome.signer}${outcome.timestamped ? ', con marca temporale' : ''}.`;
}
