//! What later revisions changed. Allowed is what a signature brings: its field, its widget, the form's
//! list of fields, its validation data (ETSI EN 319 142-1, 5.4); metadata do not show. Anything else is
//! a reason, because a reader would see it although no signature of the first document covers it.

mod compare;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::field;
use crate::pdf::{Dictionary, File, Id, Indirect, PdfError, Place, Value};
use crate::reason::Reason;

/// A page tree is not deeper.
const DEPTH_MAX: usize = 32;

/// Compares each revision with the one before it.
pub(crate) fn check(file: &File<'_>, reasons: &mut Vec<Reason>) -> Result<(), PdfError> {
    for revision in 1..=file.last() {
        let root = |revision| file.trailer(revision).get(b"Root".as_slice()).cloned();
        if root(revision - 1) != root(revision) {
            reasons.push(Reason::SecondCatalog);
            continue;
        }
        Step::new(file, revision)?.check(reasons)?;
    }
    Ok(())
}

/// One revision beside the one before it.
struct Step<'f, 'a> {
    file: &'f File<'a>,
    revision: usize,
    /// What the objects of the revision before were for.
    roles: Roles,
    /// New objects from which other new ones may hang.
    welcome: Vec<Value>,
}

/// What an object of the older revision is for, by its number.
#[derive(Default)]
struct Roles {
    catalog: u32,
    pages: BTreeSet<u32>,
    /// Lists of annotations that are objects of their own.
    annotations: BTreeSet<u32>,
    form: Option<u32>,
    form_fields: Option<u32>,
    empty_signature_fields: BTreeSet<u32>,
    /// Metadata, information, and what hangs from the validation data.
    unseen: BTreeSet<u32>,
    /// What hangs from the catalog in any other way; found when it is first asked for.
    seen: OnceCell<BTreeSet<u32>>,
}

impl<'f, 'a> Step<'f, 'a> {
    fn new(file: &'f File<'a>, revision: usize) -> Result<Self, PdfError> {
        Ok(Self {
            file,
            revision,
            roles: Roles::of(file, revision - 1)?,
            welcome: Vec::new(),
        })
    }

    fn check(mut self, reasons: &mut Vec<Reason>) -> Result<(), PdfError> {
        let (file, revision) = (self.file, self.revision);
        let mut added = Vec::new();
        for number in file.written(revision) {
            let (old_place, new_place) = (
                file.place(revision - 1, number),
                file.place(revision, number),
            );
            if old_place == new_place {
                continue;
            }
            let old = self.object(revision - 1, number, old_place)?;
            let new = self.object(revision, number, new_place)?;
            match (old, new) {
                (None, None) => {}
                (None, Some(new)) => added.push((number, new)),
                (Some(old), None) => {
                    if kind(&old.value) != Some(b"XRef") && !self.is_unseen(number)? {
                        reasons.push(blame(&old.value));
                    }
                }
                (Some(old), Some(new)) => {
                    if !self.same(&old, &new) {
                        self.changed(number, &old.value, &new.value, reasons)?;
                    }
                }
            }
        }
        self.welcome
            .extend(file.trailer(revision).get(b"Info".as_slice()).cloned());
        let new: BTreeSet<u32> = added.iter().map(|(number, _)| *number).collect();
        let welcome = reach(file, revision, &self.welcome, Ways::Down, |number| {
            new.contains(&number)
        })?;
        for (number, object) in &added {
            let of_the_file = object.content.is_some()
                && matches!(kind(&object.value), Some(b"XRef" | b"ObjStm"));
            if !of_the_file && !welcome.contains(number) {
                reasons.push(match kind(&object.value) {
                    Some(b"Page" | b"Pages") => Reason::PagesChanged,
                    Some(b"Catalog") => Reason::SecondCatalog,
                    _ => Reason::ContentAdded,
                });
            }
        }
        Ok(())
    }

    fn object(
        &self,
        revision: usize,
        number: u32,
        place: Place,
    ) -> Result<Option<Indirect>, PdfError> {
        let generation = match place {
            Place::At(_, generation) => generation,
            Place::Free | Place::In(..) => 0,
        };
        self.file.object(revision, (number, generation))
    }

    fn same(&self, old: &Indirect, new: &Indirect) -> bool {
        let content =
            |object: &Indirect| object.content.clone().map(|range| &self.file.bytes[range]);
        old.value == new.value && content(old) == content(new)
    }

    /// Whether nobody sees an object of the older revision. An earlier update may have made metadata or
    /// validation data point at a page's content, so what the catalog leads to is seen all the same.
    fn is_unseen(&self, number: u32) -> Result<bool, PdfError> {
        if !self.roles.unseen.contains(&number) {
            return Ok(false);
        }
        if self.roles.seen.get().is_none() {
            let (root, mut catalog) = self.file.catalog(self.revision - 1)?;
            catalog.remove(b"DSS".as_slice());
            catalog.remove(b"Metadata".as_slice());
            let roots: Vec<Value> = catalog.into_values().collect();
            let mut seen = reach(self.file, self.revision - 1, &roots, Ways::All, |_| true)?;
            seen.insert(root.0);
            // Set once: nobody else holds the cell.
            let _ = self.roles.seen.set(seen);
        }
        let seen = self.roles.seen.get();
        Ok(seen.is_some_and(|seen| !seen.contains(&number)))
    }

    /// Judges an object that was there and is another now, by what it was for.
    fn changed(
        &mut self,
        number: u32,
        old: &Value,
        new: &Value,
        reasons: &mut Vec<Reason>,
    ) -> Result<(), PdfError> {
        // Not a stream of objects: a changed one changes what it holds.
        let tables = [old, new].map(|value| kind(value) == Some(b"XRef"));
        if tables == [true, true] || self.is_unseen(number)? {
            return Ok(());
        }
        let lists =
            self.roles.annotations.contains(&number) || self.roles.form_fields == Some(number);
        let found = match (old, new) {
            (Value::Dictionary(old), Value::Dictionary(new)) => {
                if number == self.roles.catalog {
                    self.catalog(old, new)?
                } else if self.roles.pages.contains(&number) {
                    self.page(old, new)?
                } else if self.roles.form == Some(number) {
                    self.form(Some(old), Some(new))?
                } else if self.roles.empty_signature_fields.contains(&number) {
                    self.filled_field(old, new)?
                } else {
                    vec![blame(&Value::Dictionary(old.clone()))]
                }
            }
            (Value::Array(old), Value::Array(new)) if lists => self.list(old, new)?,
            _ => vec![blame(old)],
        };
        reasons.extend(found);
        Ok(())
    }
}

impl Roles {
    fn of(file: &File<'_>, revision: usize) -> Result<Self, PdfError> {
        let (root, catalog) = file.catalog(revision)?;
        let number = |value: Option<&Value>| value.and_then(Value::as_reference).map(|id| id.0);
        let mut roles = Self {
            catalog: root.0,
            form: number(catalog.get(b"AcroForm".as_slice())),
            ..Self::default()
        };
        if let Some(Value::Dictionary(form)) = file.get(revision, &catalog, "AcroForm")? {
            roles.form_fields = number(form.get(b"Fields".as_slice()));
        }
        for (id, field) in field::all(file, revision)? {
            if !field.contains_key(b"V".as_slice()) {
                roles.empty_signature_fields.insert(id.0);
            }
        }
        for (id, page) in pages(file, revision, &catalog)? {
            roles.pages.insert(id.0);
            roles
                .annotations
                .extend(number(page.get(b"Annots".as_slice())));
        }
        let info = file.trailer(revision).get(b"Info".as_slice());
        let unseen = [info, catalog.get(b"Metadata".as_slice())];
        roles.unseen.extend(unseen.into_iter().filter_map(number));
        if let Some(data) = catalog.get(b"DSS".as_slice()) {
            let data = [data.clone()];
            roles
                .unseen
                .extend(reach(file, revision, &data, Ways::Down, |_| true)?);
        }
        Ok(roles)
    }
}

/// The pages, in order, each with its dictionary.
fn pages(
    file: &File<'_>,
    revision: usize,
    catalog: &Dictionary,
) -> Result<Vec<(Id, Dictionary)>, PdfError> {
    let mut pages = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<(Value, usize)> = catalog
        .get(b"Pages".as_slice())
        .cloned()
        .map(|root| (root, 0))
        .into_iter()
        .collect();
    while let Some((node, depth)) = open.pop() {
        let Some(id) = node.as_reference() else {
            continue;
        };
        if depth > DEPTH_MAX || !seen.insert(id) {
            return Err(PdfError::Damaged("page tree"));
        }
        let Value::Dictionary(node) = file.resolve(revision, &node)? else {
            continue;
        };
        match file.get(revision, &node, "Kids")? {
            None => pages.push((id, node)),
            Some(kids) => {
                let kids = kids.as_array().unwrap_or_default().iter().rev();
                open.extend(kids.map(|kid| (kid.clone(), depth + 1)));
            }
        }
    }
    Ok(pages)
}

/// Which keys lead on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ways {
    All,
    /// Not up to a page or a parent, and not to an action.
    Down,
}

/// The numbers of objects that hang from values, through objects that `through` lets pass.
fn reach(
    file: &File<'_>,
    revision: usize,
    roots: &[Value],
    ways: Ways,
    through: impl Fn(u32) -> bool,
) -> Result<BTreeSet<u32>, PdfError> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<Value> = roots.to_vec();
    while let Some(value) = open.pop() {
        match value {
            Value::Reference(id) if through(id.0) && reached.insert(id.0) => {
                open.extend(file.object(revision, id)?.map(|object| object.value));
            }
            Value::Array(values) => open.extend(values),
            Value::Dictionary(dictionary) => {
                let leads = |key: &[u8]| {
                    ways == Ways::All || !matches!(key, b"P" | b"Parent" | b"A" | b"AA")
                };
                let on = dictionary.into_iter().filter(|(key, _)| leads(key));
                open.extend(on.map(|(_, value)| value));
            }
            _ => {}
        }
    }
    Ok(reached)
}

fn kind(value: &Value) -> Option<&[u8]> {
    value.as_dictionary()?.get(b"Type".as_slice())?.as_name()
}

/// What to say when an object of that kind has changed or gone.
fn blame(old: &Value) -> Reason {
    match kind(old) {
        Some(b"Pages" | b"Page") => Reason::PagesChanged,
        Some(b"Sig" | b"DocTimeStamp") => Reason::SignatureChanged,
        _ => Reason::ContentChanged,
    }
}
