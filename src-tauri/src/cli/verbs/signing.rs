//! With which key to sign, as it is said on the command line.

use desk::views::SigningKey;

use crate::cli::failure::Failure;

/// Reads `pkcs11:…` (RFC 7512: `slot-id`, `id`, `module-path`) or the path of a PKCS#12 file.
pub(super) fn key(text: &str) -> Result<SigningKey, Failure> {
    let Some(uri) = text.strip_prefix("pkcs11:") else {
        return Ok(SigningKey::File {
            path: text.to_owned(),
        });
    };
    let (mut module, mut slot, mut certificate) = (None, None, None);
    for attribute in uri.split([';', '?', '&']).filter(|part| !part.is_empty()) {
        let wrong = || {
            Failure::wrong_use(format!(
                "«{attribute}» non si usa per scegliere la carta: si usano slot-id, id e \
                 module-path."
            ))
        };
        let (name, value) = attribute.split_once('=').ok_or_else(wrong)?;
        let value = unescaped(value).ok_or_else(wrong)?;
        match name {
            "module-path" => module = Some(String::from_utf8(value).map_err(|_| wrong())?),
            "slot-id" => slot = Some(String::from_utf8(value).map_err(|_| wrong())?),
            "id" => certificate = Some(hex::encode(value)),
            _ => return Err(wrong()),
        }
    }
    Ok(SigningKey::Card {
        module,
        slot,
        certificate,
    })
}

/// Takes the percent signs out of a value (RFC 3986, 2.1).
fn unescaped(value: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, tail) = rest.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = tail;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_chosen_by_its_uri_and_anything_else_is_a_file() {
        let card = |module: Option<&str>, slot: Option<&str>, certificate: Option<&str>| {
            SigningKey::Card {
                module: module.map(str::to_owned),
                slot: slot.map(str::to_owned),
                certificate: certificate.map(str::to_owned),
            }
        };
        for (text, expected) in [
            ("pkcs11:", card(None, None, None)),
            (
                "pkcs11:slot-id=3;id=%01%aF?module-path=/lib/card.so",
                card(Some("/lib/card.so"), Some("3"), Some("01af")),
            ),
            (
                "firma.p12",
                SigningKey::File {
                    path: "firma.p12".to_owned(),
                },
            ),
        ] {
            assert_eq!(key(text).ok(), Some(expected), "{text}");
        }
        for wrong in ["pkcs11:colour=red", "pkcs11:id=%0", "pkcs11:slot-id"] {
            assert!(key(wrong).is_err(), "{wrong}");
        }
    }
}
