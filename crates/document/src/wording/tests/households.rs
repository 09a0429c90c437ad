//! Households, in words.

use domain::Sex;

use super::told;

#[test]
fn households() {
    insta::assert_snapshot!(told("AN12", Sex::Female), @"
    CERTIFICATO DI STATO DI FAMIGLIA
    fa parte della famiglia anagrafica residente in questo Comune, in VIA QUINTO ENNIO 12/A, che alla data del 24/11/2026 è così composta:
    1. D'AMICO NICOLÒ, nata a TARANTO (TA) il 12/03/1978; intestataria della scheda
    2. D'AMICO ŁUCJA, nata a TARANTO (TA) nel mese di luglio 2005
    ");
    insta::assert_snapshot!(told("AN13", Sex::Female), @"
    CERTIFICATO DI STATO DI FAMIGLIA E DI STATO CIVILE
    fa parte della famiglia anagrafica residente in questo Comune, in VIA QUINTO ENNIO 12/A, che alla data del 24/11/2026 è così composta:
    1. D'AMICO NICOLÒ, nata a TARANTO (TA) il 12/03/1978; nubile; intestataria della scheda
    2. D'AMICO ŁUCJA, nata a TARANTO (TA) nel mese di luglio 2005; nubile
    ");
    insta::assert_snapshot!(told("AN15", Sex::Male), @"
    CERTIFICATO DI STATO DI FAMIGLIA AIRE
    fa parte della famiglia iscritta all'AIRE di questo Comune, in HAUPTSTRASSE 12, KÖLN, GERMANIA, che alla data del 24/11/2026 è così composta:
    1. D'AMICO NICOLÒ, nato a TARANTO (TA) il 12/03/1978; intestatario della scheda
    2. D'AMICO ŁUCJA, nata a TARANTO (TA) nel mese di luglio 2005
    ");
    insta::assert_snapshot!(told("AN16", Sex::Female), @"
    CERTIFICATO DI STATO DI FAMIGLIA CON RAPPORTI DI PARENTELA
    fa parte della famiglia anagrafica residente in questo Comune, in VIA QUINTO ENNIO 12/A, che alla data del 24/11/2026 è così composta:
    1. D'AMICO NICOLÒ, nata a TARANTO (TA) il 12/03/1978; intestataria della scheda
    2. D'AMICO ŁUCJA, nata a TARANTO (TA) nel mese di luglio 2005; figlia
    ");
    insta::assert_snapshot!(told("AN22", Sex::Male), @"
    CERTIFICATO STORICO DI STATO DI FAMIGLIA ALLA DATA
    alla data del 01/01/2018 apparteneva alla famiglia anagrafica composta come segue:
    componenti della famiglia alla data: valore household on day (dato inserito dall'operatore).
    ");
    insta::assert_snapshot!(told("AN23", Sex::Female), @"
    CERTIFICATO DI STATO DI FAMIGLIA ORIGINARIO
    appartiene o ha appartenuto alla famiglia anagrafica che dalla costituzione ha avuto la composizione che segue:
    composizione della famiglia dalla costituzione, con gli eventi: valore household origin (dato inserito dall'operatore).
    ");
}
