//! The same rows in FTS5 (SQLCipher, ordered by bm25) and in tantivy (one typing error allowed).
//!
//! Both take every word as the beginning of one, as a clerk types.

use std::error::Error;

use domain::Person;
use rusqlite::{Connection, params};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, Query};
use tantivy::schema::{Field, STORED, Schema, TEXT, Value as _};
use tantivy::{Index, IndexReader, TantivyDocument, Term};

const ROWS: usize = 50;

fn texts(person: &Person) -> [String; 4] {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let address = person
        .residence()
        .and_then(|residence| residence.address.as_ref());
    [
        text(&person.surname),
        text(&person.name),
        person
            .codice_fiscale
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        address
            .map(|address| address.street.clone())
            .unwrap_or_default(),
    ]
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// FTS5 over an encrypted database.
pub(crate) struct Fts5 {
    db: Connection,
    _folder: tempfile::TempDir,
}

impl Fts5 {
    pub(crate) fn new(people: &[Person]) -> Result<Self, Box<dyn Error>> {
        let folder = benches::folder()?;
        let mut db = Connection::open(folder.path().join("fts.db"))?;
        db.execute_batch(&format!(
            "PRAGMA key = \"x'{}'\"; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;
             CREATE VIRTUAL TABLE person USING fts5 (surname, name, code, street,
                 tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3');",
            "5a".repeat(32)
        ))?;
        let tx = db.transaction()?;
        {
            let mut insert = tx.prepare("INSERT INTO person VALUES (?1, ?2, ?3, ?4)")?;
            for person in people {
                let [surname, name, code, street] = texts(person);
                insert.execute(params![surname, name, code, street])?;
            }
        }
        tx.commit()?;
        db.execute_batch("INSERT INTO person (person) VALUES ('optimize')")?;
        Ok(Self {
            db,
            _folder: folder,
        })
    }

    /// Returns the places of the people found, best first.
    pub(crate) fn search(&self, text: &str) -> Vec<i64> {
        let query: Vec<String> = words(text).map(|word| format!("\"{word}\"*")).collect();
        let found = || -> rusqlite::Result<Vec<i64>> {
            let mut statement = self.db.prepare_cached(
                "SELECT rowid, surname, name FROM person WHERE person MATCH ?1
                 ORDER BY bm25(person) LIMIT ?2",
            )?;
            let rows = statement.query_map(params![query.join(" "), ROWS], |row| {
                row.get::<_, String>(1)?;
                Ok(row.get::<_, i64>(0)? - 1)
            })?;
            rows.collect()
        };
        found().expect("FTS5 answers: one that fails would look fast")
    }
}

/// Tantivy in memory, in clear.
pub(crate) struct Tantivy {
    reader: IndexReader,
    fields: [Field; 4],
    key: Field,
}

impl Tantivy {
    pub(crate) fn new(people: &[Person]) -> Result<Self, Box<dyn Error>> {
        let mut schema = Schema::builder();
        let fields = ["surname", "name", "code", "street"]
            .map(|name| schema.add_text_field(name, TEXT | STORED));
        let key = schema.add_i64_field("key", STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 200_000_000)?;
        for (place, person) in (0..).zip(people) {
            let mut document = TantivyDocument::default();
            document.add_i64(key, place);
            for (field, text) in fields.iter().zip(texts(person)) {
                document.add_text(*field, text);
            }
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Self {
            reader: index.reader()?,
            fields,
            key,
        })
    }

    /// Returns the places of the people found, best first.
    pub(crate) fn search(&self, text: &str) -> Vec<i64> {
        let every: Vec<(Occur, Box<dyn Query>)> = words(text)
            .map(|word| {
                let somewhere: Vec<(Occur, Box<dyn Query>)> = self
                    .fields
                    .iter()
                    .map(|field| {
                        let term = Term::from_field_text(*field, &word);
                        let query = FuzzyTermQuery::new_prefix(term, 1, true);
                        (Occur::Should, Box::new(query) as Box<dyn Query>)
                    })
                    .collect();
                (
                    Occur::Must,
                    Box::new(BooleanQuery::new(somewhere)) as Box<dyn Query>,
                )
            })
            .collect();
        let searcher = self.reader.searcher();
        let top = TopDocs::with_limit(ROWS);
        let found = searcher
            .search(&BooleanQuery::new(every), &top.order_by_score())
            .expect("tantivy answers: one that fails would look fast");
        found
            .iter()
            .filter_map(|(_, place)| searcher.doc::<TantivyDocument>(*place).ok())
            .filter_map(|document| document.get_first(self.key)?.as_i64())
            .collect()
    }
}
