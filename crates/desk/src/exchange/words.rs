//! Why an exchange stopped, for the window by a code and for people in words.

use crate::Error;

/// Returns the code under which the window's table of texts has a failed exchange.
#[must_use]
pub fn exchange_code(error: &Error) -> &'static str {
    use sync::Error as E;
    let Error::Exchange(error) = error else {
        return "store";
    };
    match error {
        E::Alone => "alone",
        E::NoAnswer(_) | E::Busy(_) => "no_answer",
        E::Clock(_) => "clock_off",
        E::Revoked => "revoked",
        E::BadCode => "bad_code",
        E::Address(_) => "address",
        E::NumberTaken => "number_taken",
        E::WrongCentre | E::NotTheCentre(_) | E::Refused(_) => "not_the_centre",
        E::NoProgress => "no_progress",
        E::Store(error) => error.code(),
    }
}

/// Says in Italian why an exchange stopped, that nothing was lost, and what to do.
#[must_use]
pub fn explain_exchange(error: &sync::Error) -> String {
    use sync::Error as E;
    match error {
        E::Alone => "Questo sportello lavora da solo: non è iscritto a un centro servizi. Iscrivilo con il codice che il centro ti dà.".to_owned(),
        E::NoAnswer(_) | E::Busy(_) => "Il centro servizi non risponde. Nulla è andato perso: gli atti aspettano qui e partono da soli quando la linea torna.".to_owned(),
        E::Clock(time) => format!(
            "L'orologio di questo computer non è giusto: al centro servizi sono le {}. Correggi data e ora; gli atti aspettano qui.",
            time.with_timezone(&crate::ZONE).format("%H:%M del %d/%m/%Y")
        ),
        E::Revoked => "Il centro servizi ha revocato questo sportello: l'archivio è stato chiuso. Nulla è stato cancellato. Chiama il centro servizi.".to_owned(),
        E::BadCode => "Il codice non è valido: controlla di averlo scritto tutto, o chiedine uno nuovo. Un codice vale una volta e per sette giorni.".to_owned(),
        E::Address(url) => format!("«{url}» non è l'indirizzo di un centro servizi: comincia con https:// e ha solo il nome e la porta."),
        E::NumberTaken => "Il comune ha già uno sportello con questo numero, e qui sono già stati emessi certificati che lo portano. Nulla è cambiato: chiama il centro servizi.".to_owned(),
        E::WrongCentre | E::NotTheCentre(_) | E::Refused(_) => "Chi risponde a quell'indirizzo non è il centro servizi di questo sportello (può essere la pagina di accesso della rete). Nulla è stato consegnato: gli atti aspettano qui.".to_owned(),
        E::NoProgress => "Il centro servizi e questo sportello non si intendono sugli atti da consegnare. Nulla è andato perso: chiama il centro servizi.".to_owned(),
        E::Store(_) => "L'archivio non risponde. Gli atti scritti restano scritti: riprova, e se si ripete chiama il centro servizi.".to_owned(),
    }
}
