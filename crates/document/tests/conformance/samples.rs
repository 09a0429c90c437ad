//! The documents that are checked: what certificates state, and what makes them hard.

use document::{Arms, Drawn, SealSlot};
use domain::certificate::{Certificate, Generalities, Statement};
use domain::{CivilAct, MaritalState, MaritalStatus, Sex};

use crate::sample::{certificate, marital, members, person, residence};

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

/// Returns every kind for every hard person, then hard documents; seals and arms vary.
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
    let mut odd = certificate(person("ROSSI", "MARIA", Sex::Female), vec![residence()]);
    odd.decision.title = "Certificato di <prova> & (altro) \\ è".to_owned();
    odd.issuer.comune = "San Giorgio & Čačak <Ionico>".to_owned();
    samples.push(Sample {
        name: "segni".to_owned(),
        certificate: odd,
        arms: None,
        slot: Some(slot(85)),
    });
    samples
}
