//! One IPP question and its answer over HTTP. No TLS: the print service is on this machine.
//!
//! The proxy of the environment is ignored on purpose: a page with names goes to the print
//! service and nowhere else.

use std::io::Read;
use std::time::Duration;

use ipp::model::DelimiterTag;
use ipp::parser::IppParser;
use ipp::prelude::{IppAttributeGroup, IppRequestResponse, IppValue};
use ipp::reader::IppReader;
use ureq::{Agent, SendBody};

use crate::Error;

/// A service that is not there must not keep a clerk waiting.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// For a question with a short answer.
pub(crate) const QUESTION_TIMEOUT: Duration = Duration::from_secs(3);
/// For a document, which the service writes to its spool before it answers.
pub(crate) const DOCUMENT_TIMEOUT: Duration = Duration::from_secs(30);

/// Sends `request` to `http://server/path` and returns the answer, whatever its IPP status.
pub(crate) fn send(
    server: &str,
    path: &str,
    request: IppRequestResponse,
    timeout: Duration,
) -> Result<IppRequestResponse, Error> {
    let unreachable = |source: Box<dyn std::error::Error + Send + Sync>| Error::Unreachable {
        server: server.to_owned(),
        source,
    };
    let not_understood = |source: Box<dyn std::error::Error + Send + Sync>| Error::Answer {
        server: server.to_owned(),
        source,
    };
    let mut body = Vec::new();
    request
        .into_read()
        .read_to_end(&mut body)
        .map_err(|error| not_understood(error.into()))?;

    let agent: Agent = Agent::config_builder()
        .proxy(None)
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .timeout_global(Some(timeout))
        .build()
        .into();
    let answer = agent
        .post(format!("http://{server}{path}"))
        .header("content-type", "application/ipp")
        .send(SendBody::from_owned_reader(std::io::Cursor::new(body)))
        .map_err(|error| match error {
            error @ ureq::Error::StatusCode(_) => not_understood(error.into()),
            error => unreachable(error.into()),
        })?;
    IppParser::new(IppReader::new(answer.into_body().into_reader()))
        .parse()
        .map_err(|error| not_understood(error.into()))
}

/// Returns the first group of `tag` in an answer.
pub(crate) fn group(answer: &IppRequestResponse, tag: DelimiterTag) -> Option<&IppAttributeGroup> {
    answer.attributes().groups_of(tag).next()
}

/// Returns the first value of an attribute as text.
pub(crate) fn text(group: &IppAttributeGroup, name: &str) -> Option<String> {
    texts(group, name).into_iter().next()
}

/// Returns all values of an attribute as text.
pub(crate) fn texts(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    group
        .get(name)
        .map(|attribute| attribute.value().into_iter().map(to_text).collect())
        .unwrap_or_default()
}

/// Returns the first value of an attribute as a number.
pub(crate) fn number(group: &IppAttributeGroup, name: &str) -> Option<i32> {
    match group.get(name)?.value().into_iter().next()? {
        IppValue::Integer(number) | IppValue::Enum(number) => Some(*number),
        _ => None,
    }
}

fn to_text(value: &IppValue) -> String {
    match value {
        IppValue::NameWithLanguage { name, .. } => name.to_string(),
        IppValue::TextWithLanguage { text, .. } => text.to_string(),
        other => other.to_string(),
    }
}
