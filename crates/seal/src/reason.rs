//! Why a verdict is what it is, each reason with a sentence for the clerk.

use chrono::{DateTime, NaiveDate, Utc};

use crate::Kid;

/// What a reason does to the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// It cannot be told whether the seal is genuine.
    Doubt,
    /// The seal is not genuine.
    Refutes,
}

/// One reason of a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The signature is that of a trusted key of the comune and counter named in the seal.
    Sealed {
        /// Number of the certificate.
        number: String,
        /// Day of issue.
        issued_on: NaiveDate,
        /// State of the registry.
        as_of: DateTime<Utc>,
    },
    /// The text is something else: an address, a payment notice, nothing.
    NotASeal,
    /// The seal ends too early.
    CutShort,
    /// It starts like a seal and is none.
    Damaged,
    /// The seal was made by a later program.
    NewerVersion,
    /// The key is not among the trusted ones.
    UnknownKey {
        /// Its name.
        kid: Kid,
    },
    /// What is said is not what was signed.
    SignatureWrong,
    /// The key is that of another comune.
    OtherComune {
        /// The comune named in the seal.
        stated: String,
        /// The comune of the key.
        key_of: String,
    },
    /// The key is that of another counter of the comune.
    OtherCounter {
        /// The counter named in the seal.
        stated: String,
        /// The counter of the key.
        key_of: String,
    },
    /// The certificate is dated before the first day of its key.
    KeyNotYetValid {
        /// First day of the key.
        first_day: NaiveDate,
    },
    /// The certificate is dated after the last day of its key.
    KeyNoLongerValid {
        /// Last day of the key.
        last_day: NaiveDate,
    },
    /// The key sealed at that time, but others may have it and date as they like.
    KeyCompromised {
        /// Day on which that was known.
        since: NaiveDate,
    },
    /// The certificate is dated after the day of the check.
    IssuedInFuture {
        /// Day of issue.
        issued_on: NaiveDate,
    },
    /// The certificate is valid no more; what it states was true.
    Expired {
        /// Last day of validity.
        last_day: NaiveDate,
    },
    /// The register of the counter or of the service centre has this very certificate.
    InRegister,
    /// The register was asked and does not have it (yet).
    NotInRegister,
    /// The register has this certificate, with another file than the one at hand.
    OtherFileInRegister,
    /// The register has this number and code with other facts: whoever sealed these has the key and is not
    /// the counter.
    OtherFactsInRegister,
    /// A sealed fact is not on the document.
    FactMissing {
        /// The fact, as sealed.
        fact: String,
    },
    /// The file is not the one that was sealed.
    OtherDocument,
}

impl Reason {
    /// What it does to the verdict, by itself.
    #[must_use]
    pub fn weight(&self) -> Weight {
        match self {
            Self::Sealed { .. }
            | Self::Expired { .. }
            | Self::InRegister
            | Self::NotInRegister
            | Self::OtherFileInRegister => Weight::Note,
            // A clock that is wrong, a bad scan or an old list of keys is nobody's forgery.
            Self::NotASeal
            | Self::CutShort
            | Self::NewerVersion
            | Self::UnknownKey { .. }
            | Self::KeyCompromised { .. }
            | Self::IssuedInFuture { .. } => Weight::Doubt,
            Self::Damaged
            | Self::SignatureWrong
            | Self::OtherComune { .. }
            | Self::OtherCounter { .. }
            | Self::KeyNotYetValid { .. }
            | Self::KeyNoLongerValid { .. }
            | Self::FactMissing { .. }
            | Self::OtherFactsInRegister
            | Self::OtherDocument => Weight::Refutes,
        }
    }

    /// The reason as a clerk reads it, in Italian.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Sealed {
                number, issued_on, ..
            } => {
                format!(
                    "Il sigillo è del certificato n. {number} del {}.",
                    day(*issued_on)
                )
            }
            Self::NotASeal => "Non c'è un sigillo: il codice letto è di altro tipo.".into(),
            Self::CutShort => "Il sigillo è incompleto: ripetere la lettura.".into(),
            Self::Damaged => "Il codice comincia come un sigillo ma è stato alterato.".into(),
            Self::NewerVersion => {
                "Il sigillo è di una versione più recente: aggiornare il programma.".into()
            }
            Self::UnknownKey { kid } => format!(
                "La chiave {kid} non è fra quelle conosciute: aggiornare l'elenco delle chiavi."
            ),
            Self::SignatureWrong => {
                "Il contenuto del sigillo non è quello firmato dallo sportello.".into()
            }
            Self::OtherComune { stated, key_of } => format!(
                "Il sigillo dice di essere del comune {stated}, ma la chiave è del comune {key_of}."
            ),
            Self::OtherCounter { stated, key_of } => format!(
                "Il sigillo dice di essere dello sportello {stated}, ma la chiave è dello sportello \
                 {key_of}."
            ),
            Self::KeyNotYetValid { first_day } => format!(
                "La data di rilascio precede il {}, primo giorno di uso della chiave.",
                day(*first_day)
            ),
            Self::KeyNoLongerValid { last_day } => format!(
                "La data di rilascio segue il {}, ultimo giorno di uso della chiave.",
                day(*last_day)
            ),
            Self::KeyCompromised { since } => format!(
                "La chiave è stata dichiarata compromessa il {}: la sola carta non basta, occorre il \
                 riscontro nel registro.",
                day(*since)
            ),
            Self::IssuedInFuture { issued_on } => format!(
                "La data di rilascio, {}, è nel futuro: controllare la data di questo computer.",
                day(*issued_on)
            ),
            Self::Expired { last_day } => {
                format!(
                    "Il certificato è scaduto: era valido fino al {}.",
                    day(*last_day)
                )
            }
            Self::InRegister => "Il certificato risulta nel registro.".into(),
            Self::NotInRegister => "Il certificato non risulta nel registro.".into(),
            Self::FactMissing { fact } => {
                format!("Nel documento manca ciò che il sigillo attesta: «{fact}».")
            }
            Self::OtherFileInRegister => {
                "Il registro ha il certificato con questo numero, ma il suo file è un altro: quello \
                 buono si riprende dal registro."
                    .into()
            }
            Self::OtherFactsInRegister => {
                "Il registro ha il certificato con questo numero e attesta altro: il foglio non è \
                 quello rilasciato, e la chiave del sigillo può essere in mano d'altri."
                    .into()
            }
            Self::OtherDocument => "Il file è stato modificato dopo il rilascio, o rifatto: non è \
                                    quello al quale è stato apposto il sigillo."
                .into(),
        }
    }
}

fn day(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}
