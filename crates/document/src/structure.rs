//! The logical structure of a document: what is heading, paragraph, list or figure, and in which
//! order it is read aloud (PDF/UA-1, ISO 14289-1 §7).

use std::fmt::Write as _;

use crate::writer::{Writer, push_text};

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Document,
    Title,
    /// The heading of a part.
    Heading,
    Paragraph,
    List,
    Item,
    Label,
    ItemBody,
    Figure,
}

impl Role {
    /// Returns the standard structure type (ISO 32000 §14.8.4).
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Title => "H1",
            Self::Heading => "H2",
            Self::Paragraph => "P",
            Self::List => "L",
            Self::Item => "LI",
            Self::Label => "Lbl",
            Self::ItemBody => "LBody",
            Self::Figure => "Figure",
        }
    }
}

/// An element; its place in the list of all is its identity.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) role: Role,
    /// The element that holds it; none for the document.
    pub(crate) parent: Option<usize>,
    /// Language (BCP 47) where it is not the document's.
    pub(crate) language: Option<String>,
    /// A figure: what it shows, and its box from the bottom left corner of the page.
    pub(crate) figure: Option<(String, [f32; 4])>,
}

/// Where the objects of a file stand that the structure refers to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    /// Number of the root of the structure; elements follow at `element`.
    pub(crate) root: usize,
    /// Number of the first element.
    pub(crate) element: usize,
    /// Number of the first page; each page takes two numbers.
    pub(crate) page: usize,
}

impl Places {
    pub(crate) fn page(self, index: usize) -> usize {
        self.page + 2 * index
    }
}

/// Writes the root: parents of what is marked on each page, by page.
///
/// `owners` holds for each page the element of each marked piece of content.
pub(crate) fn write_root(writer: &mut Writer, places: Places, owners: &[Vec<usize>]) {
    let mut body = format!(
        "<</Type/StructTreeRoot/K {} 0 R/ParentTreeNextKey {}/ParentTree<</Nums[",
        places.element,
        owners.len()
    );
    for (page, owners) in owners.iter().enumerate() {
        write!(body, "{page}[").expect("writing to memory");
        for owner in owners {
            write!(body, "{} 0 R ", places.element + owner).expect("writing to memory");
        }
        body.push(']');
    }
    body.push_str("]>>>>");
    let number = writer.object(&body);
    debug_assert_eq!(number, places.root);
}

/// Writes the elements, each an object.
pub(crate) fn write_elements(
    writer: &mut Writer,
    places: Places,
    elements: &[Element],
    owners: &[Vec<usize>],
) {
    // What each element holds: pieces of pages, or elements.
    let mut pieces: Vec<Vec<(usize, usize)>> = vec![Vec::new(); elements.len()];
    for (page, owners) in owners.iter().enumerate() {
        for (piece, owner) in owners.iter().enumerate() {
            pieces[*owner].push((page, piece));
        }
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); elements.len()];
    for (index, element) in elements.iter().enumerate() {
        if let Some(parent) = element.parent {
            children[parent].push(index);
        }
    }
    let mut body = String::with_capacity(256);
    for (index, element) in elements.iter().enumerate() {
        body.clear();
        let parent = element
            .parent
            .map_or(places.root, |parent| places.element + parent);
        write!(
            body,
            "<</Type/StructElem/S/{}/P {parent} 0 R",
            element.role.name()
        )
        .expect("writing to memory");
        if let Some(language) = &element.language {
            body.push_str("/Lang");
            push_text(&mut body, language);
        }
        push_attributes(&mut body, element);
        push_kids(&mut body, places, &pieces[index], &children[index]);
        body.push_str(">>");
        writer.object(&body);
    }
}

fn push_attributes(body: &mut String, element: &Element) {
    if let Some((description, [left, bottom, right, top])) = &element.figure {
        body.push_str("/Alt");
        push_text(body, description);
        write!(
            body,
            "/A<</O/Layout/Placement/Block/BBox[{left:.2} {bottom:.2} {right:.2} {top:.2}]>>"
        )
        .expect("writing to memory");
    }
    if element.role == Role::List {
        body.push_str("/A<</O/List/ListNumbering/Decimal>>");
    }
}

fn push_kids(body: &mut String, places: Places, pieces: &[(usize, usize)], children: &[usize]) {
    let Some((first, _)) = pieces.first().copied() else {
        body.push_str("/K[");
        for child in children {
            write!(body, "{} 0 R ", places.element + child).expect("writing to memory");
        }
        body.push(']');
        return;
    };
    write!(body, "/Pg {} 0 R/K[", places.page(first)).expect("writing to memory");
    for (page, piece) in pieces {
        if *page == first {
            write!(body, "{piece} ").expect("writing to memory");
        } else {
            write!(
                body,
                "<</Type/MCR/Pg {} 0 R/MCID {piece}>>",
                places.page(*page)
            )
            .expect("writing to memory");
        }
    }
    body.push(']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_says_its_language_and_where_its_pieces_are() {
        let places = Places {
            root: 1,
            element: 2,
            page: 10,
        };
        let element = |role, parent, language: Option<&str>| Element {
            role,
            parent,
            language: language.map(str::to_owned),
            figure: None,
        };
        let elements = [
            element(Role::Document, None, None),
            element(Role::Paragraph, Some(0), Some("de")),
        ];
        let mut writer = Writer::new();
        // The paragraph begins on one page and ends on the next.
        let owners = [vec![1], vec![1]];
        write_root(&mut writer, places, &owners);
        write_elements(&mut writer, places, &elements, &owners);
        let prefix = Writer::new().into_prefix();
        let (bytes, _) = writer.finish(&prefix, 1, 1);
        let text = String::from_utf8_lossy(&bytes);
        for expected in [
            "/ParentTree<</Nums[0[3 0 R ]1[3 0 R ]]>>",
            "/S/Document/P 1 0 R/K[3 0 R ]",
            "/S/P/P 2 0 R/Lang(de)/Pg 10 0 R/K[0 <</Type/MCR/Pg 12 0 R/MCID 0>>]",
        ] {
            assert!(text.contains(expected), "{expected} is not in {text}");
        }
    }
}
