// Error code → what happened · what is safe · what to do.

import { ApiError } from './api';

export const texts: Record<string, string> = {
  locked: 'Lo sportello è bloccato. Entra di nuovo con la tua password: nulla è andato perso.',
  missing: 'In questa cartella non c’è ancora uno sportello.',
  exists: 'In questa cartella c’è già uno sportello: non è stato toccato.',
  no_person: 'La persona non è più nell’anagrafe di questo sportello. Cercala di nuovo.',
  ambiguous_person: 'Più persone hanno questo codice fiscale. Cerca per nome e data di nascita.',
  no_registry: 'L’anagrafe è vuota: importala prima (F4).',
  preview_stale:
    'Nel frattempo qualcosa è cambiato: l’anteprima è stata rifatta. Controllala e premi di nuovo.',
  no_certificate: 'Nel registro non c’è un certificato con questo numero.',
  already_voided: 'Il certificato è già annullato: non si stampa e non si annulla più.',
  clock_behind:
    'L’orologio del computer è indietro rispetto all’ultimo atto. Nulla è stato scritto: correggi data e ora e riprova.',
  cancelled: 'Importazione annullata: l’anagrafe è come prima.',
  wrong_password: 'Nome utente o password sbagliati. Riprova.',
  store_locked:
    'L’archivio è aperto in un’altra finestra. Chiudi quella e riprova: nulla è andato perso.',
  not_encrypted:
    'Il file dell’archivio non è cifrato: non è quello di questo sportello. Non è stato toccato. Chiama il centro servizi.',
  not_a_database:
    'Il file dell’archivio non si riconosce o è rovinato. Non è stato toccato. Chiama il centro servizi per rimetterlo dal backup.',
  newer_version:
    'L’archivio è di una versione più nuova del programma. Aggiorna il programma: nulla è andato perso.',
  disk_full: 'Il disco è pieno. Nulla è stato scritto a metà: libera spazio e riprova.',
  older_registry: 'Il file è più vecchio dell’anagrafe che c’è già: non è stato importato.',
  nobody_accepted:
    'Nel file non c’è nessuna persona importabile: l’anagrafe è rimasta come prima. Controlla di aver scelto il file giusto.',
  contrassegno_used: 'Il contrassegno è già stato usato per un altro certificato: ne serve un altro.',
  document: 'Il documento non si può disegnare. Nulla è stato scritto. Segnala il caso al centro servizi.',
  file: 'Il file non si legge. Controlla che esista e riprova. File:',
  import: 'Il file non è stato importato e l’anagrafe è come prima.',
  blocked: 'Il certificato non si può emettere.',
  seal: 'Il sigillo non si può fare: la chiave di questo sportello non si legge. Nulla è stato scritto. Chiama il centro servizi.',
  pin_needed: 'Scrivi il PIN della carta, o la password del file della firma.',
  signing: 'La firma non è riuscita. Il certificato è salvo.',
  stamping: 'La marca temporale non è stata aggiunta. La firma resta valida.',
  printing: 'La stampante non risponde.',
  alone:
    'Questo sportello lavora da solo: non è iscritto a un centro servizi. Iscrivilo con il codice che il centro ti dà (Impostazioni, Alt+8).',
  no_answer:
    'Il centro servizi non risponde. Nulla è andato perso: gli atti aspettano qui e partono da soli quando la linea torna.',
  clock_off:
    'L’orologio di questo computer non è giusto e il centro servizi non accetta gli atti. Correggi data e ora: gli atti aspettano qui.',
  revoked:
    'Il centro servizi ha revocato questo sportello: l’archivio è stato chiuso. Nulla è stato cancellato. Chiama il centro servizi.',
  bad_code:
    'Il codice non è valido: controlla di averlo scritto tutto, o chiedine uno nuovo. Un codice vale una volta e per sette giorni.',
  address: 'Non è l’indirizzo di un centro servizi: comincia con https:// e ha solo il nome e la porta.',
  number_taken:
    'Il comune ha già uno sportello con questo numero, e qui sono già stati emessi certificati che lo portano. Nulla è cambiato: chiama il centro servizi.',
  not_the_centre:
    'Chi risponde a quell’indirizzo non è il centro servizi di questo sportello (può essere la pagina di accesso della rete). Nulla è stato consegnato: gli atti aspettano qui.',
  no_progress:
    'Il centro servizi e questo sportello non si intendono sugli atti da consegnare. Nulla è andato perso: chiama il centro servizi.',
};

/** What Rust says of these is the whole sentence, with what only this case knows. */
const WHOLE = [
  'invalid',
  'printing',
  'blocked',
  'signing',
  'stamping',
  'alone',
  'no_answer',
  'clock_off',
  'revoked',
  'bad_code',
  'address',
  'number_taken',
  'not_the_centre',
  'no_progress',
];

/** Explains an error to the clerk. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) {
    return 'Il programma non ha risposto. Nulla è andato perso: riprova; se succede ancora chiama il centro servizi.';
  }
  const text = texts[error.code];
  if (WHOLE.includes(error.code)) {
    return error.detail ?? text ?? 'Il valore scritto non va bene.';
  }
  if (text) return error.detail ? `${text} ${error.detail}` : text;
  return `L’archivio non ha fatto quanto chiesto e nulla è stato scritto. Riprova; se succede ancora chiama il centro servizi (riferimento: ${error.code}).`;
}
