// The Italian words that more than one screen shows.

import type { Amount, Issuing, PersonHit, PrintOutcome, SealKeyView, SignOutcome, Switch, Verdict } from './api';

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
