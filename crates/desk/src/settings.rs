//! What the comune sets for itself.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::NaiveDate;
use document::Arms;
use domain::Settings;
use domain::certificate::Issuer;
use domain::certificate::catalogue::{Amount, Catalogue, ComuneRules, Tariffs};
use protocol::Body;

use crate::person::hit;
use crate::session::Desk;
use crate::views::{AmountView, AuthorityView, ClauseView, SettingsView};
use crate::{Error, options, own_rules, signing};

/// The largest coat of arms that is read, in bytes.
const ARMS_MAX_BYTES: u64 = 2 * 1024 * 1024;
/// The largest file of authorities that is read, in bytes.
const AUTHORITY_MAX_BYTES: u64 = 256 * 1024;

impl Desk {
    /// Returns the settings.
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn settings_read(&self) -> Result<SettingsView, Error> {
        let today = self.today();
        self.with(|desk| {
            let settings = desk.store.settings()?;
            let arms = match &settings.arms {
                Some(digest) => desk.store.document(digest)?,
                None => None,
            };
            let authorities = &settings.signing.authorities;
            let mut protected = Vec::new();
            for id in &settings.protected {
                protected.extend(desk.store.person(*id)?.as_ref().map(hit));
            }
            Ok(SettingsView {
                authorities: authorities
                    .iter()
                    .map(|pem| signing::authority(pem))
                    .collect(),
                protected,
                amounts: amounts(today),
                clauses: clauses(today),
                uses: options::uses(&Catalogue::on(today, &ComuneRules::default())),
                settings,
                arms_png: arms.map(|png| BASE64.encode(png)),
            })
        })
    }

    /// Reads the certificate of an authority from a file, PEM or DER, for the settings.
    ///
    /// # Errors
    /// The file cannot be read or holds no certificate.
    pub fn authority_read(&self, path: &Path) -> Result<AuthorityView, Error> {
        let failed = |source| Error::File {
            path: path.display().to_string(),
            source,
        };
        if std::fs::metadata(path).map_err(failed)?.len() > AUTHORITY_MAX_BYTES {
            return Err(signing::not_an_authority());
        }
        signing::authority_of(&std::fs::read(path).map_err(failed)?)
    }

    /// Changes the settings. The coat of arms is changed by [`Desk::arms_change`] only.
    ///
    /// # Errors
    /// A value is not acceptable, the desk is locked, or the store fails.
    pub fn settings_change(&self, settings: Settings) -> Result<SettingsView, Error> {
        let issuer = &settings.issuer;
        for (field, text, name) in [
            ("issuer.comune", &issuer.comune, "Il nome del comune"),
            ("issuer.office", &issuer.office, "Il nome dell'ufficio"),
            (
                "issuer.official",
                &issuer.official,
                "Il nome dell'ufficiale",
            ),
            (
                "issuer.official_role",
                &issuer.official_role,
                "La qualifica dell'ufficiale",
            ),
        ] {
            if text.trim().is_empty() || text.chars().count() > 80 {
                let reason = format!("{name} va da uno a ottanta caratteri.");
                return Err(Error::Invalid { field, reason });
            }
        }
        for (field, printing) in [
            (
                "certificate_printing.copies",
                &settings.certificate_printing,
            ),
            (
                "declaration_printing.copies",
                &settings.declaration_printing,
            ),
        ] {
            if !(1..=20).contains(&printing.copies) {
                let reason = "Le copie vanno da 1 a 20.".to_owned();
                return Err(Error::Invalid { field, reason });
            }
        }
        if let Some(address) = &settings.verification_address {
            crate::sealing::check_address(address)?;
        }
        signing::check(&settings.signing)?;
        own_rules::check(&settings.rules)?;
        let now = self.clock.now();
        self.with(|desk| {
            let present = desk.store.settings()?;
            let settings = Settings {
                arms: present.arms.clone(),
                ..settings
            };
            if settings != present {
                desk.store.commit(
                    now,
                    &desk.operator,
                    Body::SettingsChanged {
                        settings: Box::new(settings),
                    },
                )?;
            }
            Ok(())
        })?;
        self.settings_read()
    }

    /// Takes a coat of arms from a PNG file.
    ///
    /// # Errors
    /// The file cannot be read or is not a picture that prints well.
    pub fn arms_change(&self, path: &Path) -> Result<SettingsView, Error> {
        let failed = |source| Error::File {
            path: path.display().to_string(),
            source,
        };
        if std::fs::metadata(path).map_err(failed)?.len() > ARMS_MAX_BYTES {
            return Err(Error::Invalid {
                field: "arms",
                reason: "Lo stemma è troppo grande: al massimo 2 MB.".to_owned(),
            });
        }
        self.arms_set(&std::fs::read(path).map_err(failed)?)
    }

    /// Takes a coat of arms from the bytes of a PNG.
    ///
    /// # Errors
    /// It is not a picture that prints well, the desk is locked, or the store fails.
    pub fn arms_set(&self, png: &[u8]) -> Result<SettingsView, Error> {
        Arms::from_png(png).map_err(|_| Error::Invalid {
            field: "arms",
            reason: "Lo stemma dev'essere un'immagine PNG a colori, 8 bit per canale.".to_owned(),
        })?;
        let now = self.clock.now();
        self.with(|desk| {
            let digest = desk.store.put_document(png)?;
            let settings = Settings {
                arms: Some(digest),
                ..desk.store.settings()?
            };
            desk.store.commit(
                now,
                &desk.operator,
                Body::SettingsChanged {
                    settings: Box::new(settings),
                },
            )?;
            Ok(())
        })?;
        self.settings_read()
    }

    /// Writes the settings a new counter starts with, so that nothing is blank on paper.
    pub(crate) fn settings_start(&self, official: &str) -> Result<(), Error> {
        let now = self.clock.now();
        self.with(|desk| {
            let identity = desk.store.identity();
            let issuer = Issuer {
                comune: identity.name.clone(),
                province: identity.province.clone(),
                office: "Ufficio Anagrafe".to_owned(),
                official: official.to_owned(),
                official_role: "L'Ufficiale d'Anagrafe delegato".to_owned(),
                ..Issuer::default()
            };
            let settings = Settings {
                issuer,
                ..Settings::default()
            };
            desk.store.commit(
                now,
                &desk.operator,
                Body::SettingsChanged {
                    settings: Box::new(settings),
                },
            )?;
            Ok(())
        })
    }
}

/// Returns the amounts of the law on a day, with nothing of the comune's own.
fn amounts(today: NaiveDate) -> Vec<AmountView> {
    let law = Tariffs::on(today, &ComuneRules::default());
    [
        (Amount::StampDuty, law.stamp_duty),
        (Amount::FeeStamped, law.fee_stamped),
        (Amount::FeeExempt, law.fee_exempt),
        (Amount::HistoryStamped, law.history_stamped),
        (Amount::HistoryExempt, law.history_exempt),
        (Amount::CieState, law.cie_state),
        (Amount::CieFixed, law.cie_fixed),
        (Amount::CieFee, law.cie_fee),
    ]
    .map(|(what, cents)| AmountView { what, cents })
    .into()
}

/// Returns the clauses of the law on a day, with nothing of the comune's own.
fn clauses(today: NaiveDate) -> Vec<ClauseView> {
    let law = Catalogue::on(today, &ComuneRules::default());
    let destinations = options::destinations().into_iter();
    destinations
        .map(|destination| {
            let clause = law.clause(destination.code);
            ClauseView {
                destination: destination.code,
                label: destination.label,
                text: clause.text.clone(),
                source: clause.source.clone(),
            }
        })
        .collect()
}
