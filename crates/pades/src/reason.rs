//! Why a signed document is believed or not: each reason typed, with its effect and its Italian sentence.

/// What is to be thought of a document or of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Every signature is good and nothing else was changed.
    Valid,
    /// It cannot be said: something that would be needed is not known here.
    CannotTell,
    /// Something is wrong.
    NotValid,
}

/// What was found. Each has a sentence for who asked, and an effect on the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// What was signed is not what is there.
    DigestWrong,
    /// The signature is not of the certificate's key.
    SignatureWrong,
    /// The signature names another certificate than the one that lies in it.
    CertificateExchanged,
    /// The range does not leave out exactly the signature, or does not end where a save ended.
    RangeWrong,
    /// The signature cannot be read.
    SignatureMalformed,
    /// The certificate was not valid yet.
    CertificateNotYetValid,
    /// A time stamp proves that the certificate had expired.
    CertificateExpiredBefore,
    /// The certificate is for other uses.
    CertificateNotForSigning,
    /// Who issued the certificate may not issue any.
    IssuerNotAuthority,
    /// Pages were added, removed or put in another order.
    PagesChanged,
    /// A page or another part was changed.
    ContentChanged,
    /// Something that is no part of a signature was added.
    ContentAdded,
    /// A note or another annotation was added.
    AnnotationAdded,
    /// The form was changed beyond the fields of signatures.
    FormChanged,
    /// A signature that was there was changed or taken away.
    SignatureChanged,
    /// There are two roots: two readers may see two documents.
    SecondCatalog,
    /// Scripts or actions that start programs or change what is shown
    /// (D.P.C.M. 22/2/2013, art. 4 c. 3: such a document does not have the effect of a signed one).
    ActiveContent,
    /// There is no signature.
    NotSigned,
    /// No authority that is believed has issued the certificate.
    UnknownIssuer,
    /// The certificate has expired, and no time stamp tells whether the signature is older.
    CertificateExpired,
    /// An algorithm that is not known, or not accepted any more.
    AlgorithmUnknown,
    /// A certificate demands a check that is not made here.
    CertificateUnknownRule,
    /// A signature that says to be PAdES does not bind its certificate.
    CertificateNotNamed,
    /// A kind of signature that is not known here.
    KindUnknown,
    /// A later signature shows a picture on a page, which may cover something.
    VisibleSignature,
    /// The time stamp in the signature is not good.
    TimeStampWrong,
    /// The document is encrypted.
    Encrypted,
    /// A part of the document cannot be read, or is in a form that is not read here.
    Unreadable,
    /// The authority of the time stamp is not one that is believed: the time counts as stated only.
    TimeStampUnknownAuthority,
    /// The time is what the signer's clock said.
    NoTimeStamp,
    /// Whether the certificate was revoked was not asked.
    RevocationNotChecked,
}

impl Reason {
    /// Returns the verdict that the reason allows at best.
    #[must_use]
    pub fn effect(self) -> Verdict {
        match self {
            Self::DigestWrong
            | Self::SignatureWrong
            | Self::CertificateExchanged
            | Self::RangeWrong
            | Self::SignatureMalformed
            | Self::CertificateNotYetValid
            | Self::CertificateExpiredBefore
            | Self::CertificateNotForSigning
            | Self::IssuerNotAuthority
            | Self::PagesChanged
            | Self::ContentChanged
            | Self::ContentAdded
            | Self::AnnotationAdded
            | Self::FormChanged
            | Self::SignatureChanged
            | Self::SecondCatalog
            | Self::ActiveContent => Verdict::NotValid,
            Self::NotSigned
            | Self::UnknownIssuer
            | Self::CertificateExpired
            | Self::AlgorithmUnknown
            | Self::CertificateUnknownRule
            | Self::CertificateNotNamed
            | Self::KindUnknown
            | Self::VisibleSignature
            | Self::TimeStampWrong
            | Self::Encrypted
            | Self::Unreadable => Verdict::CannotTell,
            Self::TimeStampUnknownAuthority | Self::NoTimeStamp | Self::RevocationNotChecked => {
                Verdict::Valid
            }
        }
    }

    /// Returns the sentence for a clerk.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::DigestWrong => "Il documento è stato modificato dopo la firma.",
            Self::SignatureWrong => "La firma non è di chi dice di aver firmato.",
            Self::CertificateExchanged => {
                "Il certificato di firma è stato sostituito con un altro."
            }
            Self::RangeWrong => "La firma non copre tutto il documento che aveva davanti.",
            Self::SignatureMalformed => "La firma è rovinata e non si legge.",
            Self::CertificateNotYetValid => "Il certificato di firma non era ancora valido.",
            Self::CertificateExpiredBefore => {
                "La firma è stata apposta quando il certificato era già scaduto."
            }
            Self::CertificateNotForSigning => "Il certificato usato non serve per firmare.",
            Self::IssuerNotAuthority => "Chi ha emesso il certificato di firma non poteva farlo.",
            Self::PagesChanged => "Dopo il rilascio sono state aggiunte, tolte o spostate pagine.",
            Self::ContentChanged => "Dopo il rilascio il contenuto è stato cambiato.",
            Self::ContentAdded => "Dopo il rilascio è stato aggiunto qualcosa che non è una firma.",
            Self::AnnotationAdded => "Dopo il rilascio sono state aggiunte annotazioni.",
            Self::FormChanged => "Dopo il rilascio sono stati cambiati i campi del documento.",
            Self::SignatureChanged => "Una firma è stata cambiata o tolta.",
            Self::SecondCatalog => {
                "Il file contiene due documenti: programmi diversi ne mostrano uno diverso."
            }
            Self::ActiveContent => {
                "Il file contiene istruzioni che possono cambiare ciò che si vede: non vale come documento firmato."
            }
            Self::NotSigned => "Il documento non ha una firma digitale.",
            Self::UnknownIssuer => {
                "Chi ha emesso il certificato di firma non è tra quelli conosciuti."
            }
            Self::CertificateExpired => {
                "Il certificato di firma è scaduto e nessuna marca temporale dice se la firma è precedente."
            }
            Self::AlgorithmUnknown => "La firma usa un metodo non più ammesso o non conosciuto.",
            Self::CertificateUnknownRule => {
                "Il certificato di firma chiede controlli che qui non si possono fare."
            }
            Self::CertificateNotNamed => "La firma non è legata al suo certificato.",
            Self::KindUnknown => "Il tipo di firma non è conosciuto.",
            Self::VisibleSignature => {
                "Una firma aggiunge un riquadro visibile: controllare che non copra il testo."
            }
            Self::TimeStampWrong => "La marca temporale non è buona.",
            Self::Encrypted => "Il documento è protetto da password e non si può controllare.",
            Self::Unreadable => {
                "Una parte del documento è rovinata o in una forma che qui non si legge."
            }
            Self::TimeStampUnknownAuthority => {
                "Chi ha apposto la marca temporale non è tra quelli conosciuti: l'ora vale come dichiarata."
            }
            Self::NoTimeStamp => "L'ora della firma è quella dichiarata da chi ha firmato.",
            Self::RevocationNotChecked => {
                "Non è stato controllato se il certificato di firma sia stato revocato."
            }
        }
    }
}

/// The verdict that a set of reasons leaves.
pub(crate) fn verdict<'a>(reasons: impl IntoIterator<Item = &'a Reason>) -> Verdict {
    let effects = reasons.into_iter().map(|reason| reason.effect());
    effects.max().unwrap_or(Verdict::Valid)
}
