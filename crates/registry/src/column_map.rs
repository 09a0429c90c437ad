//! Which column of a CSV holds what: a small TOML file, one for each supplier of registries.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::ReadError;
use crate::input::Encoding;

/// A column map. The default is that of the product's own columns.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMap {
    /// Separator of columns.
    #[serde(default = "semicolon")]
    pub separator: char,
    /// Encoding of the file.
    #[serde(default)]
    pub encoding: Encoding,
    /// Form of dates, as in strftime.
    #[serde(default = "italian_date")]
    pub date: String,
    /// Field → heading of its column.
    pub columns: BTreeMap<String, String>,
}

/// The fields that a column map may name.
pub(crate) const FIELDS: [&str; 29] = [
    "card",
    "codice_fiscale",
    "surname",
    "name",
    "sex",
    "birth_date",
    "birth_place",
    "birth_province",
    "birth_istat",
    "citizenship",
    "marital_status",
    "street_kind",
    "street",
    "number",
    "suffix",
    "inner",
    "staircase",
    "postal_code",
    "hamlet",
    "resident_since",
    "household",
    "relation",
    "status",
    "status_date",
    "status_reason",
    "status_note",
    "registered",
    "elector",
    "protected",
];

/// Fields that a file in the product's own columns may lack.
const OPTIONAL: [&str; 6] = [
    "status_date",
    "status_reason",
    "status_note",
    "registered",
    "elector",
    "protected",
];

fn semicolon() -> char {
    ';'
}

fn italian_date() -> String {
    "%d/%m/%Y".to_owned()
}

impl Default for ColumnMap {
    fn default() -> Self {
        Self {
            separator: ';',
            encoding: Encoding::Utf8,
            date: "%Y-%m-%d".to_owned(),
            columns: FIELDS
                .iter()
                .map(|field| ((*field).to_owned(), (*field).to_owned()))
                .collect(),
        }
    }
}

impl ColumnMap {
    /// Reads a column map.
    ///
    /// # Errors
    /// The TOML is wrong, or names a field that there is not.
    pub fn parse(text: &str) -> Result<Self, ColumnMapError> {
        let map: Self = toml::from_str(text).map_err(|error| ColumnMapError(error.to_string()))?;
        if let Some(unknown) = map
            .columns
            .keys()
            .find(|field| !FIELDS.contains(&field.as_str()))
        {
            return Err(ColumnMapError(format!("campo sconosciuto: {unknown}")));
        }
        for needed in [
            "card",
            "surname",
            "name",
            "sex",
            "birth_date",
            "birth_place",
        ] {
            if !map.columns.contains_key(needed) {
                return Err(ColumnMapError(format!("manca il campo {needed}")));
            }
        }
        Ok(map)
    }
}

/// Why a column map is not one.
#[derive(Debug, thiserror::Error)]
#[error("not a column map: {0}")]
pub struct ColumnMapError(String);

impl ColumnMapError {
    /// Explains it in Italian.
    #[must_use]
    pub fn explain(&self) -> String {
        format!("La mappa delle colonne non va bene: {}.", self.0)
    }
}

/// The places of the fields in a row, from its heading.
pub(crate) struct Places(BTreeMap<String, usize>);

impl Places {
    pub(crate) fn find<E>(
        map: &ColumnMap,
        heading: &csv::StringRecord,
    ) -> Result<Self, ReadError<E>> {
        let mut places = BTreeMap::new();
        let mut missing = Vec::new();
        for (field, name) in &map.columns {
            match heading.iter().position(|column| column.trim() == name) {
                Some(place) => {
                    places.insert(field.clone(), place);
                }
                None if OPTIONAL.contains(&field.as_str()) && field == name => {}
                None => missing.push(name.clone()),
            }
        }
        if missing.is_empty() {
            Ok(Self(places))
        } else {
            Err(ReadError::Columns(missing))
        }
    }

    pub(crate) fn value<'row>(
        &self,
        row: &'row csv::StringRecord,
        field: &str,
    ) -> Option<&'row str> {
        let place = self.0.get(field)?;
        row.get(*place)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }
}
