//! What can be chosen on the issue screen.

use domain::certificate::catalogue::{Catalogue, Tariffs};
use domain::certificate::{
    Applicant, Block, CertificateCode, CertificateRequest, Decision, Destination, rules,
};
use domain::{Person, PersonId};

use crate::Error;
use crate::session::{Desk, OpenDesk};
use crate::views::{CertificateOptions, DestinationChoice, KindChoice, UseChoice};

impl Desk {
    /// Returns the kinds, uses and destinations to choose from.
    ///
    /// # Errors
    /// The desk is locked.
    pub fn certificate_options(&self) -> Result<CertificateOptions, Error> {
        let catalogue = Catalogue::current();
        let today = self.today();
        self.with(|_| {
            Ok(CertificateOptions {
                kinds: catalogue
                    .kinds()
                    .iter()
                    .filter(|kind| !kind.cumulative)
                    .map(|kind| KindChoice {
                        code: kind.code.clone(),
                        title: kind.title.clone(),
                    })
                    .collect(),
                uses: catalogue
                    .exemptions()
                    .iter()
                    .map(|exemption| UseChoice {
                        code: exemption.code.clone(),
                        label: exemption.label.clone(),
                        norm: exemption.norm.clone(),
                        fee_due: exemption.fee_due,
                    })
                    .collect(),
                destinations: destinations(),
                stamp_duty: Tariffs::on(today).stamp_duty,
            })
        })
    }
}

impl OpenDesk {
    /// Asks the rules.
    pub(crate) fn decide(
        &self,
        request: &CertificateRequest,
        subject: &Person,
        household: &[Person],
        today: chrono::NaiveDate,
    ) -> Result<Result<Decision, Vec<Block>>, Error> {
        let used_by = match &request.contrassegno {
            Some(stamp) => self.store.contrassegno_use(stamp.number.trim())?,
            None => None,
        };
        Ok(rules::decide(
            Catalogue::current(),
            &Tariffs::on(today),
            request,
            subject,
            household,
            used_by.as_deref(),
            today,
        ))
    }
}

/// The request that has nothing special: for a private party, in stamped paper, asked in person.
pub(crate) fn plain_request(subject: PersonId, kind: &CertificateCode) -> CertificateRequest {
    CertificateRequest {
        subject,
        kinds: vec![kind.clone()],
        destination: Destination::PrivateParty,
        exempt_use: None,
        exemption_note: None,
        contrassegno: None,
        applicant: Applicant::Subject,
    }
}

fn destinations() -> Vec<DestinationChoice> {
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
