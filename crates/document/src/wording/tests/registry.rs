//! Kinds of the registry, in words.

use domain::Sex;

use super::told;

#[test]
fn birth_and_death() {
    insta::assert_snapshot!(told("AN01", Sex::Female), @"
    CERTIFICATO ANAGRAFICO DI NASCITA
    è nata a TARANTO (TA) il 12/03/1978, come risulta dall'atto di nascita n. 77, parte 1, serie A, anno 1978, del Comune di GROTTAGLIE.
    ");
    insta::assert_snapshot!(told("AN02", Sex::Male), @"
    CERTIFICATO ANAGRAFICO DI MORTE
    è deceduto il 02/05/2024;
    luogo del decesso: dato death place (dato inserito dall'operatore).
    ");
}

#[test]
fn ties() {
    insta::assert_snapshot!(told("AN03", Sex::Male), @"
    CERTIFICATO ANAGRAFICO DI MATRIMONIO
    ha contratto matrimonio con ČAPEK ANNA (nata il 02/01/1980) a GROTTAGLIE (TA) il 06/09/2008, come risulta dall'atto di matrimonio n. 31, parte 1, serie A, anno 2008, del Comune di GROTTAGLIE.
    ");
    insta::assert_snapshot!(told("AN11", Sex::Male), @"
    CERTIFICATO DI STATO CIVILE
    è coniugato con ČAPEK ANNA, matrimonio celebrato a GROTTAGLIE (TA) il 06/09/2008.
    ");
    insta::assert_snapshot!(told("AN17", Sex::Female), @"
    CERTIFICATO DI STATO LIBERO
    è di stato libero (nubile).
    ");
    insta::assert_snapshot!(told("AN18", Sex::Female), @"
    CERTIFICATO ANAGRAFICO DI UNIONE CIVILE
    ha costituito unione civile con ČAPEK ANNA (nata il 02/01/1980) a GROTTAGLIE (TA) il 06/09/2008, come risulta dall'atto di unione civile n. 31, parte 1, serie A, anno 2008, del Comune di GROTTAGLIE.
    ");
    insta::assert_snapshot!(told("AN19", Sex::Male), @"
    CERTIFICATO DI CONTRATTO DI CONVIVENZA
    convive di fatto con ŞERBAN IOANA (nata il 06/05/1981), in VIA QUINTO ENNIO 12/A e ha stipulato con la stessa persona un contratto di convivenza il 01/06/2020, registrato al n. 12/2020.
    ");
    insta::assert_snapshot!(told("AN21", Sex::Female), @"
    CERTIFICATO DI CONVIVENZA DI FATTO
    ha dichiarato la convivenza di fatto con ŞERBAN IOANA (nata il 06/05/1981) il 04/03/2019, in VIA QUINTO ENNIO 12/A.
    ");
    insta::assert_snapshot!(told("AN25", Sex::Female), @"
    CERTIFICATO DI VEDOVANZA
    è vedova di ČAPEK ANNA, con decesso avvenuto il 11/02/2021.
    ");
}

#[test]
fn citizenship_life_and_leaving() {
    insta::assert_snapshot!(told("AN04", Sex::Female), @"
    CERTIFICATO DI CANCELLAZIONE ANAGRAFICA
    è stata cancellata dall'anagrafe della popolazione residente di questo Comune il 02/05/2024, per trasferimento della residenza in altro comune.
    ");
    insta::assert_snapshot!(told("AN05", Sex::Female), @"
    CERTIFICATO DI CITTADINANZA
    è cittadina italiana.
    ");
    insta::assert_snapshot!(told("AN06", Sex::Male), @"
    CERTIFICATO STORICO DI CITTADINANZA
    per le cittadinanze risulta quanto segue:
    cittadinanze con le date: dato citizenship history (dato inserito dall'operatore).
    ");
    insta::assert_snapshot!(told("AN07", Sex::Male), @"
    CERTIFICATO DI ESISTENZA IN VITA
    è in vita alla data del 24/11/2026.
    ");
    insta::assert_snapshot!(told("AN27", Sex::Female), @"
    ATTESTAZIONE DI ISCRIZIONE ANAGRAFICA DI CITTADINO DELL'UNIONE
    è iscritta nell'anagrafe della popolazione residente di questo Comune quale cittadina dell'Unione europea (ROMANIA), con richiesta il 12/03/1978.
    ");
}

#[test]
fn residences() {
    insta::assert_snapshot!(told("AN08", Sex::Female), @"
    CERTIFICATO DI RESIDENZA
    è residente in questo Comune, in VIA QUINTO ENNIO 12/A, dal 15/06/2010.
    ");
    insta::assert_snapshot!(told("AN09", Sex::Female), @"
    CERTIFICATO STORICO DI RESIDENZA
    per le residenze risulta quanto segue:
    indirizzi con le date: dato residence history (dato inserito dall'operatore).
    ");
    insta::assert_snapshot!(told("AN10", Sex::Female), @"
    CERTIFICATO DI RESIDENZA AIRE
    è iscritta all'anagrafe degli italiani residenti all'estero (AIRE) di questo Comune, dal 01/07/2015, con residenza in HAUPTSTRASSE 12, KÖLN, GERMANIA, consolato di COLONIA.
    ");
    insta::assert_snapshot!(told("AN14", Sex::Male), @"
    CERTIFICATO DI RESIDENZA IN CONVIVENZA
    è residente in questo Comune nella convivenza anagrafica «CASA DI RIPOSO INVENTATA», convivenza di assistenza, in VIA QUINTO ENNIO 12/A.
    ");
    insta::assert_snapshot!(told("AN20", Sex::Female), @"
    CERTIFICATO STORICO DI RESIDENZA ALLA DATA
    alla data del 01/01/2018 era residente in questo Comune, in VIA QUINTO ENNIO 12/A.
    ");
    insta::assert_snapshot!(told("AN26", Sex::Male), @"
    CERTIFICATO DI RESIDENZA ALLA DATA DI EMIGRAZIONE O DI MORTE
    è stato residente in questo Comune, in VIA QUINTO ENNIO 12/A fino alla cancellazione per emigrazione il 02/05/2024.
    ");
}

#[test]
fn votes_and_conscription() {
    insta::assert_snapshot!(told("EL01", Sex::Female), @"
    CERTIFICATO DI ISCRIZIONE NELLE LISTE ELETTORALI
    è iscritta nelle liste elettorali di questo Comune.
    ");
    insta::assert_snapshot!(told("EL02", Sex::Male), @"
    CERTIFICATO DI GODIMENTO DEI DIRITTI POLITICI
    gode dei diritti politici.
    ");
    insta::assert_snapshot!(told("LE01", Sex::Male), @"
    CERTIFICATO DI ISCRIZIONE NELLE LISTE DI LEVA O DI ESITO DI LEVA
    per la leva risulta quanto segue:
    classe di leva: valore leva class (dato inserito dall'operatore);
    iscrizione o esito: valore leva outcome (dato inserito dall'operatore).
    ");
}
