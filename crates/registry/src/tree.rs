//! One element of the file with what is in it: small enough to be held, looked up by name.

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) children: Vec<Node>,
}

impl Node {
    /// Returns the first child with a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Returns the node at the end of a path of names.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// Returns the text at the end of a path, if it is there and not blank.
    pub(crate) fn value(&self, path: &[&str]) -> Option<&str> {
        self.at(path)
            .map(|node| node.text.trim())
            .filter(|text| !text.is_empty())
    }

    /// Returns the text at the end of a path as an owned one.
    pub(crate) fn owned(&self, path: &[&str]) -> Option<String> {
        self.value(path).map(str::to_owned)
    }

    /// Returns all the children with a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// How many elements a `soggetto` may have.
const ELEMENTS_MAX: usize = 20_000;

/// The element being read whole.
#[derive(Default)]
pub(crate) struct Tree {
    stack: Vec<Node>,
    elements: usize,
    /// Line on which it began.
    pub(crate) line: u64,
    /// Whether any element was read.
    pub(crate) seen: bool,
}

/// The element has more in it than any honest one.
pub(crate) struct TooLarge;

impl Tree {
    pub(crate) fn is_open(&self) -> bool {
        !self.stack.is_empty()
    }

    pub(crate) fn start(&mut self, name: String) -> Result<(), TooLarge> {
        if self.stack.is_empty() {
            self.elements = 0;
        }
        self.elements += 1;
        self.seen = true;
        if self.elements > ELEMENTS_MAX {
            return Err(TooLarge);
        }
        self.stack.push(Node {
            name,
            ..Node::default()
        });
        Ok(())
    }

    pub(crate) fn text(&mut self, text: &str) {
        if let Some(node) = self.stack.last_mut() {
            node.text.push_str(text);
        }
    }

    /// Closes the innermost element; returns the whole when it was the outermost.
    pub(crate) fn end(&mut self) -> Option<Node> {
        let node = self.stack.pop()?;
        match self.stack.last_mut() {
            Some(parent) => {
                parent.children.push(node);
                None
            }
            None => Some(node),
        }
    }
}
