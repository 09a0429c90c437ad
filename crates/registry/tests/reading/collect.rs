//! A sink that keeps everything, and an invented comune.

use std::convert::Infallible;

use domain::{BelfioreCode, Household, IstatCode, Person};
use registry::{Header, ReadError, Refusal, Sink, Totals, Warning, read_subentro};
use synthetic::{Comune, Options};

pub(crate) const SEED: u64 = 20;

/// What came out of a file.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) header: Option<Header>,
    pub(crate) people: Vec<(Person, u64)>,
    pub(crate) households: Vec<Household>,
    pub(crate) refused: Vec<Refusal>,
    pub(crate) warned: Vec<Warning>,
}

impl Sink for Collected {
    type Error = Infallible;

    fn header(&mut self, header: &Header) -> Result<(), Infallible> {
        assert!(
            self.header.is_none() && self.people.is_empty(),
            "once, and first"
        );
        self.header = Some(header.clone());
        Ok(())
    }

    fn person(&mut self, person: Person, line: u64) -> Result<(), Infallible> {
        self.people.push((person, line));
        Ok(())
    }

    fn household(&mut self, household: Household, _line: u64) -> Result<(), Infallible> {
        self.households.push(household);
        Ok(())
    }

    fn refused(&mut self, refusal: Refusal) -> Result<(), Infallible> {
        self.refused.push(refusal);
        Ok(())
    }

    fn warned(&mut self, warning: Warning) -> Result<(), Infallible> {
        self.warned.push(warning);
        Ok(())
    }

    fn progress(&mut self, _bytes_read: u64) -> Result<(), Infallible> {
        Ok(())
    }
}

pub(crate) fn grottaglie() -> IstatCode {
    IstatCode("073008".to_owned())
}

pub(crate) fn comune(residents: u32, seed: u64) -> Comune {
    eprintln!("seed {seed}");
    synthetic::generate(&Options {
        residents,
        seed,
        belfiore: BelfioreCode("E205".to_owned()),
        as_of: "2026-11-23".parse().unwrap(),
    })
}

pub(crate) fn subentro(comune: &Comune) -> String {
    let mut bytes = Vec::new();
    synthetic::write_subentro(comune, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

pub(crate) fn read_xml(bytes: &[u8]) -> (Result<Totals, ReadError<Infallible>>, Collected) {
    let mut collected = Collected::default();
    let totals = read_subentro(bytes, &grottaglie(), &mut collected);
    (totals, collected)
}
