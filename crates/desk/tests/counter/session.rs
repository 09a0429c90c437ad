//! Who gets in, and what is said to who does not.

use desk::{Error, StoreError};

use super::fixture::{Counter, PASSWORD, desk};

#[test]
fn a_wrong_password_opens_nothing() {
    let counter = Counter::empty(1);
    counter.desk.session_lock().unwrap();
    let refused = counter.desk.session_open("prova", "sbagliata").unwrap_err();
    assert!(
        matches!(refused, Error::Store(StoreError::WrongPassword)),
        "{refused:?}"
    );
    assert!(
        matches!(counter.desk.search("rossi"), Err(Error::Locked)),
        "nothing answers"
    );
    counter.desk.session_open("prova", PASSWORD).unwrap();
}

#[test]
fn a_second_window_on_the_same_store_is_told_so() {
    let counter = Counter::empty(1);
    let second = desk(counter.folder.path(), &counter.clock, &counter.tray);
    let refused = second.session_open("prova", PASSWORD).unwrap_err();
    assert!(
        matches!(refused, Error::Store(StoreError::Locked(_))),
        "{refused:?}"
    );
    counter.desk.session_lock().unwrap();
    second.session_open("prova", PASSWORD).unwrap();
}

#[test]
fn a_plain_database_in_its_place_is_never_opened() {
    let counter = Counter::empty(1);
    counter.desk.session_lock().unwrap();
    let mut plain = b"SQLite format 3\0".to_vec();
    plain.resize(4096, 0);
    std::fs::write(counter.folder.path().join("store.db"), plain).unwrap();
    let refused = counter.desk.session_open("prova", PASSWORD).unwrap_err();
    assert!(
        matches!(refused, Error::Store(StoreError::NotEncrypted(_))),
        "{refused:?}"
    );
}

#[test]
fn a_locked_desk_forgets_previews_and_index() {
    let counter = Counter::ready();
    let quote = {
        let subject = counter.resident();
        counter
            .desk
            .certificate_quote(&super::fixture::request(subject, "AN08"))
            .unwrap()
    };
    let sha256 = quote.sha256.unwrap();
    counter.desk.session_lock().unwrap();
    assert!(matches!(
        counter.desk.preview_page(&sha256, 1, 600),
        Err(Error::Locked)
    ));
    counter.desk.session_open("prova", PASSWORD).unwrap();
    assert!(matches!(
        counter.desk.preview_page(&sha256, 1, 600),
        Err(Error::PreviewStale)
    ));
    assert!(
        !counter.desk.search("rossi").unwrap().ready,
        "the index is built anew"
    );
}
