//! `certificate`: the register. What a certificate states is in its journal entry alone; here is
//! what the register lists and filters by.

use chrono::NaiveDate;
use domain::certificate::{Certificate, CertificateCode, CertificateRequest};
use domain::{Cents, PersonId};
use protocol::{Body, Entry};
use rusqlite::{Connection, Row, Transaction, named_params, params};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::{Error, Result};
use crate::table::{instant, journal, optional, sha256};
use crate::views::{
    CertificateFilter, CertificateRecord, CertificateRow, CertificateState, SignatureView,
};

pub(crate) fn insert(
    tx: &Transaction<'_>,
    entry: &Entry,
    certificate: &Certificate,
    request: &CertificateRequest,
    pdf_sha256: &str,
) -> Result<()> {
    let subject = &certificate.facts.subject;
    let names = [subject.surname.as_deref(), subject.name.as_deref()];
    let subject_name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let codice_fiscale = subject.codice_fiscale.as_ref().map(|code| code.as_str());
    let kinds: Vec<&str> = certificate
        .kinds
        .iter()
        .map(|kind| kind.0.as_str())
        .collect();
    let words = [
        certificate.number.as_str(),
        &subject_name,
        codice_fiscale.unwrap_or_default(),
        &certificate.decision.title,
    ]
    .join(" ");
    tx.prepare_cached(
        "INSERT INTO certificate (seq, number, title, kinds, subject, subject_name,
                                  subject_codice_fiscale, issued_on, at, operator, fee,
                                  stamp_duty, sha256, words, state)
         VALUES (:seq, :number, :title, :kinds, :subject, :subject_name,
                 :subject_codice_fiscale, :issued_on, :at, :operator, :fee,
                 :stamp_duty, :sha256, :words, 'issued')",
    )?
    .execute(named_params! {
        ":seq": entry.seq,
        ":number": certificate.number,
        ":title": certificate.decision.title,
        ":kinds": kinds.join(","),
        ":subject": request.subject.0.as_bytes(),
        ":subject_name": subject_name,
        ":subject_codice_fiscale": codice_fiscale,
        ":issued_on": certificate.issued_on.to_string(),
        ":at": entry.at.timestamp_millis(),
        ":operator": entry.operator,
        ":fee": certificate.decision.fee.0,
        ":stamp_duty": certificate.decision.stamp_duty.0,
        ":sha256": sha256(pdf_sha256)?,
        ":words": folded(&words),
    })?;
    Ok(())
}

/// Voids a certificate; its number stays spent.
pub(crate) fn void(tx: &Transaction<'_>, number: &str, reason: &str) -> Result<()> {
    let voided = tx
        .prepare_cached(
            "UPDATE certificate SET state = 'voided', void_reason = ?2
             WHERE number = ?1 AND state = 'issued'",
        )?
        .execute(params![number, reason])?;
    match voided {
        1 => Ok(()),
        _ if seq(tx, number)?.is_some() => Err(Error::AlreadyVoided(number.to_owned())),
        _ => Err(Error::NoCertificate(number.to_owned())),
    }
}

/// Notes the code that was printed.
pub(crate) fn seal(tx: &Transaction<'_>, number: &str, code: &str) -> Result<()> {
    let sealed = tx
        .prepare_cached("UPDATE certificate SET code = ?2 WHERE number = ?1")?
        .execute(params![number, code])?;
    one(sealed, number)
}

/// The signed file stands for the certificate, and one more signature is on it.
pub(crate) fn sign(
    tx: &Transaction<'_>,
    number: &str,
    document: &str,
    signer: &str,
    timestamped: bool,
) -> Result<()> {
    let signed = tx
        .prepare_cached(
            "UPDATE certificate
             SET sha256 = ?2, signers = coalesce(signers || char(10), '') || ?3, timestamped = ?4
             WHERE number = ?1 AND state = 'issued'",
        )?
        .execute(params![number, sha256(document)?, signer, timestamped])?;
    one(signed, number)
}

/// The file with the time-stamp stands for the certificate.
pub(crate) fn timestamp(tx: &Transaction<'_>, number: &str, document: &str) -> Result<()> {
    let stamped = tx
        .prepare_cached(
            "UPDATE certificate SET sha256 = ?2, timestamped = 1
             WHERE number = ?1 AND signers IS NOT NULL",
        )?
        .execute(params![number, sha256(document)?])?;
    one(stamped, number)
}

fn one(changed: usize, number: &str) -> Result<()> {
    match changed {
        1 => Ok(()),
        _ => Err(Error::NoCertificate(number.to_owned())),
    }
}

/// Counts a reprint; `copy` must be the next.
pub(crate) fn reprint(tx: &Transaction<'_>, number: &str, copy: u32) -> Result<()> {
    let counted = tx
        .prepare_cached(
            "UPDATE certificate SET reprints = ?2 WHERE number = ?1 AND reprints + 1 = ?2",
        )?
        .execute(params![number, copy])?;
    match counted {
        1 => Ok(()),
        _ if seq(tx, number)?.is_some() => Err(Error::Refused(format!(
            "{copy} is not the next reprint of certificate {number}"
        ))),
        _ => Err(Error::NoCertificate(number.to_owned())),
    }
}

/// Returns a page of the register, newest first.
pub(crate) fn page(
    db: &Connection,
    filter: &CertificateFilter,
    after: Option<i64>,
    limit: u32,
) -> Result<Vec<CertificateRow>> {
    // Two texts, because one with `:subject IS NULL OR …` could not use the index.
    let subject = match filter.subject {
        Some(_) => "subject = :subject",
        None => ":subject IS NULL",
    };
    let mut statement = db.prepare_cached(&format!(
        "SELECT seq, number, title, kinds, subject, subject_name, subject_codice_fiscale,
                issued_on, at, operator, fee, stamp_duty, state, void_reason, reprints,
                signers, timestamped
         FROM certificate
         WHERE {subject}
           AND (:after IS NULL OR seq < :after)
           AND (:from IS NULL OR issued_on >= :from)
           AND (:to IS NULL OR issued_on <= :to)
           AND (:state IS NULL OR state = :state)
           AND NOT EXISTS (SELECT 1 FROM json_each(:patterns) AS pattern
                           WHERE certificate.words NOT LIKE pattern.value ESCAPE '\\')
         ORDER BY seq DESC LIMIT :limit"
    ))?;
    let patterns = serde_json::json!(patterns(filter.text.as_deref().unwrap_or_default()));
    let mut rows = statement.query(named_params! {
        ":subject": filter.subject.as_ref().map(|id| id.0.as_bytes()),
        ":after": after,
        ":from": filter.from.map(|date| date.to_string()),
        ":to": filter.to.map(|date| date.to_string()),
        ":state": filter.state.map(state_text),
        ":patterns": patterns.to_string(),
        ":limit": limit,
    })?;
    let mut page = Vec::new();
    while let Some(row) = rows.next()? {
        page.push(line(row)?);
    }
    Ok(page)
}

/// Returns how many certificates a filter lets through.
pub(crate) fn count(db: &Connection, filter: &CertificateFilter) -> Result<u32> {
    let patterns = serde_json::json!(patterns(filter.text.as_deref().unwrap_or_default()));
    let count = db
        .prepare_cached(
            "SELECT count(*) FROM certificate
             WHERE (:subject IS NULL OR subject = :subject)
               AND (:from IS NULL OR issued_on >= :from)
               AND (:to IS NULL OR issued_on <= :to)
               AND (:state IS NULL OR state = :state)
               AND NOT EXISTS (SELECT 1 FROM json_each(:patterns) AS pattern
                               WHERE certificate.words NOT LIKE pattern.value ESCAPE '\\')",
        )?
        .query_row(
            named_params! {
                ":subject": filter.subject.as_ref().map(|id| id.0.as_bytes()),
                ":from": filter.from.map(|date| date.to_string()),
                ":to": filter.to.map(|date| date.to_string()),
                ":state": filter.state.map(state_text),
                ":patterns": patterns.to_string(),
            },
            |row| row.get(0),
        )?;
    Ok(count)
}

/// Returns a certificate with what its entry says.
pub(crate) fn record(db: &Connection, number: &str) -> Result<Option<CertificateRecord>> {
    let mut statement = db.prepare_cached(
        "SELECT seq, state, void_reason, reprints, signers, timestamped, sha256, code
         FROM certificate WHERE number = ?1",
    )?;
    let mut rows = statement.query([number])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let key: i64 = row.get(0)?;
    let damaged = || Error::Damaged(format!("certificate {number} has no entry"));
    let seq = u64::try_from(key).map_err(|_| damaged())?;
    let entry = journal::by_seq(db, seq)?.ok_or_else(damaged)?;
    let Body::CertificateIssued {
        certificate,
        request,
        ..
    } = entry.body()?
    else {
        return Err(damaged());
    };
    Ok(Some(CertificateRecord {
        key,
        certificate: *certificate,
        request: *request,
        sha256: hex::encode(&row.get::<_, Vec<u8>>(6)?),
        code: row.get(7)?,
        at: entry.at,
        operator: entry.operator,
        state: state(&row.get::<_, String>(1)?)?,
        void_reason: row.get(2)?,
        reprints: row.get(3)?,
        signature: signature(row, 4)?,
    }))
}

/// Returns every number of the register.
pub(crate) fn numbers(db: &Connection) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached("SELECT number FROM certificate ORDER BY number")?;
    let rows = statement.query_map((), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn seq(db: &Connection, number: &str) -> Result<Option<i64>> {
    Ok(optional(
        db.prepare_cached("SELECT seq FROM certificate WHERE number = ?1")?
            .query_row([number], |row| row.get(0)),
    )?)
}

fn line(row: &Row<'_>) -> Result<CertificateRow> {
    let kinds: String = row.get(3)?;
    let issued_on: String = row.get(7)?;
    Ok(CertificateRow {
        key: row.get(0)?,
        number: row.get(1)?,
        title: row.get(2)?,
        kinds: kinds
            .split(',')
            .map(|kind| CertificateCode(kind.to_owned()))
            .collect(),
        subject: PersonId(super::person::uuid(&row.get::<_, Vec<u8>>(4)?)?),
        subject_name: row.get(5)?,
        subject_codice_fiscale: row.get(6)?,
        issued_on: issued_on
            .parse::<NaiveDate>()
            .map_err(|_| Error::Damaged(format!("{issued_on} is no day")))?,
        at: instant(row.get(8)?)?,
        operator: row.get(9)?,
        fee: Cents(row.get(10)?),
        stamp_duty: Cents(row.get(11)?),
        state: state(&row.get::<_, String>(12)?)?,
        void_reason: row.get(13)?,
        reprints: row.get(14)?,
        signature: signature(row, 15)?,
    })
}

/// Reads who signed from a column and the next.
fn signature(row: &Row<'_>, column: usize) -> Result<Option<SignatureView>> {
    let signers: Option<String> = row.get(column)?;
    let timestamped = row.get(column + 1)?;
    Ok(signers.map(|signers| SignatureView {
        signers: signers.lines().map(str::to_owned).collect(),
        timestamped,
    }))
}

fn state(text: &str) -> Result<CertificateState> {
    match text {
        "issued" => Ok(CertificateState::Issued),
        "voided" => Ok(CertificateState::Voided),
        other => Err(Error::Damaged(format!("{other} is no state"))),
    }
}

fn state_text(state: CertificateState) -> &'static str {
    match state {
        CertificateState::Issued => "issued",
        CertificateState::Voided => "voided",
    }
}

/// Returns a text in lower case and without accents.
fn folded(text: &str) -> String {
    text.nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Returns one `LIKE` pattern for each word; a clerk's `%` is a percent sign.
fn patterns(text: &str) -> Vec<String> {
    // Far more than a box holds; a pasted book shall not become ten thousand patterns.
    const CHARACTERS_MAX: usize = 200;
    let text: String = text
        .chars()
        .filter(|letter| letter.is_whitespace() || !letter.is_control())
        .take(CHARACTERS_MAX)
        .collect();
    folded(&text)
        .split_whitespace()
        .map(|word| {
            let mut pattern = String::from("%");
            for letter in word.chars() {
                if matches!(letter, '%' | '_' | '\\') {
                    pattern.push('\\');
                }
                pattern.push(letter);
            }
            pattern.push('%');
            pattern
        })
        .collect()
}
