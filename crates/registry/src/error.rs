//! Why a file as a whole is not taken.

/// A total that the file declares and does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalsDiffer {
    /// What is counted, in Italian.
    pub what: String,
    /// How many the file declares.
    pub declared: u64,
    /// How many it holds.
    pub counted: u64,
}

/// Why a file is not taken. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum ReadError<E> {
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The file ends in the middle.
    #[error("the file ends at line {line}, in the middle")]
    Truncated {
        /// The last line.
        line: u64,
    },
    /// The bytes are not in the encoding that the file declares.
    #[error("the encoding is wrong at line {line}")]
    Encoding {
        /// The line.
        line: u64,
    },
    /// It is not well-formed.
    #[error("not well-formed at line {line}")]
    Malformed {
        /// The line.
        line: u64,
    },
    /// It declares or uses entities, which no honest file needs.
    #[error("entities at line {line}")]
    Entity {
        /// The line.
        line: u64,
    },
    /// A piece is larger than any honest one.
    #[error("a piece too large at line {line}")]
    TooLarge {
        /// The line.
        line: u64,
    },
    /// It is XML of another kind.
    #[error("not a subentro file")]
    NotSubentro,
    /// It is one of several shipments: alone it would make the others' people disappear.
    #[error("part {part} of {parts}")]
    Partial {
        /// Which one, from 1.
        part: u32,
        /// Of how many.
        parts: u32,
    },
    /// It does not hold what it declares.
    #[error("the totals differ")]
    Totals(Vec<TotalsDiffer>),
    /// The header row lacks columns of the map.
    #[error("columns are missing: {0:?}")]
    Columns(Vec<String>),
    /// The sink wants no more.
    #[error("stopped")]
    Sink(E),
    /// The file could not be read.
    #[error("the file could not be read")]
    Io(#[source] std::io::Error),
}

impl<E> ReadError<E> {
    /// Explains it in Italian: what is wrong and what to do.
    #[must_use]
    pub fn explain(&self) -> String {
        match self {
            Self::Empty => "Il file è vuoto: chiedi di nuovo l'estrazione.".to_owned(),
            Self::Truncated { line } => format!(
                "Il file finisce a metà, alla riga {line}: è incompleto. Copialo o scaricalo di \
                 nuovo."
            ),
            Self::Encoding { line } => format!(
                "Alla riga {line} i caratteri non sono nella codifica dichiarata: chiedi \
                 l'estrazione in UTF-8."
            ),
            Self::Malformed { line } => format!(
                "Alla riga {line} il file non è scritto secondo le regole: chiedi di nuovo \
                 l'estrazione."
            ),
            Self::Entity { line } => format!(
                "Alla riga {line} il file definisce entità XML, che un'estrazione dell'anagrafe non \
                 usa: potrebbe essere un file ostile. Non è stato letto oltre."
            ),
            Self::TooLarge { line } => format!(
                "Alla riga {line} c'è un dato più grande di quanto sia possibile: il file è \
                 rovinato o non è un'estrazione dell'anagrafe."
            ),
            Self::NotSubentro => "Il file XML non è un file di subentro ANPR. Controlla di aver \
                                  scelto il file giusto."
                .to_owned(),
            Self::Partial { part, parts } => format!(
                "Il file è solo l'invio {part} di {parts}: chi sta negli altri risulterebbe \
                 cancellato. Chiedi l'estrazione in un solo file."
            ),
            Self::Totals(differ) => {
                let list: Vec<String> = differ
                    .iter()
                    .map(|one| {
                        format!(
                            "{}: dichiarati {}, trovati {}",
                            one.what, one.declared, one.counted
                        )
                    })
                    .collect();
                format!(
                    "I totali dichiarati nel file non corrispondono a ciò che contiene ({}). Il \
                     file è incompleto o alterato: chiedi di nuovo l'estrazione.",
                    list.join("; ")
                )
            }
            Self::Columns(missing) => format!(
                "Nella prima riga mancano le colonne {}. Controlla il separatore e la mappa delle \
                 colonne.",
                missing.join(", ")
            ),
            Self::Sink(_) => "La lettura è stata interrotta.".to_owned(),
            Self::Io(error) => format!("Il file non si legge: {error}."),
        }
    }
}
