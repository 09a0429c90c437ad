//! What clerks do, as the journal takes it: the rules of certificates are tried elsewhere.

use chrono::{DateTime, Utc};
use domain::certificate::catalogue::Family;
use domain::certificate::{
    Certificate, CertificateCode, CertificateRequest, Contrassegno, Decision, Facts, Generalities,
    Issuer, SignatureStyle, StampOutcome, Statement,
};
use domain::{Cents, IstatCode, PersonId, Place, Sex};
use protocol::Body;

pub(crate) fn at() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_000).expect("in the calendar")
}

pub(crate) fn voided(number: &str) -> Body {
    Body::CertificateVoided {
        number: number.to_owned(),
        reason: "prova".to_owned(),
    }
}

/// A certificate of nobody in particular, with or without a revenue stamp.
pub(crate) fn certificate(number: &str, stamp: Option<&str>) -> Body {
    let kinds = vec![CertificateCode("AN07".to_owned())];
    let subject = PersonId::from_card(&IstatCode("073029".to_owned()), "1");
    let request = CertificateRequest {
        contrassegno: stamp.map(|number| Contrassegno {
            number: number.to_owned(),
            date: at().date_naive(),
        }),
        ..CertificateRequest::plain(subject, kinds.clone())
    };
    let certificate = Certificate {
        number: number.to_owned(),
        issued_on: at().date_naive(),
        kinds,
        issuer: Issuer::default(),
        facts: Facts {
            subject: Generalities {
                surname: Some("COGNOMEFINTO".to_owned()),
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
        as_of: at(),
        catalogue_version: "1".to_owned(),
        signature: SignatureStyle::Handwritten,
        language: None,
        eu_form: None,
    };
    Body::CertificateIssued {
        certificate: Box::new(certificate),
        request: Box::new(request),
        pdf_sha256: "00".repeat(32),
        seal: None,
    }
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
