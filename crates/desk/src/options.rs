//! What can be chosen on the issue screen.

use chrono::NaiveDate;
use domain::certificate::catalogue::{Catalogue, Tariffs};
use domain::certificate::rules::Case;
use domain::certificate::{CertificateRequest, Destination, EuLanguage, Language};
use domain::{Household, Person, PersonId, Settings};

use crate::Error;
use crate::session::{Desk, OpenDesk};
use crate::views::{
    CertificateOptions, DestinationChoice, EuLanguageChoice, KindChoice, LanguageChoice, UseChoice,
};

impl Desk {
    /// Returns the kinds, uses, destinations and languages to choose from.
    ///
    /// Kinds that are never issued here are among them, each with its reason.
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn certificate_options(&self) -> Result<CertificateOptions, Error> {
        let today = self.today();
        self.with(|desk| {
            let rules = desk.store.settings()?.rules;
            let catalogue = Catalogue::on(today, &rules);
            let kinds = catalogue.kinds().iter().filter(|kind| !kind.cumulative);
            Ok(CertificateOptions {
                kinds: kinds
                    .map(|kind| KindChoice {
                        code: kind.code.clone(),
                        title: kind.title.clone(),
                        family: kind.family,
                        family_title: catalogue.family(kind.family).title.clone(),
                        issuing: catalogue.issuing(kind),
                        unavailable: kind.unavailable.clone(),
                        entry: kind.entry.clone(),
                        needs_reason: kind.needs_reason,
                        needs_day: kind.needs_day,
                        who: kind.who,
                        declarable: kind.declarable,
                        translated: kind.translated,
                        eu_form: kind.eu_form,
                    })
                    .collect(),
                uses: uses(&catalogue),
                destinations: destinations(),
                languages: languages(),
                eu_languages: EuLanguage::ALL
                    .into_iter()
                    .map(|code| EuLanguageChoice {
                        code,
                        label: code.label().to_owned(),
                    })
                    .collect(),
                stamp_duty: Tariffs::on(today, &rules).stamp_duty,
            })
        })
    }
}

/// All that the rules look at besides the request, read once.
pub(crate) struct Circumstances {
    pub(crate) settings: Settings,
    pub(crate) catalogue: Catalogue,
    pub(crate) tariffs: Tariffs,
    pub(crate) subject: Person,
    pub(crate) members: Vec<Person>,
    pub(crate) household: Option<Household>,
    pub(crate) today: NaiveDate,
}

impl Circumstances {
    /// Returns the case that a request makes.
    pub(crate) fn case<'a>(
        &'a self,
        request: &'a CertificateRequest,
        contrassegno_used_by: Option<&'a str>,
    ) -> Case<'a> {
        Case {
            catalogue: &self.catalogue,
            tariffs: &self.tariffs,
            request,
            subject: &self.subject,
            members: &self.members,
            household: self.household.as_ref(),
            issuer: &self.settings.issuer,
            contrassegno_used_by,
            // This counter keeps no emergency register: no session can be open.
            emergency_open: false,
            today: self.today,
        }
    }
}

impl OpenDesk {
    /// Reads a person with all that the rules look at.
    pub(crate) fn circumstances(
        &self,
        subject: PersonId,
        today: NaiveDate,
    ) -> Result<Circumstances, Error> {
        let settings = self.store.settings()?;
        let mut subject = self.store.person(subject)?.ok_or(Error::NoPerson)?;
        let mut members = self.household(&subject)?;
        // The comune's own list of protected people adds to what the registry says.
        for person in members.iter_mut().chain([&mut subject]) {
            person.address_hidden |= settings.protected.contains(&person.id);
        }
        let household = match &subject.membership {
            Some(membership) => self.store.household(membership.household)?,
            None => None,
        };
        Ok(Circumstances {
            catalogue: Catalogue::on(today, &settings.rules),
            tariffs: Tariffs::on(today, &settings.rules),
            settings,
            subject,
            members,
            household,
            today,
        })
    }
}

fn languages() -> Vec<LanguageChoice> {
    Language::ALL
        .into_iter()
        .map(|code| LanguageChoice {
            code,
            label: match code {
                Language::De => "Tedesco",
                Language::Fr => "Francese",
                Language::Sl => "Sloveno",
                Language::En => "Inglese",
            }
            .to_owned(),
        })
        .collect()
}

/// Returns the uses that exempt, as a catalogue has them.
pub(crate) fn uses(catalogue: &Catalogue) -> Vec<UseChoice> {
    let exemptions = catalogue.exemptions().iter();
    exemptions
        .map(|exemption| UseChoice {
            code: exemption.code.clone(),
            label: exemption.label.clone(),
            norm: exemption.norm.clone(),
            fee_due: exemption.fee_due,
        })
        .collect()
}

pub(crate) fn destinations() -> Vec<DestinationChoice> {
    [
        (Destination::PrivateParty, "Privato in Italia"),
        (Destination::Abroad, "Estero"),
        (Destination::CourtFile, "Fascicolo di causa"),
        (Destination::Immigration, "Procedimento sull'immigrazione"),
        (
            Destination::PublicBody,
            "Pubblica amministrazione, acquisizione d'ufficio",
        ),
    ]
    .into_iter()
    .map(|(code, label)| DestinationChoice {
        code,
        label: label.to_owned(),
    })
    .collect()
}
