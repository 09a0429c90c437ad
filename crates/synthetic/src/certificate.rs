//! A certificate of nobody in particular, for what carries certificates and does not look into them. The rules did
//! not decide it: what they decide comes from `desk`.

use chrono::{DateTime, Utc};
use domain::certificate::catalogue::Family;
use domain::certificate::{
    Certificate, CertificateCode, CertificateRequest, Decision, Facts, Generalities, Issuer,
    SignatureStyle, StampOutcome, Statement,
};
use domain::{Cents, IstatCode, PersonId, Place, Sex};

/// Returns a certificate of existence in life with a number, of the person of an invented card, and the
/// request for it.
///
/// # Panics
/// Never: the birth date is one.
#[must_use]
pub fn alive_certificate(
    number: &str,
    card: u64,
    at: DateTime<Utc>,
) -> (Certificate, CertificateRequest) {
    let kinds = vec![CertificateCode("AN07".to_owned())];
    let subject = PersonId::from_card(&IstatCode("073029".to_owned()), &card.to_string());
    let certificate = Certificate {
        number: number.to_owned(),
        issued_on: at.date_naive(),
        kinds: kinds.clone(),
        issuer: Issuer::default(),
        facts: Facts {
            subject: Generalities {
                surname: Some(format!("COGNOMEFINTO{card}")),
                name: Some("NOMEFINTO".to_owned()),
                sex: Sex::Female,
                birth_date: "1978-03-12".parse().expect("a date"),
                birth_place: Place::Comune {
                    name: "LUOGOFINTO".to_owned(),
                    istat: None,
                    province: Some("TA".to_owned()),
                },
                codice_fiscale: None,
            },
            statements: vec![Statement::Alive],
            entered: Vec::new(),
        },
        decision: decision(),
        as_of: at,
        catalogue_version: "1".to_owned(),
        signature: SignatureStyle::Handwritten,
        language: None,
        eu_form: None,
    };
    (certificate, CertificateRequest::plain(subject, kinds))
}

fn decision() -> Decision {
    Decision {
        title: "Certificato di esistenza in vita".to_owned(),
        family: Family::Registry,
        authority: "L'UFFICIALE D'ANAGRAFE".to_owned(),
        opening: "certifica che".to_owned(),
        role: None,
        clause_code: Some("C01".to_owned()),
        clause: "clausola".to_owned(),
        stamp_duty: Cents(1600),
        stamp: StampOutcome::Due,
        stamp_text: "bollo".to_owned(),
        fee: Cents(52),
        fee_text: None,
        validity_text: "sei mesi".to_owned(),
        valid_until: None,
        forced: Vec::new(),
        warnings: Vec::new(),
    }
}
