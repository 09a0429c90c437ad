//! Names of marital statuses and of relations, in Italian, agreeing with the sex.

use crate::household::Relation;
use crate::marital::MaritalStatus;
use crate::person::Sex;

/// Returns a marital status in Italian, agreeing with the sex.
#[must_use]
pub fn marital_label(status: MaritalStatus, sex: Sex) -> &'static str {
    let by_sex = |male, female, unknown| match sex {
        Sex::Male => male,
        Sex::Female => female,
        Sex::Unknown => unknown,
    };
    match status {
        MaritalStatus::Single => by_sex("celibe", "nubile", "celibe/nubile"),
        MaritalStatus::Married => by_sex("coniugato", "coniugata", "coniugato/a"),
        MaritalStatus::Widowed => by_sex("vedovo", "vedova", "vedovo/a"),
        MaritalStatus::Divorced => by_sex("divorziato", "divorziata", "divorziato/a"),
        MaritalStatus::CivilUnion => {
            by_sex("unito civilmente", "unita civilmente", "unito/a civilmente")
        }
        MaritalStatus::FreeAfterPartnerDeath => {
            "di stato libero a seguito di decesso della parte unita civilmente"
        }
        MaritalStatus::FreeAfterDissolution => {
            "di stato libero a seguito di scioglimento dell'unione civile"
        }
        MaritalStatus::Unknown => "non classificabile",
    }
}

/// Returns a relation to the reference person in Italian; never for AN12 or AN13.
#[must_use]
pub fn relation_label(relation: Relation, sex: Sex) -> &'static str {
    let (male, female) = match relation.0 {
        1 => ("Intestatario scheda", "Intestataria scheda"),
        2 => ("Marito", "Moglie"),
        3 => ("Figlio", "Figlia"),
        4 => ("Nipote (discendente)", "Nipote (discendente)"),
        5 => ("Pronipote (discendente)", "Pronipote (discendente)"),
        6 => ("Padre", "Madre"),
        7 => ("Nonno", "Nonna"),
        8 => ("Bisnonno", "Bisnonna"),
        9 => ("Fratello", "Sorella"),
        10 => ("Nipote (collaterale)", "Nipote (collaterale)"),
        11 => ("Zio", "Zia"),
        12 => ("Cugino", "Cugina"),
        13 => ("Altro parente", "Altra parente"),
        14 => ("Figliastro", "Figliastra"),
        15 => ("Patrigno", "Matrigna"),
        16 => ("Genero", "Nuora"),
        17 => ("Suocero", "Suocera"),
        18 => ("Cognato", "Cognata"),
        19 => ("Fratellastro", "Sorellastra"),
        20 => ("Nipote (affine)", "Nipote (affine)"),
        21 => ("Zio (affine)", "Zia (affine)"),
        22 => ("Altro affine", "Altra affine"),
        23 => ("Convivente", "Convivente"),
        24 => (
            "Responsabile della convivenza",
            "Responsabile della convivenza",
        ),
        25 => ("Convivente in convivenza", "Convivente in convivenza"),
        26 => ("Tutore", "Tutrice"),
        28 => ("Unito civilmente", "Unita civilmente"),
        80 => ("Adottato", "Adottata"),
        81 => ("Nipote", "Nipote"),
        _ => ("Non definito", "Non definito"),
    };
    if sex == Sex::Female { female } else { male }
}
