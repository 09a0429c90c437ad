// The Italian words that more than one screen shows.

import type { PersonHit, PrintOutcome } from './api';

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
  ['1 … 9', 'sulla persona: emetti quel certificato'],
  ['Ctrl+Invio', 'emetti e stampa'],
  ['Ctrl+R', 'ristampa'],
  ['F3', 'registro dei certificati'],
  ['F4', 'importa l’anagrafe'],
  ['F6', 'impostazioni'],
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
