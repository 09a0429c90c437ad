//! The documents that are checked: what certificates state, and what makes them hard.

use document::{Arms, Drawn, SealSlot};
use domain::certificate::{
    Certificate, CertificateCode, EuLanguage, Generalities, Language, SignatureStyle, Statement,
};
use domain::{CivilAct, MaritalState, MaritalStatus, Sex};
use fast_qr::{ECL, QRBuilder};

use crate::catalogue;
use crate::sample::{certificate, marital, members, person, residence};
use crate::sealing;

/// A document that is checked.
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) certificate: Certificate,
    pub(crate) arms: Option<Arms>,
    pub(crate) slot: Option<SealSlot>,
}

impl Sample {
    pub(crate) fn draw(&self) -> Drawn {
        document::render(&self.certificate, self.arms.as_ref(), self.slot.as_ref()).unwrap()
    }

    /// Returns the bytes with a seal where there is room for one.
    pub(crate) fn sealed(&self) -> Vec<u8> {
        let drawn = self.draw();
        match &self.slot {
            Some(slot) => drawn.seal(&sealing::symbol(slot.side).1).pdf,
            None => drawn.unsealed().pdf,
        }
    }
}

/// Returns a coat of arms with the channels of a kind of picture.
pub(crate) fn arms(colour: png::ColorType) -> Arms {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 40, 48);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    let channels = colour.samples();
    let pixels: Vec<u8> = (0..40 * 48 * channels)
        .map(|index| u8::try_from(index * 7 % 251).unwrap())
        .collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    Arms::from_png(&bytes).unwrap()
}

pub(crate) fn slot(side: u16) -> SealSlot {
    SealSlot {
        side,
        caption: vec![
            "K7QF-2M9P".to_owned(),
            "Codice di controllo, da inserire con il numero del certificato alla pagina \
             https://cst.sintar.example/v"
                .to_owned(),
            "Il contrassegno elettronico attesta provenienza e integrità del certificato \
             (art. 23, c. 2-bis, D.Lgs. 82/2005)."
                .to_owned(),
        ],
    }
}

fn kinds() -> Vec<(&'static str, Vec<Statement>)> {
    let state = |status| Statement::Marital {
        state: marital(status),
    };
    let citizenship = || Statement::Citizenship {
        citizenships: Vec::new(),
    };
    let birth = Statement::Birth {
        act: Some(CivilAct {
            comune: Some("TARANTO".to_owned()),
            year: Some("1980".to_owned()),
            part: Some("1".to_owned()),
            number: Some("123".to_owned()),
            ..CivilAct::default()
        }),
    };
    let single = Statement::Marital {
        state: MaritalState {
            status: MaritalStatus::Single,
            union: None,
            ended: None,
        },
    };
    vec![
        ("residenza", vec![residence()]),
        ("famiglia", vec![members(4)]),
        ("matrimonio", vec![state(MaritalStatus::Married)]),
        ("vedovanza", vec![state(MaritalStatus::Widowed)]),
        ("stato-libero", vec![single]),
        ("cittadinanza", vec![citizenship()]),
        ("nascita", vec![birth]),
        ("vita", vec![Statement::Alive]),
        (
            "contestuale",
            vec![residence(), citizenship(), members(4), Statement::Alive],
        ),
    ]
}

fn hard_people() -> Vec<(&'static str, Generalities)> {
    let long = "DELLA ROVERE SANSEVERINO PIGNATELLI D'ARAGONA ";
    vec![
        ("semplice", person("ROSSI", "MARIA", Sex::Female)),
        ("accenti", person("ČAPEK", "NICOLÒ", Sex::Male)),
        ("lontano", person("ŞTEFĂNESCU", "ŁUCJA", Sex::Female)),
        ("senza-nome", person("SARASWATI", "", Sex::Unknown)),
        (
            "lungo",
            person(&long.repeat(3), "MARIA ADDOLORATA IMMACOLATA", Sex::Female),
        ),
        (
            "una-parola",
            person(&"ABCDEFGHIJ".repeat(12), "MARIA", Sex::Male),
        ),
    ]
}

/// Returns room for a seal as large as the facts of a certificate make it.
///
/// The symbol says the facts, the digest, the signature and what frames them (some 160 bytes) in
/// base32, after an address.
fn real_slot(certificate: &Certificate) -> SealSlot {
    let facts: usize = document::facts_to_seal(certificate)
        .iter()
        .map(|fact| fact.len() + 2)
        .sum();
    let text = "A".repeat(40 + (facts + 160) * 8 / 5);
    let code = QRBuilder::new(text).ecl(ECL::Q).build();
    // The largest symbol that stays coarse enough for paper.
    let side = code.map_or(SIDE_MAX, |code| u16::try_from(code.size).unwrap());
    slot(side.min(SIDE_MAX))
}

const SIDE_MAX: u16 = 145;

/// Several kinds in one certificate (AN24).
fn cumulative(codes: &[&str]) -> Certificate {
    let mut sample = catalogue::Sample::of(codes[0], Sex::Female);
    let kinds = codes.iter().map(|code| CertificateCode((*code).to_owned()));
    sample.request.kinds = kinds.collect();
    sample.certificate()
}

/// Every kind of the catalogue, in every style of signature; languages, forms, kinds together.
fn catalogued() -> Vec<(String, Certificate)> {
    const STYLES: [SignatureStyle; 3] = [
        SignatureStyle::Handwritten,
        SignatureStyle::Digital,
        SignatureStyle::PrintedName,
    ];
    let mut all = Vec::new();
    let kinds = catalogue::issuable();
    assert_eq!(kinds.len(), 45, "the kinds that can be issued");
    for (turn, (code, _)) in kinds.iter().enumerate() {
        let sex = [Sex::Female, Sex::Male, Sex::Unknown][turn / 3 % 3];
        let mut certificate = catalogue::certificate(code, sex);
        certificate.signature = STYLES[turn % 3];
        all.push((format!("{code}-{:?}", STYLES[turn % 3]), certificate));
    }
    for style in STYLES {
        for code in ["AN13", "AU02", "DS01", "CI02"] {
            let mut certificate = catalogue::certificate(code, Sex::Male);
            certificate.signature = style;
            all.push((format!("firma-{code}-{style:?}"), certificate));
        }
    }
    for codes in [
        &["AN08", "AN05", "AN07"][..],
        &["AN08", "AN12", "AN05", "AN01", "AN07"],
    ] {
        let certificate = cumulative(codes);
        all.push((format!("AN24-{}", codes.len()), certificate));
    }
    for language in Language::ALL {
        for code in ["AN02", "AN08", "AN11", "AN16", "AN27"] {
            let certificate = catalogue::translated(code, language);
            all.push((format!("{code}-{}", language.tag()), certificate));
        }
    }
    for language in EuLanguage::ALL {
        for code in ["AN03", "AN08"] {
            let certificate = catalogue::with_form(code, language);
            all.push((format!("modulo-{code}-{}", language.tag()), certificate));
        }
    }
    for code in [
        "AN01", "AN02", "AN07", "AN11", "AN17", "AN18", "SC01", "SC02", "SC03", "SC04",
    ] {
        let mut certificate = catalogue::with_form(code, EuLanguage::Ro);
        certificate.language = (code == "AN07").then_some(Language::En);
        all.push((format!("modulo-{code}"), certificate));
    }
    for (index, (_, certificate)) in all.iter_mut().enumerate() {
        certificate.number = format!("E205-02-2026-{:07}", 200 + index);
    }
    all
}

/// Returns every kind for every hard person, then hard documents; seals and arms vary. Then the
/// catalogue, each with a seal of the size that it has.
pub(crate) fn samples() -> Vec<Sample> {
    let colours = [
        Some(png::ColorType::Rgb),
        Some(png::ColorType::Rgba),
        Some(png::ColorType::Grayscale),
        Some(png::ColorType::GrayscaleAlpha),
        None,
    ];
    let sides = [None, Some(57), Some(77), Some(113), Some(145)];
    let mut samples: Vec<Sample> = Vec::new();
    let mut add = |name: String, subject: Generalities, statements: Vec<Statement>| {
        let turn = samples.len();
        samples.push(Sample {
            name,
            certificate: certificate(subject, statements),
            arms: colours[turn % colours.len()].map(arms),
            slot: sides[turn / 2 % sides.len()].map(slot),
        });
    };
    for (kind, statements) in kinds() {
        for (hard, subject) in hard_people() {
            add(format!("{kind}-{hard}"), subject, statements.clone());
        }
    }
    for count in [1, 9, 10, 11, 14, 40, 90] {
        let subject = person("D'AMICO", "MARIA CONCETTA", Sex::Female);
        add(
            format!("membri-{count}"),
            subject.clone(),
            vec![members(count)],
        );
        let both = vec![residence(), members(count), Statement::Alive];
        add(format!("membri-{count}-e-altro"), subject, both);
    }
    // What is translated, and the form, of people whose names are long.
    let long = "DELLA ROVERE SANSEVERINO ".repeat(5);
    for (surname, name) in [("ČAPEK", "NICOLÒ"), (long.as_str(), "")] {
        let subject = person(surname, name, Sex::Male);
        let mut hard = certificate(subject, vec![residence(), members(14)]);
        hard.language = Some(Language::Sl);
        hard.eu_form = Some(EuLanguage::Sl);
        hard.signature = SignatureStyle::PrintedName;
        samples.push(Sample {
            name: format!("lingua-e-modulo-{}", samples.len()),
            slot: Some(real_slot(&hard)),
            arms: None,
            certificate: hard,
        });
    }
    let mut odd = certificate(person("ROSSI", "MARIA", Sex::Female), vec![residence()]);
    odd.decision.title = "Certificato di <prova> & (altro) \\ è".to_owned();
    odd.issuer.comune = "San Giorgio & Čačak <Ionico>".to_owned();
    let catalogued = catalogued().into_iter().enumerate();
    samples.extend(catalogued.map(|(turn, (name, certificate))| Sample {
        slot: Some(real_slot(&certificate)),
        arms: colours[turn % colours.len()].map(arms),
        name,
        certificate,
    }));
    samples.push(Sample {
        name: "segni".to_owned(),
        certificate: odd,
        arms: None,
        slot: Some(slot(85)),
    });
    samples
}
