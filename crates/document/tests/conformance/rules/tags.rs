//! Rules on the structure (ISO 19005-2 §6.7, ISO 14289-1 §7).

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Object, ObjectId};

use super::{Check, text};

/// A marked piece: its page and its number there.
type Piece = (ObjectId, i64);

pub(super) fn check(check: &mut Check<'_>) {
    let catalog = check.catalog();
    let language = check.entry(catalog, "Lang").map(text);
    check.want(
        "language",
        language.as_deref() == Some("it-IT"),
        "the document is Italian",
    );
    let marked = check
        .dictionary(catalog, "MarkInfo")
        .and_then(|info| info.get(b"Marked").ok()?.as_bool().ok());
    check.want(
        "marked",
        marked == Some(true),
        "the catalog says that there is a structure",
    );
    let root = catalog
        .get(b"StructTreeRoot")
        .and_then(Object::as_reference);
    let Ok(root) = root else {
        return check.want("structure", false, "there is none");
    };
    let mut tree = Tree::default();
    walk(check, &mut tree, root, root, None);
    let titles = tree.roles.iter().filter(|role| *role == "H1").count();
    check.want("title", titles == 1, "one heading, the title");
    check.want(
        "structure",
        tree.roles.first().is_some_and(|role| role == "Document"),
        "a document holds everything",
    );
    let mut drawn = Vec::new();
    for (index, (id, page, content)) in check.pages().iter().enumerate() {
        let tabs = check.name(page, "Tabs") == Some(b"S");
        check.want("tabs", tabs, "the order of tabs is that of the structure");
        let key = i64::try_from(index).unwrap();
        let numbered = check.number(page, "StructParents") == Some(key);
        check.want("parents", numbered, "the page is in the tree of parents");
        let owners = owners(check, root, key);
        for (number, name) in pieces(check, content) {
            drawn.push((*id, number));
            let owner = usize::try_from(number)
                .ok()
                .and_then(|number| owners.get(number));
            let known = tree.pieces.get(&(*id, number));
            check.want(
                "parents",
                owner.is_some() && owner == known.map(|(owner, _)| owner),
                format!("piece {number} of page {index} has one owner"),
            );
            let same = known.is_some_and(|(_, role)| role.as_bytes() == name);
            check.want(
                "marks",
                same,
                format!("piece {number} is marked as its element"),
            );
        }
    }
    check.want(
        "reading order",
        drawn == tree.order,
        "read in the order in which it is drawn",
    );
}

#[derive(Default)]
struct Tree {
    /// Roles in reading order.
    roles: Vec<String>,
    /// Pieces in reading order.
    order: Vec<Piece>,
    /// Owner and role of each piece.
    pieces: BTreeMap<Piece, (ObjectId, String)>,
}

fn walk(
    check: &mut Check<'_>,
    tree: &mut Tree,
    id: ObjectId,
    parent: ObjectId,
    above: Option<&str>,
) {
    let Ok(element) = check.document.get_dictionary(id) else {
        return check.want("structure", false, format!("{id:?} is not there"));
    };
    let mut role = None;
    if id != parent {
        let name = check.name(element, "S").unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        let up = element.get(b"P").and_then(Object::as_reference).ok();
        check.want(
            "structure",
            up == Some(parent),
            format!("{id:?} knows what holds it"),
        );
        self::element(check, element, &name, above);
        tree.roles.push(name.clone());
        role = Some(name);
    }
    let page = element.get(b"Pg").and_then(Object::as_reference).ok();
    let kids = match check.entry(element, "K") {
        Some(Object::Array(kids)) => kids.clone(),
        Some(Object::Dictionary(_)) => vec![element.get(b"K").unwrap().clone()],
        _ => Vec::new(),
    };
    let full = !kids.is_empty();
    check.want("structure", full, format!("{id:?} is empty"));
    let name = role.unwrap_or_default();
    for kid in kids {
        let piece = match &kid {
            Object::Integer(number) => page.map(|page| (page, *number)),
            Object::Dictionary(piece) => {
                let page = piece.get(b"Pg").and_then(Object::as_reference).ok();
                page.zip(check.number_of(piece))
            }
            Object::Reference(kid) => {
                walk(check, tree, *kid, id, Some(&name));
                continue;
            }
            _ => None,
        };
        let Some(piece) = piece else {
            check.want(
                "structure",
                false,
                format!("{id:?} holds what is no piece of a page"),
            );
            continue;
        };
        tree.order.push(piece);
        let before = tree.pieces.insert(piece, (id, name.clone()));
        check.want(
            "structure",
            before.is_none(),
            format!("{piece:?} belongs to one element"),
        );
    }
}

impl Check<'_> {
    fn number_of(&self, piece: &Dictionary) -> Option<i64> {
        piece.get(b"MCID").ok()?.as_i64().ok()
    }
}

/// What kinds of elements there are, and what each must have.
fn element(check: &mut Check<'_>, element: &Dictionary, role: &str, above: Option<&str>) {
    const ROLES: [&str; 9] = [
        "Document", "H1", "H2", "P", "L", "LI", "Lbl", "LBody", "Figure",
    ];
    check.want(
        "roles",
        ROLES.contains(&role),
        format!("{role} is not ours"),
    );
    let attributes = element.get(b"A").and_then(Object::as_dict).ok();
    match role {
        "Figure" => {
            let told = element.get(b"Alt").map(text).unwrap_or_default();
            check.want("figures", !told.trim().is_empty(), "said in words");
            let bounds = attributes.and_then(|list| list.get(b"BBox").ok()?.as_array().ok());
            check.want(
                "figures",
                bounds.is_some_and(|bounds| bounds.len() == 4),
                "with a box",
            );
        }
        "L" => {
            let numbering = attributes.is_some_and(|list| list.has(b"ListNumbering"));
            check.want(
                "lists",
                numbering,
                "a list with labels says how it is numbered",
            );
        }
        "LI" => check.want("lists", above == Some("L"), "items are in lists"),
        "Lbl" | "LBody" => check.want("lists", above == Some("LI"), "labels are in items"),
        _ => {}
    }
    if let Ok(language) = element.get(b"Lang") {
        let language = text(language);
        const KNOWN: &str = "de en es fr hr nl pl pt ro sl";
        let known = KNOWN.split(' ').any(|tag| tag == language);
        check.want(
            "language",
            known,
            format!("{language} is a language of certificates"),
        );
    }
}

/// Returns who owns each piece of a page, by the tree of parents.
fn owners(check: &Check<'_>, root: ObjectId, key: i64) -> Vec<ObjectId> {
    let root = check.document.get_dictionary(root).unwrap();
    let numbers = check
        .dictionary(root, "ParentTree")
        .and_then(|tree| check.entry(tree, "Nums")?.as_array().ok());
    let place = numbers.and_then(|list| {
        let place = list
            .iter()
            .position(|item| item.as_i64().ok() == Some(key))?;
        list.get(place + 1)?.as_array().ok()
    });
    let owners = place.into_iter().flatten();
    owners
        .filter_map(|owner| owner.as_reference().ok())
        .collect()
}

/// Returns the pieces of a page with their marks. Everything drawn is in a piece or an artifact.
fn pieces(check: &mut Check<'_>, content: &Content) -> Vec<(i64, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = 0;
    for operation in &content.operations {
        match operation.operator.as_str() {
            "BDC" => {
                open += 1;
                check.want("marks", open == 1, "no piece is inside another");
                let name = operation.operands[0].as_name().unwrap_or_default().to_vec();
                let piece = operation.operands[1].as_dict().ok();
                match piece.and_then(|piece| check.number_of(piece)) {
                    Some(number) => found.push((number, name)),
                    None => check.want("marks", name == b"Artifact", "a piece has a number"),
                }
            }
            "EMC" => open -= 1,
            "Tj" | "Do" | "S" => check.want("marks", open == 1, "drawn outside of any mark"),
            _ => {}
        }
    }
    check.want("marks", open == 0, "each mark has its end");
    let numbers = found.iter().map(|(number, _)| *number);
    let dense = numbers.eq(0..i64::try_from(found.len()).unwrap());
    check.want("marks", dense, "pieces are numbered from 0");
    found
}
