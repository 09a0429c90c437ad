//! The bytes of the journal are frozen: these vectors change only when a promise is broken.

use std::fmt::Debug;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::certificate::catalogue::Family;
use domain::certificate::{
    Applicant, Certificate, CertificateCode, CertificateRequest, Contrassegno, Decision,
    Destination, Facts, Generalities, Issuer, SignatureStyle, StampOutcome, Statement, UseCode,
};
use domain::{BelfioreCode, Cents, CodiceFiscale, IstatCode, PersonId, Place, Settings, Sex};
use protocol::{Body, Entry, Error, NO_ENTRY, Role, SealRecord, cbor};

fn parsed<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a text of the tests")
}

fn instant(text: &str) -> DateTime<Utc> {
    parsed(text)
}

fn certificate() -> Certificate {
    Certificate {
        number: "L049-01-2026-0000001".to_owned(),
        issued_on: parsed("2026-03-02"),
        kinds: vec![CertificateCode("AN07".to_owned())],
        issuer: Issuer::default(),
        facts: Facts {
            subject: Generalities {
                surname: Some("COGNOMEFINTO".to_owned()),
                name: None,
                sex: Sex::Female,
                birth_date: parsed("1978-03"),
                birth_place: Place::Abroad {
                    locality: None,
                    state: "ALBANIA".to_owned(),
                    state_code: Some("201".to_owned()),
                },
                codice_fiscale: CodiceFiscale::parse("ZZZQQQ78C12L049A").ok(),
            },
            statements: vec![Statement::Alive],
            entered: Vec::new(),
        },
        decision: Decision {
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
        },
        as_of: instant("2026-03-01T00:00:00Z"),
        catalogue_version: "1".to_owned(),
        signature: SignatureStyle::Handwritten,
        language: None,
        eu_form: None,
    }
}

fn request() -> CertificateRequest {
    CertificateRequest {
        destination: Destination::PrivateParty,
        exempt_use: Some(UseCode("ES09".to_owned())),
        exemption_note: None,
        contrassegno: Some(Contrassegno {
            number: "01234567890123".to_owned(),
            date: parsed("2026-03-01"),
        }),
        applicant: Applicant::ThirdParty {
            name: "Delegata Inventata".to_owned(),
            document: "CI AA0000000".to_owned(),
            codice_fiscale: None,
        },
        ..CertificateRequest::plain(
            PersonId::from_card(&IstatCode("073029".to_owned()), "1"),
            vec![CertificateCode("AN07".to_owned())],
        )
    }
}

/// One body of each kind.
fn bodies() -> Vec<Body> {
    vec![
        Body::StoreCreated {
            comune: IstatCode("073029".to_owned()),
            belfiore: BelfioreCode("L049".to_owned()),
            name: "Borgo Inventato".to_owned(),
            province: "TA".to_owned(),
            counter: "01".to_owned(),
        },
        Body::OperatorAdded {
            login: "zacaria".to_owned(),
            name: "Zacaria Inventato".to_owned(),
            role: Role::Administrator,
        },
        Body::SessionOpened {},
        Body::SettingsChanged {
            settings: Box::new(Settings::default()),
        },
        Body::RegistryImported {
            file_name: "subentro.xml".to_owned(),
            file_sha256: "ab".repeat(32),
            format: "subentro".to_owned(),
            as_of: instant("2026-03-01T12:00:00.500Z"),
            accepted: 70_000,
            updated: 300,
            cancelled: 24,
            refused: 1,
            residents: 65_536,
        },
        Body::CertificateIssued {
            certificate: Box::new(certificate()),
            request: Box::new(request()),
            pdf_sha256: "cd".repeat(32),
            seal: Some(SealRecord {
                kid: "ABEiM0RVZnc".to_owned(),
                code: "7K3M-9QXZ".to_owned(),
            }),
        },
        Body::CertificateVoided {
            number: "L049-01-2026-0000001".to_owned(),
            reason: "errore".to_owned(),
        },
        Body::CertificateReprinted {
            number: "L049-01-2026-0000001".to_owned(),
            copy: 1,
            printer: None,
        },
        Body::CertificateSigned {
            number: "L049-01-2026-0000001".to_owned(),
            pdf_sha256: "ce".repeat(32),
            signer: "FIRMATARIA INVENTATA".to_owned(),
            timestamped: true,
        },
        Body::CertificateTimestamped {
            number: "L049-01-2026-0000001".to_owned(),
            pdf_sha256: "cf".repeat(32),
        },
        Body::SealKeyAdded {
            kid: "ABEiM0RVZnc".to_owned(),
            jwk: "{}".to_owned(),
        },
        Body::SealKeyRevoked {
            kid: "ABEiM0RVZnc".to_owned(),
            on: parsed("2026-03-02"),
            compromised: false,
        },
    ]
}

/// The entries of a journal with one body of each kind.
fn journal() -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (minute, body) in bodies().iter().enumerate() {
        let at = instant(&format!("2026-03-02T08:{minute:02}:00.123456Z"));
        entries.push(match entries.last() {
            Some(last) => last.next(at, "zacaria", body),
            None => Entry::first("01", at, "zacaria", body),
        });
    }
    entries
}

#[test]
fn the_bytes_of_each_body_are_frozen() {
    let bytes: Vec<String> = bodies()
        .iter()
        .map(|body| format!("{} {}", body.kind(), hex::encode(body.encode())))
        .collect();
    insta::assert_snapshot!(bytes.join("\n"), @"
    store.created a5646e616d656f426f72676f20496e76656e7461746f66636f6d756e656630373330323967636f756e7465726230316862656c66696f7265644c3034396870726f76696e6365625441
    operator.added a3646e616d65715a61636172696120496e76656e7461746f64726f6c656d61646d696e6973747261746f72656c6f67696e677a616361726961
    session.opened a0
    settings.changed a16873657474696e6773a86461726d73f66572756c6573a567616d6f756e74738067636c61757365738068706f6c696369657380687377697463686573806a6578656d7074696f6e738066697373756572a666636f6d756e6560666f666669636560686f6666696369616c606870726f76696e636560697369676e61747572656b68616e647772697474656e6d6f6666696369616c5f726f6c6560677369676e696e67a4677473615f75726cf66b617574686f726974696573806b70696e5f6d696e757465730f6d706b637331315f6d6f64756c65f66970726f746563746564807463657274696669636174655f7072696e74696e67a36474726179f666636f7069657301677072696e746572f6746465636c61726174696f6e5f7072696e74696e67a36474726179f666636f7069657301677072696e746572f674766572696669636174696f6e5f61646472657373f6
    registry.imported a96561735f6f667818323032362d30332d30315431323a30303a30302e3530305a66666f726d617468737562656e74726f677265667573656401677570646174656419012c6861636365707465641a000111706963616e63656c6c656418186966696c655f6e616d656c737562656e74726f2e786d6c697265736964656e74731a000100006b66696c655f736861323536784061626162616261626162616261626162616261626162616261626162616261626162616261626162616261626162616261626162616261626162616261626162
    certificate.issued a4647365616ca2636b69646b414245694d3052565a6e6364636f646569374b334d2d3951585a6772657175657374af63646179f6656b696e64738164414e303766666f726365648066726561736f6ef667656e7465726564a06765755f666f726df6677375626a65637450f412a09c273b843c99d0ce7bd5c0f1ff686465636c6172656480686c616e6775616765f6696170706c6963616e74a46377686f6b74686972645f7061727479646e616d657244656c656761746120496e76656e7461746168646f63756d656e746c4349204141303030303030306e636f646963655f66697363616c65f66a6578656d70745f75736564455330396b64657374696e6174696f6e6d707269766174655f70617274796c636f6e747261737365676e6fa264646174656a323032362d30332d3031666e756d6265726e30313233343536373839303132336e6578656d7074696f6e5f6e6f7465f66e7075626c69635f72657175657374f66a7064665f7368613235367840636463646364636463646364636463646364636463646364636463646364636463646364636463646364636463646364636463646364636463646364636463646b6365727469666963617465ab6561735f6f6674323032362d30332d30315430303a30303a30305a656661637473a367656e746572656480677375626a656374a6637365786666656d616c65646e616d65f6677375726e616d656c434f474e4f4d4546494e544f6a62697274685f6461746567313937382d30336b62697274685f706c616365a4646b696e64666162726f616465737461746567414c42414e4941686c6f63616c697479f66a73746174655f636f6465633230316e636f646963655f66697363616c65705a5a5a51515137384331324c303439416a73746174656d656e747381a16673746174657365616c697665656b696e64738164414e303766697373756572a666636f6d756e6560666f666669636560686f6666696369616c606870726f76696e636560697369676e61747572656b68616e647772697474656e6d6f6666696369616c5f726f6c6560666e756d626572744c3034392d30312d323032362d303030303030316765755f666f726df6686465636973696f6eb063666565183464726f6c65f6657374616d70a1657374616d7063647565657469746c657820436572746966696361746f206469206573697374656e7a6120696e207669746166636c6175736568636c6175736f6c616666616d696c7968726567697374727966666f7263656480676f70656e696e676d63657274696669636120636865686665655f74657874f6687761726e696e67738069617574686f72697479764c27554646494349414c45204427414e4147524146456a7374616d705f647574791906406a7374616d705f7465787465626f6c6c6f6b636c617573655f636f6465634330316b76616c69645f756e74696cf66d76616c69646974795f7465787468736569206d657369686c616e6775616765f6696973737565645f6f6e6a323032362d30332d3032697369676e61747572656b68616e647772697474656e71636174616c6f6775655f76657273696f6e6131
    certificate.voided a2666e756d626572744c3034392d30312d323032362d3030303030303166726561736f6e666572726f7265
    certificate.reprinted a364636f707901666e756d626572744c3034392d30312d323032362d30303030303031677072696e746572f6
    certificate.signed a4666e756d626572744c3034392d30312d323032362d30303030303031667369676e6572744649524d41544152494120494e56454e544154416a7064665f7368613235367840636563656365636563656365636563656365636563656365636563656365636563656365636563656365636563656365636563656365636563656365636563656b74696d657374616d706564f5
    certificate.timestamped a2666e756d626572744c3034392d30312d323032362d303030303030316a7064665f736861323536784063666366636663666366636663666366636663666366636663666366636663666366636663666366636663666366636663666366636663666366636663666366
    seal_key.added a2636a776b627b7d636b69646b414245694d3052565a6e63
    seal_key.revoked a3626f6e6a323032362d30332d3032636b69646b414245694d3052565a6e636b636f6d70726f6d69736564f4
    ");
}

#[test]
fn the_bytes_of_an_entry_are_frozen() {
    insta::assert_snapshot!(hex::encode(journal()[1].encode()), @"8862303101021b0000019cad9096db677a6163617269616e6f70657261746f722e61646465645839a3646e616d65715a61636172696120496e76656e7461746f64726f6c656d61646d696e6973747261746f72656c6f67696e677a61636172696158203dcfe4f8e743325039bd5892dc1916cb100a4aa7ed58ab34101885d1cb051afa");
}

#[test]
fn the_chain_of_hashes_is_frozen() {
    let hashes: Vec<String> = journal()
        .iter()
        .map(|entry| hex::encode(entry.hash()))
        .collect();
    insta::assert_snapshot!(hashes.join("\n"), @"
    3dcfe4f8e743325039bd5892dc1916cb100a4aa7ed58ab34101885d1cb051afa
    e6aee5e4b1ecb0f14f3a3ae5effb88f7064a16aa8fa857bb228f320ed17865b9
    878eab314f8a0ada7f76df43ef50c7e0bda6dbe5aa1b2d6d2e46e9ceb4de08ed
    33ee52629136cd5f1953e677a2b53f22874c5843fc4b1c2998b5ed71a3375bbe
    3cf9c30ce91b249bb5df835eb3c7b7e162fb89ffa1b80739104e8cb870cbd66a
    5700304a53f7c81783fff94ffeca5bf47a1da74fc207b02a62fd41f52ac79df4
    45573e74d1439f3f2e05a30a13968b1e662664b2870ba2fc913d049855a71d3a
    b75ef1ec42c5b6a4619636a4e283142e9a98e29c1eeb473e11fbfa483b49d308
    1122eea618edca537026f3d7a56764962b830bbafa625a0c2aadb943336324bd
    71a17ebb2ac87a05889aeeb56af9c0fb96bcccf6c59d364c9c9fe1722879325a
    e1d663e60b55d56876683d3017dd30d170e7ef1ed03ae972323007f71042c0e1
    c14b2416a6fd70cbd3b9208462add73d6d3ef0166e8033d5a4d27ab9a5453113
    ");
}

#[test]
fn each_entry_follows_the_one_before_and_survives_its_bytes() {
    let mut before = (0, NO_ENTRY);
    for entry in journal() {
        assert_eq!((entry.seq, entry.prev), (before.0 + 1, before.1));
        assert_eq!(
            entry.at,
            instant(&entry.at.format("%FT%T%.3fZ").to_string())
        );
        let read = Entry::decode(&entry.encode()).unwrap();
        assert_eq!(read, entry);
        assert_eq!(read.body().unwrap(), bodies()[before.0 as usize]);
        before = (entry.seq, entry.hash());
    }
}

#[test]
fn a_kind_of_a_newer_program_is_kept_as_it_came() {
    let bytes = cbor::encode(&("any", 1, [true])).unwrap();
    let body = Body::decode("cash.closed", &bytes).unwrap();
    assert_eq!(body.kind(), "cash.closed");
    assert_eq!(body.encode(), bytes);
    let entry = journal()[7].next(instant("2026-03-02T09:00:00Z"), "zacaria", &body);
    assert_eq!(
        Entry::decode(&entry.encode()).unwrap().body().unwrap(),
        body
    );
}

#[test]
fn a_field_of_a_newer_program_is_passed_over_and_its_bytes_stay() {
    let bytes = cbor::encode_value(ciborium::Value::Map(vec![
        ("reason".into(), "errore".into()),
        ("number".into(), "L049-01-2026-0000001".into()),
        ("second_pair_of_eyes".into(), "maria".into()),
    ]))
    .unwrap();
    let entry = Entry {
        kind: "certificate.voided".to_owned(),
        body: bytes.clone(),
        ..journal().remove(6)
    };
    let read = Entry::decode(&entry.encode()).unwrap();
    assert_eq!(read.body, bytes);
    assert_eq!(read.body().unwrap(), bodies()[6]);
}

fn check_refused(what: &str, entry: &Entry) {
    assert!(entry.check().is_err(), "{what} must not be written");
    assert!(
        Entry::decode(&entry.encode()).is_err(),
        "{what} must not be read"
    );
}

#[test]
fn an_entry_that_breaks_a_rule_is_refused_on_both_sides() {
    let good = journal().remove(3);
    assert!(good.check().is_ok());
    let entry = |change: fn(&mut Entry)| {
        let mut entry = good.clone();
        change(&mut entry);
        entry
    };
    check_refused("seq 0", &entry(|entry| entry.seq = 0));
    check_refused("epoch 0", &entry(|entry| entry.epoch = 0));
    check_refused("no entry before", &entry(|entry| entry.prev = NO_ENTRY));
    check_refused("a first one with one before", &entry(|entry| entry.seq = 1));
    check_refused("no operator", &entry(|entry| entry.operator.clear()));
    check_refused("no kind", &entry(|entry| entry.kind.clear()));
    check_refused("no counter", &entry(|entry| entry.counter.clear()));
    check_refused(
        "another kind",
        &entry(|entry| entry.kind = "certificate.voided".into()),
    );
    check_refused("no CBOR", &entry(|entry| entry.body = vec![0xff]));
    let finer = entry(|entry| entry.at += chrono::TimeDelta::nanoseconds(1));
    assert!(finer.check().is_err(), "an instant has whole milliseconds");
}

fn check_bytes(bytes: &[u8], expected: &str) {
    let read = cbor::decode_value(bytes);
    let found = match read {
        Ok(_) => "fine".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(found, expected, "{}", hex::encode(bytes));
}

#[test]
fn bytes_that_say_the_same_otherwise_are_refused() {
    let not = "the bytes are not in deterministic form";
    check_bytes(&[0x17], "fine");
    check_bytes(&[0x18, 0x17], not); // 23 in two bytes.
    check_bytes(&[0x19, 0x00, 0x18], not); // 24 in three.
    check_bytes(&[0x9f, 0x01, 0xff], not); // An array of indefinite length.
    check_bytes(&[0x7f, 0x61, 0x61, 0xff], not); // A text in pieces.
    check_bytes(&[0x78, 0x01, 0x61], not); // A length longer than it need be.
    check_bytes(&[0xa2, 0x01, 0x00, 0x02, 0x00], "fine");
    check_bytes(&[0xa2, 0x02, 0x00, 0x01, 0x00], not); // Keys out of order.
    check_bytes(&[0xa2, 0x18, 0x64, 0x00, 0x20, 0x00], "fine"); // 100 before -1: by bytes.
    check_bytes(
        &[0xa2, 0x01, 0x00, 0x01, 0x00],
        "a double key has no place in deterministic CBOR",
    );
    check_bytes(
        &[0xf9, 0x3c, 0x00],
        "a float has no place in deterministic CBOR",
    );
    check_bytes(&[0xc1, 0x00], "a tag has no place in deterministic CBOR");
    check_bytes(&[0x01, 0x01], not); // Something after the end.
    check_bytes(&[0x82, 0x01], "the bytes are not CBOR");
    check_bytes(&[], "the bytes are not CBOR");
}

#[test]
fn bytes_nested_without_end_are_an_error_and_not_a_crash() {
    check_bytes(&[0x81; 100_000], "the bytes are not CBOR");
    let error = Body::decode("future.kind", &[0x81; 100_000]).unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error:?}");
}
