//! What clerks do, as the journal takes it: the rules of certificates are tried elsewhere.

use chrono::{DateTime, Utc};
use domain::certificate::catalogue::Family;
use domain::certificate::{
    Certificate, CertificateCode, CertificateRequest, Decision, Facts, Generalities, Issuer,
    SignatureStyle, StampOutcome, Statement,
};
use domain::{Cents, IstatCode, PersonId, Place, Sex};
use protocol::Body;
use store::Store;

/// A certificate of nobody in particular.
pub(crate) fn certificate(store: &mut Store, at: DateTime<Utc>, card: u64) -> store::Result<Body> {
    let year = chrono::Datelike::year(&at);
    let number = store.next_certificate_number(year)?;
    let pdf_sha256 = store.put_document(format!("%PDF of {number} {card}").as_bytes())?;
    let kinds = vec![CertificateCode("AN07".to_owned())];
    let subject = PersonId::from_card(&IstatCode("073029".to_owned()), &card.to_string());
    let certificate = Certificate {
        number,
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
    Ok(Body::CertificateIssued {
        certificate: Box::new(certificate),
        request: Box::new(CertificateRequest::plain(subject, kinds)),
        pdf_sha256,
        seal: None,
    })
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
