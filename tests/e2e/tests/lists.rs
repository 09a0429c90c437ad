//! A list of people, as for the candidates of an election: looked up, issued, printed, saved, stopped.

use std::fs;

use e2e::{Counter, Key, TestServer, Window, text_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_list_from_a_file_is_issued_printed_and_saved() {
    let server = TestServer::start();
    let counter = Counter::demo();
    let people = counter.residents(6);
    let mut window = Window::open(&counter, &server.address()).await;
    window.log_in(&counter).await;
    window.press(Key::F7).await;
    window.wait_focus("list-text").await;

    // A CSV of an office program, with one code that is misspelt and one that is there twice.
    let mut csv = "Cognome;Nome;Codice fiscale\n".to_owned();
    for one in people.iter().chain([&people[0]]) {
        csv += &format!("{};{};{}\n", one.surname, one.name, one.codice_fiscale);
    }
    csv += "SBAGLIATI;ANNA;RSSMRA80A01L049\n";
    let file = counter.scratch("lists").join("candidati.csv");
    fs::write(&file, csv).expect("the test's folder is writable");
    window.will_choose(&file).await;
    window.click("list-path-choose").await;
    window.wait_text("list-summary", "8 righe").await;
    window.wait_text("list-row-8", "È già alla riga 2").await;
    window.wait_text("list-row-9", "non è scritto bene").await;
    assert!(
        window.seen("list-issued-0").await.is_none(),
        "nothing is issued yet"
    );

    window.choose_for_list("EL01", "ES01").await;
    window.click("list-print").await;
    window.wait_text("list-issue", "Emetti 6 certificati").await;
    let fee = window.text("list-fee").await;
    assert!(fee.starts_with("1,56"), "six fees of 0,26: {fee}");
    window.press_control(Key::Enter).await;
    window
        .wait_text("list-outcome", "6 certificati emessi")
        .await;
    let left = window.text("list-left").await;
    assert!(
        left.contains("riga 2") && left.contains("scritto bene"),
        "{left}"
    );

    // Papers, when the clerk wants them.
    window.press_control('r').await;
    window.wait_text("list-printed", "6 di 6").await;
    assert_eq!(server.printed(6).len(), 6);
    let folder = counter.scratch("lists").join("lista 1");
    window
        .fill("list-folder", &folder.display().to_string())
        .await;
    window.click("list-save").await;
    window.wait_text("list-done", "6 PDF salvati").await;
    for (index, one) in people.iter().enumerate() {
        let row = window.text(&format!("list-issued-{index}")).await;
        assert!(
            row.contains(&one.surname),
            "in the order of the list: {row}"
        );
        let number = &row[.."E205-01-2026-0000001".len()];
        let pdf = folder.join(format!("{number}.pdf"));
        assert!(text_of(&pdf).contains(&one.surname), "{number}");
    }
    window.press(Key::F3).await;
    window
        .wait_text("register-row-0", people[5].surname.as_str())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_stopped_says_what_is_issued_and_is_taken_up_again() {
    const PEOPLE: usize = 90;
    let counter = Counter::demo();
    let people = counter.residents(PEOPLE);
    let mut window = Window::open(&counter, "127.0.0.1:1").await;
    window.log_in(&counter).await;
    window.press(Key::F7).await;
    window.wait_focus("list-text").await;
    let codes: Vec<&str> = people
        .iter()
        .map(|one| one.codice_fiscale.as_str())
        .collect();
    window.paste_list(&codes.join("\n")).await;
    window.choose_for_list("AN08", "ES09").await;
    window.click("list-print").await;
    window.wait_text("list-issue", "Emetti 8").await;
    let all = number_after(&window.text("list-issue").await, "Emetti");
    assert!(all > PEOPLE - 10, "most may have it: {all}");

    // The screen stops it as soon as it begins: a driver's click would come when all is done.
    let stop = "new MutationObserver(() => { \
                  const at = document.querySelector(`[data-testid='list-progress']`); \
                  if (/ [1-9]\\d* di /.test(at?.innerText ?? '')) document.querySelector(`[data-testid='list-cancel']`)?.click(); \
                }).observe(document.body, { subtree: true, childList: true, characterData: true })";
    window.script(stop, "").await;
    window.press_control(Key::Enter).await;
    let said = window
        .wait_text("list-stopped", "non sono state raggiunte")
        .await;
    window.screenshot("19-list-stopped").await;
    let issued = number_after(&window.text("list-outcome").await, "");
    assert!((1..all).contains(&issued), "{issued} of {all}: {said}");
    assert!(said.contains("nel registro"), "{said}");

    // The rest is taken up without typing anything again, and somewhere else meanwhile.
    window.click("list-resume").await;
    let rest = all - issued;
    window
        .wait_text("list-issue", &format!("Emetti {rest}"))
        .await;
    window.press(Key::F3).await;
    window.wait_text("register-row-0", "emesso").await;
    window.press(Key::F7).await;
    window
        .wait_text("list-issue", &format!("Emetti {rest}"))
        .await;
    drop(window);
    let rows = counter.command(&["registers", "certificates"]);
    let count = rows.as_array().map_or(0, Vec::len);
    assert_eq!(count, issued, "what was said is what is in the register");
    let check = counter.command(&["check"]);
    assert_eq!(check["ok"], true, "{check}");
}

fn number_after(text: &str, words: &str) -> usize {
    let rest = text.trim_start_matches(words).trim_start();
    let digits = rest.split_whitespace().next().unwrap_or_default();
    digits
        .parse()
        .unwrap_or_else(|_| panic!("no number: {text}"))
}
