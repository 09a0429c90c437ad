//! Civil status, authentications, declarations and receipts, in words.

use domain::Sex;

use super::{act, certificate, told};

#[test]
fn civil_status() {
    insta::assert_snapshot!(told("SC01", Sex::Female), @"
    CERTIFICATO DI NASCITA
    è nata a TARANTO (TA) il 12/03/1978, come risulta dall'atto di nascita n. 77, parte 1, serie A, anno 1978, del Comune di GROTTAGLIE.
    ");
    insta::assert_snapshot!(told("SC02", Sex::Male), @"
    CERTIFICATO DI MATRIMONIO
    ha contratto matrimonio con ČAPEK ANNA (nata il 02/01/1980) a GROTTAGLIE (TA) il 06/09/2008, come risulta dall'atto di matrimonio n. 31, parte 1, serie A, anno 2008, del Comune di GROTTAGLIE.
    ");
    insta::assert_snapshot!(told("SC03", Sex::Male), @"
    CERTIFICATO DI MORTE
    è deceduto il 02/05/2024;
    luogo del decesso: dato death place (dato inserito dall'operatore);
    atto di morte: dato death act (dato inserito dall'operatore).
    ");
    insta::assert_snapshot!(told("SC04", Sex::Female), @"
    CERTIFICATO DI UNIONE CIVILE
    ha costituito unione civile con ČAPEK ANNA (nata il 02/01/1980) a GROTTAGLIE (TA) il 06/09/2008, come risulta dall'atto di unione civile n. 31, parte 1, serie A, anno 2008, del Comune di GROTTAGLIE;
    regime patrimoniale: valore union regime (dato inserito dall'operatore).
    ");
    insta::assert_snapshot!(told("SC05", Sex::Female), @"
    ESTRATTO PER RIASSUNTO DELL'ATTO DI NASCITA
    è nata a TARANTO (TA) il 12/03/1978, come risulta dall'atto di nascita n. 77, parte 1, serie A, anno 1978, del Comune di GROTTAGLIE;
    annotazioni: valore annotations (dato inserito dall'operatore).
    ");
    insta::assert_snapshot!(told("SC06", Sex::Male), @"
    ESTRATTO PER RIASSUNTO DELL'ATTO DI MATRIMONIO
    ha contratto matrimonio con ČAPEK ANNA (nata il 02/01/1980) a GROTTAGLIE (TA) il 06/09/2008, come risulta dall'atto di matrimonio n. 31, parte 1, serie A, anno 2008, del Comune di GROTTAGLIE;
    annotazioni: valore annotations (dato inserito dall'operatore).
    ");
    insta::assert_snapshot!(told("SC07", Sex::Female), @"
    ESTRATTO PER RIASSUNTO DELL'ATTO DI MORTE
    è deceduta il 02/05/2024;
    luogo del decesso: dato death place (dato inserito dall'operatore);
    atto di morte: dato death act (dato inserito dall'operatore);
    annotazioni: valore annotations (dato inserito dall'operatore).
    ");
    insta::assert_snapshot!(told("SC12", Sex::Female), @"
    CERTIFICATO DI ESEGUITE PUBBLICAZIONI DI MATRIMONIO
    ha eseguito in questo Comune le pubblicazioni di matrimonio con valore spouse name, valore spouse birth, n. valore publication number, dal valore published from al valore published until, senza che sia stata notificata opposizione.
    ");
}

#[test]
fn authentications() {
    insta::assert_snapshot!(told("AU01", Sex::Male), @"
    AUTENTICA DI COPIA
    identità accertata mediante valore identity, attesta che la presente copia di valore document, composta di n. valore sheets fogli per n. valore pages facciate, è conforme all'originale (valore original is).
    ");
    insta::assert_snapshot!(told("AU02", Sex::Female), @"
    AUTENTICA DI SOTTOSCRIZIONE
    identità accertata mediante valore identity, attesta che la sottoscrizione in calce a valore document è stata apposta in propria presenza dalla persona sopra indicata.
    ");
    insta::assert_snapshot!(told("AU03", Sex::Male), @"
    AUTENTICA DI FIRMA PER PASSAGGIO DI PROPRIETÀ DI VEICOLO
    identità accertata mediante valore identity, attesta che la persona sopra indicata ha apposto in propria presenza la firma sull'atto di vendita del veicolo valore vehicle a favore di valore buyer.
    ");
    insta::assert_snapshot!(told("AU04", Sex::Female), @"
    LEGALIZZAZIONE DI FOTOGRAFIA
    identità accertata mediante valore identity, attesta che la fotografia qui applicata, da usare per valore photo for, è della persona sopra indicata.
    ");
    insta::assert_snapshot!(told("AU05", Sex::Female), @"
    DELEGA A RISCUOTERE LA PENSIONE, CON FIRMA AUTENTICATA
    identità accertata mediante valore identity, attesta che la persona sopra indicata ha sottoscritto in propria presenza la delega a valore delegate a riscuotere la pensione valore pension.
    ");
}

#[test]
fn declarations_and_receipts() {
    insta::assert_snapshot!(told("DS01", Sex::Female), @"
    DICHIARAZIONE SOSTITUTIVA DI CERTIFICAZIONE
    La sottoscritta, consapevole delle sanzioni penali previste dall'art. 76 del d.P.R. 445/2000 per le ipotesi di falsità in atti e dichiarazioni mendaci, dichiara:
    di essere nata a TARANTO (TA) il 12/03/1978, come risulta dall'atto di nascita n. 77, parte 1, serie A, anno 1978, del Comune di GROTTAGLIE;
    di essere residente in questo Comune, in VIA QUINTO ENNIO 12/A, dal 15/06/2010;
    di essere cittadina italiana.
    ");
    insta::assert_snapshot!(told("DS02", Sex::Male), @"
    DICHIARAZIONE SOSTITUTIVA DI ATTO DI NOTORIETÀ
    Il sottoscritto, consapevole delle sanzioni penali previste dall'art. 76 del d.P.R. 445/2000 per le ipotesi di falsità in atti e dichiarazioni mendaci, dichiara:
    valore declaration.
    ");
    insta::assert_snapshot!(told("CI02", Sex::Female), @"
    RICEVUTA DELLA RICHIESTA DI CARTA D'IDENTITÀ ELETTRONICA
    ha richiesto in data odierna la carta d'identità elettronica, pratica n. valore case number.
    ");
}

#[test]
fn a_self_declaration_is_signed_by_the_citizen_and_bears_no_official() {
    let text = act(&certificate("DS01", Sex::Female)).text();
    assert!(!text.contains("Prova Inventata"), "{text}");
    insta::assert_snapshot!(text, @"
    COMUNE DI GROTTAGLIE
    Provincia di Taranto · Ufficio Anagrafe
    Atto n. E205-02-2026-0000123
    DICHIARAZIONE SOSTITUTIVA DI CERTIFICAZIONE
    DICHIARAZIONE RESA DA
    ai sensi del d.P.R. 28 dicembre 2000, n. 445
    D'AMICO NICOLÒ
    nata a TARANTO (TA) il 12/03/1978
    codice fiscale RSSMRA80A01L049L
    La sottoscritta, consapevole delle sanzioni penali previste dall'art. 76 del d.P.R. 445/2000 per le ipotesi di falsità in atti e dichiarazioni mendaci, dichiara:
    di essere nata a TARANTO (TA) il 12/03/1978, come risulta dall'atto di nascita n. 77, parte 1, serie A, anno 1978, del Comune di GROTTAGLIE;
    di essere residente in questo Comune, in VIA QUINTO ENNIO 12/A, dal 15/06/2010;
    di essere cittadina italiana.
    I dati sono trattati dal Comune solo per il procedimento per il quale la dichiarazione è resa (Reg. UE 2016/679, art. 13).
    Esente da imposta di bollo ai sensi di: art. 37 d.P.R. 445/2000.
    Validità: la stessa del certificato sostituito (d.P.R. 445/2000, art. 48, c. 1).
    Dati dell'anagrafe aggiornati al 23/11/2026, ore 08:00.
    Grottaglie, 24/11/2026
    La dichiarante D'AMICO NICOLÒ
    ");
}
