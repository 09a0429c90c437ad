//! Marriages and civil unions of invented people.

use chrono::{Datelike, NaiveDate};
use domain::{CivilAct, MaritalState, MaritalStatus, PartialDate, Place, Union};

use crate::people::Maker;

impl Maker {
    /// Marries the people at two places, with the same act on both sides.
    pub(crate) fn marry(&mut self, one: usize, other: usize) {
        let younger = self.people[one]
            .birth_date
            .year()
            .max(self.people[other].birth_date.year());
        let latest = self.as_of.year();
        let year = (younger + 27).min(latest);
        let month = self.random.between(1, 12);
        let day = self.random.between(1, 28);
        let date = NaiveDate::from_ymd_opt(year, month, day)
            .unwrap_or(self.as_of)
            .min(self.as_of);
        let act = CivilAct {
            comune: Some(self.name.clone()),
            year: Some(date.year().to_string()),
            part: Some("2".to_owned()),
            series: Some("A".to_owned()),
            number: Some(self.random.between(1, 200).to_string()),
            office: None,
        };
        let place = Place::Comune {
            name: self.name.clone(),
            istat: Some(self.istat.clone()),
            province: Some("TA".to_owned()),
        };
        self.tie(one, other, MaritalStatus::Married, date, &act, &place);
    }

    /// Ties two people by the same event, with the same act on both sides.
    pub(crate) fn tie(
        &mut self,
        one: usize,
        other: usize,
        status: MaritalStatus,
        date: NaiveDate,
        act: &CivilAct,
        place: &Place,
    ) {
        for (who, with) in [(one, other), (other, one)] {
            let spouse = self.people[with].clone();
            self.people[who].marital = Some(MaritalState {
                status,
                union: Some(Union {
                    spouse_surname: spouse.surname,
                    spouse_name: spouse.name,
                    spouse_sex: Some(spouse.sex),
                    spouse_codice_fiscale: spouse.codice_fiscale,
                    spouse_birth_date: Some(spouse.birth_date),
                    date: Some(PartialDate::Day(date)),
                    place: Some(place.clone()),
                    act: Some(act.clone()),
                }),
                ended: None,
            });
        }
    }
}
