//! What a seal states, and its one encoding.
//!
//! A map of deterministic CBOR (RFC 8949 §4.2): definite lengths, shortest integers, keys in order.
//!
//! | Key | Value |
//! |---|---|
//! | 1 | version of this table, 1 |
//! | 2 | number: array of comune (text), counter (text), year and progressive (integers) |
//! | 3 | kinds: array of texts |
//! | 4 | issued on: days since 1970-01-01 |
//! | 5 | valid until, last day included: days since 1970-01-01; absent when it does not end |
//! | 6 | state of the registry: seconds since 1970-01-01T00:00:00Z |
//! | 7 | facts: array of texts |
//! | 8 | digest of the document: 32 bytes |
//! | 9 | typed code: 5 bytes |
//!
//! Released: do *not* change the meaning of a key. A new table has a new version, which older
//! readers tell from damage.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use ciborium::Value;

use crate::{Error, TypedCode};

/// Version of the table above.
const VERSION: u8 = 1;

/// What a seal states. All of it is printed in clear on the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Belfiore code of the comune: `L049`.
    pub comune: String,
    /// Counter inside the comune: `03`.
    pub counter: String,
    /// Codes of the kinds of certificate: `AN08`.
    pub kinds: Vec<String>,
    /// Number of the certificate, `<comune>-<counter>-<year>-<7 digits>`.
    pub number: String,
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// Last day of validity; nothing when it does not end.
    pub valid_until: Option<NaiveDate>,
    /// State of the registry; the seal keeps whole seconds.
    pub as_of: DateTime<Utc>,
    /// What is certified, each as it is printed, in the order of the page.
    pub facts: Vec<String>,
    /// SHA-256 of the PDF while the bits of the seal's own picture are zero.
    pub document: [u8; 32],
    /// What those without a phone type.
    pub code: TypedCode,
}

/// Why signed bytes are no payload.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoPayload {
    /// A later table; its version.
    Newer(u64),
    /// Not what [`Payload::encode`] writes.
    Other,
}

impl Payload {
    /// Encodes; one payload has one encoding.
    pub(crate) fn encode(&self) -> Result<Vec<u8>, Error> {
        let (year, progressive) = self
            .number_parts()
            .ok_or_else(|| Error::Number(self.number.clone()))?;
        let number = vec![
            self.comune.as_str().into(),
            self.counter.as_str().into(),
            year.into(),
            progressive.into(),
        ];
        let mut map = vec![
            (1.into(), VERSION.into()),
            (2.into(), Value::Array(number)),
            (3.into(), texts(&self.kinds)),
            (4.into(), days(self.issued_on).into()),
        ];
        if let Some(last_day) = self.valid_until {
            map.push((5.into(), days(last_day).into()));
        }
        map.extend([
            (6.into(), self.as_of.timestamp().into()),
            (7.into(), texts(&self.facts)),
            (8.into(), Value::Bytes(self.document.to_vec())),
            (9.into(), Value::Bytes(self.code.to_bytes().to_vec())),
        ]);
        let mut bytes = Vec::new();
        ciborium::into_writer(&Value::Map(map), &mut bytes).expect("a Vec<u8> takes every write");
        Ok(bytes)
    }

    /// Decodes what [`Payload::encode`] wrote, and nothing else.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, NoPayload> {
        let Ok(Value::Map(map)) = ciborium::from_reader(bytes) else {
            return Err(NoPayload::Other);
        };
        let version = find(&map, 1)
            .and_then(Value::as_integer)
            .ok_or(NoPayload::Other)?;
        let version = u64::try_from(version).map_err(|_| NoPayload::Other)?;
        if version > u64::from(VERSION) {
            return Err(NoPayload::Newer(version));
        }
        let payload = Self::from_map(&map).ok_or(NoPayload::Other)?;
        // What another encoding would add, leave out or write longer is refused here.
        match payload.encode() {
            Ok(again) if again == bytes => Ok(payload),
            _ => Err(NoPayload::Other),
        }
    }

    fn from_map(map: &[(Value, Value)]) -> Option<Self> {
        let [comune, counter, year, progressive] = find(map, 2)?.as_array()?.as_slice() else {
            return None;
        };
        let (comune, counter) = (comune.as_text()?.to_owned(), counter.as_text()?.to_owned());
        let year = u16::try_from(year.as_integer()?).ok()?;
        let progressive = u32::try_from(progressive.as_integer()?).ok()?;
        let valid_until = match find(map, 5) {
            Some(last_day) => Some(date(last_day)?),
            None => None,
        };
        let as_of = i64::try_from(find(map, 6)?.as_integer()?).ok()?;
        let code = find(map, 9)?.as_bytes()?.as_slice().try_into().ok()?;
        Some(Self {
            number: format!("{comune}-{counter}-{year:04}-{progressive:07}"),
            comune,
            counter,
            kinds: strings(find(map, 3)?)?,
            issued_on: date(find(map, 4)?)?,
            valid_until,
            as_of: DateTime::from_timestamp(as_of, 0)?,
            facts: strings(find(map, 7)?)?,
            document: find(map, 8)?.as_bytes()?.as_slice().try_into().ok()?,
            code: TypedCode::from_bytes(code),
        })
    }

    /// Year and progressive of the number, when comune and counter stand before them.
    fn number_parts(&self) -> Option<(u16, u32)> {
        let rest = self.number.strip_prefix(&self.comune)?.strip_prefix('-')?;
        let rest = rest.strip_prefix(&self.counter)?.strip_prefix('-')?;
        let (year, progressive) = rest.split_once('-')?;
        let digits = |text: &str, count| {
            text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(progressive, 7) {
            return None;
        }
        Some((year.parse().ok()?, progressive.parse().ok()?))
    }
}

fn find(map: &[(Value, Value)], key: u8) -> Option<&Value> {
    map.iter()
        .find(|(known, _)| *known == Value::from(key))
        .map(|(_, value)| value)
}

fn texts(texts: &[String]) -> Value {
    Value::Array(texts.iter().map(|text| text.as_str().into()).collect())
}

fn strings(value: &Value) -> Option<Vec<String>> {
    value
        .as_array()?
        .iter()
        .map(|text| text.as_text().map(str::to_owned))
        .collect()
}

fn epoch() -> NaiveDate {
    NaiveDate::from_ymd_opt(1970, 1, 1).expect("the epoch is a day")
}

fn days(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce() - epoch().num_days_from_ce())
}

fn date(value: &Value) -> Option<NaiveDate> {
    let days = i64::try_from(value.as_integer()?).ok()?;
    epoch().checked_add_signed(TimeDelta::try_days(days)?)
}
