//! The exchange of a counter that stands alone or is locked; with a centre it is tried with real programs.

use desk::{Error, Paper};

use super::fixture::{Counter, PASSWORD, request};

#[test]
fn a_counter_alone_or_locked_is_not_cut_off() {
    let counter = Counter::ready();
    let alone = counter.desk.exchange_run();
    assert!(
        matches!(alone, Err(Error::Exchange(_))),
        "there is no centre: {alone:?}"
    );
    let status = counter.desk.desk_status().unwrap();
    assert_eq!(
        (status.enrolled, status.waiting, status.exceptions),
        (false, 0, 0)
    );
    assert_eq!((status.offline_since, status.failure), (None, None));
    let state = counter.desk.exchange_state().unwrap();
    assert_eq!((state.counter.as_str(), state.centre), ("E205-02", None));
    assert!(state.waiting_acts.is_empty(), "nothing waits for nobody");

    // The agent goes on trying while nobody is logged in: that says nothing of the line.
    counter.desk.session_lock().unwrap();
    assert!(matches!(counter.desk.exchange_run(), Err(Error::Locked)));
    let session = counter.desk.session_open("prova", PASSWORD).unwrap();
    assert!(!session.revoked);
    assert_eq!(counter.desk.desk_status().unwrap().offline_since, None);
}

#[test]
fn a_certificate_of_a_counter_alone_has_no_delivery() {
    let counter = Counter::ready();
    let unknown = counter.desk.certificate_delivery("E205-02-2026-0000001");
    assert!(matches!(unknown, Err(Error::NoCertificate)), "{unknown:?}");
    let request = request(counter.resident(), "AN08");
    let issued = counter
        .desk
        .certificate_issue(&request, None, Paper::None)
        .unwrap();
    let delivery = counter.desk.certificate_delivery(&issued.number);
    assert_eq!(delivery.unwrap(), None);
}
