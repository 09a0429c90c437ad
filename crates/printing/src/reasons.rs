//! The state keywords of IPP (RFC 8011, 5.4.12 and 5.3.8) in the words of an office.

/// Says in Italian why a printer is not ready. Keywords that say nothing to a clerk give nothing.
pub(crate) fn printer_reason(keywords: &[String]) -> Option<String> {
    let mut words: Vec<&str> = keywords
        .iter()
        .filter_map(|keyword| printer_word(without_severity(keyword)))
        .collect();
    words.dedup();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Whether the keywords say that the device behind the queue is silent.
pub(crate) fn is_silent(keywords: &[String]) -> bool {
    keywords.iter().any(|keyword| {
        matches!(
            without_severity(keyword),
            "connecting-to-device" | "offline" | "timed-out" | "shutdown"
        )
    })
}

/// Says in Italian why a job came to nothing.
pub(crate) fn job_reason(keywords: &[String]) -> Option<String> {
    let word = keywords.iter().find_map(|keyword| match keyword.as_str() {
        "job-canceled-by-user" | "job-canceled-by-operator" | "job-canceled-at-device" => {
            Some("annullata")
        }
        "aborted-by-system" | "job-completed-with-errors" => Some("errore del servizio di stampa"),
        "document-format-error" | "unsupported-document-format" => Some("documento non stampabile"),
        "printer-stopped" | "printer-stopped-partly" => Some("stampante ferma"),
        "cups-held-for-authentication" | "account-authorization-failed" => {
            Some("la coda chiede un utente e una password")
        }
        "resources-are-not-ready" => Some("la carta o il cassetto richiesti non sono pronti"),
        _ => None,
    });
    word.map(str::to_owned)
}

fn printer_word(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "paused" | "moving-to-paused" => "messa in pausa",
        "media-empty" | "media-needed" => "manca la carta",
        "media-low" => "carta in esaurimento",
        "media-jam" => "carta inceppata",
        "toner-empty" | "marker-supply-empty" => "toner esaurito",
        "toner-low" | "marker-supply-low" => "toner in esaurimento",
        "cover-open" | "door-open" | "interlock-open" => "sportello della stampante aperto",
        "input-tray-missing" => "manca il cassetto della carta",
        "output-tray-missing" => "manca il vassoio di uscita",
        "output-area-full" => "vassoio di uscita pieno",
        "spool-area-full" => "memoria di stampa piena",
        "offline" | "shutdown" | "timed-out" => "spenta o scollegata",
        "connecting-to-device" => "collegamento in corso",
        "cups-missing-filter" | "cups-insecure-filter" => "driver incompleto",
        _ => return None,
    })
}

/// A keyword ends with its severity: `media-empty-error`, `offline-report`.
fn without_severity(keyword: &str) -> &str {
    ["-error", "-warning", "-report"]
        .iter()
        .find_map(|severity| keyword.strip_suffix(severity))
        .unwrap_or(keyword)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(keywords: &[&str], expected: Option<&str>) {
        let keywords: Vec<String> = keywords.iter().map(|&keyword| keyword.to_owned()).collect();
        assert_eq!(
            printer_reason(&keywords).as_deref(),
            expected,
            "{keywords:?}"
        );
    }

    #[test]
    fn keywords_become_words_of_an_office() {
        check(&["none"], None);
        check(&["paused"], Some("messa in pausa"));
        check(
            &["media-empty-error", "toner-low-warning"],
            Some("manca la carta, toner in esaurimento"),
        );
        check(
            &["offline-report", "timed-out"],
            Some("spenta o scollegata"),
        );
        check(&["com.example.vendor-thing"], None);
    }
}
