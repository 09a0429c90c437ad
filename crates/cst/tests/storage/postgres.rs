//! What only a server has: a line, a password, other programs beside us.

use std::process::Command;
use std::sync::mpsc;

use cst::storage::{ComuneRow, Error, PostgresStorage, Storage};

use crate::both::{postgres, read, write};
use crate::rows::entry;
use crate::server::{PASSWORD, Server, USER, connect, give_away};
use crate::turns::push;

const HERE: &str = "L049";
const THERE: &str = "E205";

#[test]
fn comuni_do_not_wait_for_each_other() {
    let server = Server::start();
    let storage = postgres(&server.database("apart"));
    let (said, heard) = mpsc::channel();
    std::thread::scope(|scope| {
        write(&storage, HERE, |tx| {
            tx.put_comune(&ComuneRow::default())?;
            let (storage, said) = (&storage, said.clone());
            scope.spawn(move || {
                write(storage, THERE, |tx| tx.put_comune(&ComuneRow::default())).expect("a write");
                said.send(()).expect("somebody listens");
            });
            // While this comune is being written.
            heard.recv().expect("the other ends first");
            Ok(())
        })
        .expect("a write");
    });
}

#[test]
fn a_second_centre_on_the_same_database_takes_turns_too() {
    let server = Server::start();
    let url = server.database("shared");
    // Both find no tables.
    let centres: Vec<PostgresStorage> = std::thread::scope(|scope| {
        let opened: Vec<_> = (0..2).map(|_| scope.spawn(|| postgres(&url))).collect();
        opened
            .into_iter()
            .map(|centre| centre.join().expect("it opens"))
            .collect()
    });
    std::thread::scope(|scope| {
        for (centre, counter) in centres.iter().zip(["01", "02"]) {
            scope.spawn(move || push(centre, counter, 30));
        }
    });
    let seqs = read(&centres[0], HERE, |tx| tx.feed(0, 100));
    let seqs: Vec<u64> = seqs.iter().map(|row| row.seq).collect();
    assert_eq!(seqs, (1..=60).collect::<Vec<_>>(), "the feed is dense");
}

#[test]
fn a_lost_connection_costs_nothing_before_the_commit() {
    let mut server = Server::start();
    let url = server.database("lost");
    let storage = postgres(&url);
    let mut attempts = 0;
    write(&storage, HERE, |tx| {
        attempts += 1;
        tx.add_entries("01", 1, &[entry(1, vec![1])])?;
        if attempts == 1 {
            end_connections(&url);
        }
        tx.add_entries("01", 1, &[entry(2, vec![2])])
    })
    .expect("it is begun again");
    assert_eq!(attempts, 2);
    assert!(read(&storage, HERE, |tx| tx.entry("01", 1, 2)).is_some());
    server.restart();
    write(&storage, HERE, |tx| {
        tx.add_entries("01", 1, &[entry(3, vec![1])])
    })
    .expect("connections that were kept are made anew");
    server.restart();
    assert_eq!(storage.comuni().expect("here too"), []);
}

#[test]
fn a_connection_lost_over_the_commit_is_a_failure() {
    let server = Server::start();
    let url = server.database("commit");
    let storage = postgres(&url);
    let mut attempts = 0;
    let ended = write(&storage, HERE, |tx| {
        attempts += 1;
        tx.add_entries("01", 1, &[entry(1, vec![1])])?;
        end_connections(&url);
        Ok(())
    });
    assert!(ended.is_err(), "nobody knows whether it is there");
    assert_eq!(attempts, 1, "what may be there is not done twice");
}

fn end_connections(url: &str) {
    let sql = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
               WHERE application_name = 'cst' AND datname = current_database()";
    connect(url)
        .query(sql, &[])
        .expect("the user is an administrator");
}

#[test]
fn a_conflict_is_tried_again_and_another_error_is_not() {
    let server = Server::start();
    let url = server.database("conflict");
    let storage = postgres(&url);
    connect(&url)
        .batch_execute(
            "CREATE SEQUENCE meeting;
             CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
                 CASE nextval('meeting')
                     WHEN 1 THEN RAISE EXCEPTION 'met' USING ERRCODE = 'serialization_failure';
                     WHEN 2 THEN RAISE EXCEPTION 'met' USING ERRCODE = 'deadlock_detected';
                     WHEN 4 THEN RAISE EXCEPTION 'broken';
                     ELSE NULL;
                 END CASE;
                 RETURN NEW;
             END $$;
             CREATE TRIGGER meet BEFORE INSERT ON rejected_claim FOR EACH ROW
             EXECUTE FUNCTION meet();",
        )
        .expect("a trigger");
    let mut attempts = 0;
    let mut add = |key: &str| {
        attempts = 0;
        let ended = write(&storage, HERE, |tx| {
            attempts += 1;
            tx.add_rejected_claims(&[key.to_owned()])
        });
        (ended.is_ok(), attempts)
    };
    assert_eq!(add("a"), (true, 3));
    assert_eq!(add("b"), (false, 1));
    let found = read(&storage, HERE, |tx| {
        tx.rejected_claims(&["a".to_owned(), "b".to_owned()])
    });
    assert_eq!(found, ["a"]);
}

#[test]
fn a_failed_statement_that_is_passed_over_is_not_a_commit() {
    let server = Server::start();
    let storage = postgres(&server.database("passed"));
    let ended = write(&storage, HERE, |tx| {
        tx.add_entries("01", 1, &[entry(1, vec![1])])?;
        let twice = tx.add_entries("01", 1, &[entry(1, vec![1])]);
        assert!(matches!(twice, Err(Error::Refused { code, .. }) if code == "23505"));
        Ok(())
    });
    assert!(ended.is_err());
    assert_eq!(read(&storage, HERE, |tx| tx.entry("01", 1, 1)), None);
}

#[test]
fn every_look_up_is_by_key_however_little_the_server_knows_of_its_tables() {
    let server = Server::start();
    let url = server.database("plans");
    let storage = postgres(&url);
    // To make an index reads the table: forgotten here, once the connection has told of it.
    end_connections(&url);
    connect(&url)
        .query("SELECT pg_stat_reset()", &[])
        .expect("the user is an administrator");
    // A server thinks anew about a statement that it was given six times.
    push(&storage, "01", 12);
    (0..12).for_each(|after| drop(read(&storage, HERE, |tx| tx.feed(after, 100))));
    end_connections(&url);
    let scans = "SELECT relname FROM pg_stat_user_tables WHERE seq_scan > 0";
    let found = connect(&url).query(scans, &[]).expect("statistics");
    let found: Vec<String> = found.iter().map(|row| row.get(0)).collect();
    assert!(found.is_empty(), "read as a whole: {found:?}");
}

#[test]
fn a_server_that_forgets_or_is_of_a_later_program_is_not_used() {
    let server = Server::start_with(&["fsync=off", "synchronous_commit=off"]);
    let url = server.database("hasty");
    assert!(matches!(PostgresStorage::open(&url), Err(Error::Unfit(_))));
    drop(server);
    let server = Server::start_with(&["synchronous_commit=off"]);
    let url = server.database("later");
    drop(postgres(&url));
    connect(&url)
        .batch_execute("INSERT INTO schema_version (version) VALUES (9)")
        .expect("a later program was here");
    assert!(matches!(
        PostgresStorage::open(&url),
        Err(Error::Damaged(_))
    ));
}

#[test]
fn over_the_network_the_server_is_known_by_its_certificate() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (good, other) = (dir.path().join("good.pem"), dir.path().join("other.pem"));
    let (key, other_key) = (dir.path().join("key.pem"), dir.path().join("other.key"));
    give_away(dir.path());
    for (certificate, key) in [(&good, &key), (&other, &other_key)] {
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
            ])
            .args([
                "-subj",
                "/CN=prova",
                "-addext",
                "subjectAltName=DNS:localhost",
            ])
            .args([
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-days",
                "2",
            ])
            .arg("-out")
            .arg(certificate)
            .arg("-keyout")
            .arg(key)
            .output()
            .expect("openssl runs");
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        give_away(certificate);
        give_away(key);
    }
    let settings = [
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", good.display()),
        format!("ssl_key_file={}", key.display()),
    ];
    let server = Server::start_with(&settings.each_ref().map(String::as_str));
    assert!(server.dir().exists());
    let open = |password: &str, query: &str| {
        let password = password.replace(' ', "%20");
        let url = format!("postgres://{USER}:{password}@localhost:{port}/postgres{query}");
        PostgresStorage::open(&url)
    };
    let known = format!("?sslmode=verify-full&sslrootcert={}", good.display());
    let storage = open(PASSWORD, &known).expect("the server is the right one");
    push(&storage, "01", 2);
    assert!(open(PASSWORD, &format!("?sslrootcert={}", other.display())).is_err());
    assert!(open("un'altra", &known).is_err());
    assert!(matches!(
        open(PASSWORD, "?sslmode=require"),
        Err(Error::Address(_))
    ));
}

#[test]
fn the_program_works_on_a_database_by_its_address() {
    let server = Server::start();
    let url = server.database("program");
    let data = tempfile::tempdir().expect("a temporary folder");
    let cst = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cst"));
        command.arg("--json").arg("--data").arg(data.path());
        command
            .env("CST_STORE", &url)
            .args(args)
            .output()
            .expect("it runs")
    };
    let enrolled = cst(&["enrol", "--comune", HERE]);
    assert!(
        enrolled.status.success(),
        "{}",
        String::from_utf8_lossy(&enrolled.stderr)
    );
    let status = String::from_utf8(cst(&["status"]).stdout).expect("JSON");
    assert!(status.contains(HERE), "{status}");
    assert!(
        !data.path().join("cst.db").exists(),
        "the other store was not made"
    );
    let copied = cst(&["backup", "altrove"]);
    assert_eq!(
        copied.status.code(),
        Some(2),
        "the server's own tools copy it"
    );
    drop(server);
    let failed = cst(&["status"]);
    assert_eq!(failed.status.code(), Some(3));
}
