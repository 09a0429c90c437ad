//! A clerk's minute with the keyboard only: from the password to the paper, the register, the void.

use e2e::{Counter, Key, TestServer, Window, text_of};

/// What a trained clerk may press after the name is typed.
const PRESSES_MAX: u32 = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_issued_reprinted_and_voided_without_a_mouse() {
    let server = TestServer::start();
    let counter = Counter::demo();
    let resident = counter.resident();
    let mut window = Window::open(&counter, &server.address()).await;
    window.log_in(&counter).await;

    window.take_presses();
    let number = window.issue(&resident, "AN08").await;
    let presses = window.take_presses();
    assert!(
        presses <= PRESSES_MAX,
        "{presses} keys from the name to the certificate"
    );

    let outcome = window.wait_text("print-outcome", "In stampa").await;
    assert!(outcome.contains(e2e::PRINTER), "{outcome}");
    let paper = server.printed(1);
    let text = text_of(&paper[0]);
    assert!(
        text.contains(&number),
        "{number} is not on the paper:\n{text}"
    );

    // The register: the act is there, a reprint is counted and gives the same page.
    window.press(Key::F3).await;
    let row = window.wait_text("register-row-0", &number).await;
    assert!(row.contains("emesso"), "{row}");
    window.tab_to("register-row-0").await;
    window.press(Key::Enter).await;
    window.wait_preview().await;
    window.press_control('r').await;
    window.wait_text("reprint-count", "Ristampe: 1").await;
    let paper = server.printed(2);
    assert_eq!(text_of(&paper[1]), text, "a reprint is the same document");

    // A void needs a reason.
    window.tab_to("void-button").await;
    window.press(Key::Enter).await;
    window.tab_to("void-confirm").await;
    window.press(Key::Enter).await;
    window
        .wait_script(
            "return document.querySelector('#void-reason-error')?.innerText?.length > 0",
            "",
        )
        .await;
    assert!(
        window.seen("voided").await.is_none(),
        "nothing is voided without a reason"
    );
    window.tab_to("void-reason").await;
    window.type_text("Richiesto per errore").await;
    window.tab_to("void-confirm").await;
    window.press(Key::Enter).await;
    window.wait_text("voided", "Richiesto per errore").await;
    window.wait_text("register-row-0", "annullato").await;
    drop(window);

    // What the window did is what the command line reads.
    let rows = counter.command(&["registers", "certificates"]);
    assert_eq!(rows[0]["number"], number.as_str(), "{rows}");
    assert_eq!(rows[0]["state"], "voided", "{rows}");
    let check = counter.command(&["check"]);
    assert_eq!(check["ok"], true, "{check}");
}
