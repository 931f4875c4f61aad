//! Why a text is no board: where, what is wrong, and what to do about it.

use std::fmt;

use ron::error::{Error as Ron, SpannedError};

/// A place in a text, both counted from one, as editors show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Why a text is no board.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is something else altogether.
    #[error("this is no board file; a board begins with `(format: 1,`")]
    NotABoard,
    /// It is not even text.
    #[error("{at}: this is no text; a board is a text file in UTF-8")]
    NotText {
        /// Where the text ends.
        at: Place,
    },
    /// It is larger than any board.
    #[error(
        "it is too large to be a board: {bytes} bytes, at most {} are read",
        super::format::LARGEST
    )]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// Another program wrote it.
    #[error("{}", format_message(*found))]
    Format {
        /// The format it says it has.
        found: u64,
    },
    /// It is cut off, or its brackets, quotes or commas do not match.
    #[error("{at}: {what}; {remedy}")]
    Syntax {
        /// Where reading stopped.
        at: Place,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// It nests deeper than any board.
    #[error("{at}: brackets are nested deeper than in any board; remove the innermost ones")]
    TooDeep {
        /// Where.
        at: Place,
    },
    /// A field or a change has a name that does not exist.
    #[error("{at}: {owner} has no {sort} `{name}`; {}", suggestion(name, known))]
    Unknown {
        /// Where.
        at: Place,
        /// What it stands in: "a node".
        owner: &'static str,
        /// "field", or "change" of a scenario.
        sort: &'static str,
        /// The name.
        name: String,
        /// The names that exist.
        known: &'static [&'static str],
    },
    /// A field that every element needs is missing.
    #[error("{at}: {owner} needs a field `{field}`; add it before this place")]
    MissingField {
        /// Where the element ends.
        at: Place,
        /// What it is missing from.
        owner: &'static str,
        /// Its name.
        field: &'static str,
    },
    /// A field stands there twice.
    #[error("{at}: {owner} has the field `{field}` twice; remove one of them")]
    RepeatedField {
        /// Where the second stands.
        at: Place,
        /// What it stands in.
        owner: &'static str,
        /// Its name.
        field: &'static str,
    },
    /// A value has the wrong unit, or is no value of its field.
    #[error("{at}: {message}")]
    WrongValue {
        /// Where.
        at: Place,
        /// What is wrong and what to write instead.
        message: String,
    },
}

impl ReadError {
    /// Where in the text, when it is about one place.
    pub fn at(&self) -> Option<Place> {
        match self {
            Self::NotABoard | Self::TooLarge { .. } | Self::Format { .. } => None,
            Self::NotText { at }
            | Self::Syntax { at, .. }
            | Self::TooDeep { at }
            | Self::Unknown { at, .. }
            | Self::MissingField { at, .. }
            | Self::RepeatedField { at, .. }
            | Self::WrongValue { at, .. } => Some(*at),
        }
    }

    /// From an error met before `format` was found.
    pub(super) fn before_format(error: SpannedError, text: &str) -> Self {
        // A letter or a formula in brackets is no damaged board.
        let looks_like_one =
            text.trim_start().starts_with(['(', '/', '#', 'B']) && text.contains("format");
        if looks_like_one { Self::from_ron(error, text) } else { Self::NotABoard }
    }

    /// From an error of the RON reader, in the words of boards.
    pub(super) fn from_ron(error: SpannedError, text: &str) -> Self {
        let at = Place { line: error.span.start.line, column: error.span.start.col };
        let owner = |outer: Option<String>| owner(outer.as_deref());
        match error.code {
            Ron::NoSuchStructField { expected, found, outer } => {
                let owner = owner(outer);
                Self::Unknown { at, owner, sort: "field", name: printable(&found), known: expected }
            }
            Ron::NoSuchEnumVariant { expected, found, .. } => {
                let owner = "a scenario";
                Self::Unknown {
                    at,
                    owner,
                    sort: "change",
                    name: printable(&found),
                    known: expected,
                }
            }
            Ron::MissingStructField { field, outer } => {
                Self::MissingField { at, owner: owner(outer), field }
            }
            Ron::DuplicateStructField { field, outer } => {
                Self::RepeatedField { at, owner: owner(outer), field }
            }
            Ron::Message(message) => Self::WrongValue { at, message: printable(&message) },
            Ron::InvalidValueForType { expected, found } => {
                Self::WrongValue { at, message: format!("{found} is not {expected}") }
            }
            Ron::ExceededRecursionLimit => Self::TooDeep { at },
            code => {
                let end = Place { line: error.span.end.line, column: error.span.end.col };
                let (what, remedy) = if is_end(text, end, &code) {
                    (
                        "the text ends in the middle of the board".to_owned(),
                        "it was cut off; the version before the last save lies beside it as \
                         `name.ron~`",
                    )
                } else {
                    in_words(&code)
                };
                Self::Syntax { at, what, remedy: remedy.to_owned() }
            }
        }
    }
}

/// A text from a file as part of a message: not endless, and without power over a terminal.
fn printable(text: &str) -> String {
    const LONGEST: usize = 600;
    let mut printable = String::new();
    for c in text.chars().take(LONGEST) {
        if c.is_control() {
            printable.extend(c.escape_debug());
        } else {
            printable.push(c);
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        printable.push('…');
    }
    printable
}

/// True when nothing but white space follows the place where reading stopped.
fn is_end(text: &str, at: Place, code: &Ron) -> bool {
    if matches!(code, Ron::Eof | Ron::ExpectedStringEnd | Ron::UnclosedBlockComment) {
        return true;
    }
    let mut rest = text.lines().skip(at.line.saturating_sub(1));
    let here = rest.next().unwrap_or_default().chars().skip(at.column.saturating_sub(1));
    here.chain(rest.flat_map(str::chars)).all(char::is_whitespace)
}

/// What is wrong and what to do, for damage that is about brackets, quotes and commas.
fn in_words(code: &Ron) -> (String, &'static str) {
    let (what, remedy) = match code {
        Ron::ExpectedComma => (
            "a comma is missing before this place",
            "put it there, or look above for a text whose closing quote is missing",
        ),
        Ron::ExpectedString => ("a text is wanted here", "put it into quotes"),
        Ron::ExpectedBoolean => ("yes or no is wanted here", "write true or false"),
        Ron::ExpectedFloat => ("a number is wanted here", "write it like 120 or 120.5"),
        Ron::ExpectedInteger => ("a whole number is wanted here", "write it without quotes"),
        Ron::ExpectedDifferentLength { .. } => {
            ("two numbers are wanted here", "write them like (120, 80)")
        }
        Ron::ExpectedStructLike | Ron::ExpectedNamedStructLike(_) => {
            ("an opening `(` is wanted here", "look for a closing bracket missing before it")
        }
        Ron::ExpectedStructLikeEnd | Ron::ExpectedOptionEnd => {
            ("a closing `)` is wanted here", "put it there, or a comma if more follows")
        }
        Ron::ExpectedArray => ("a list is wanted here", "put `[` and `]` around it"),
        Ron::ExpectedArrayEnd => {
            ("a closing `]` is wanted here", "put it there, or a comma if more follows")
        }
        Ron::ExpectedMapColon => ("a colon is wanted here", "write `field: value`"),
        Ron::ExpectedIdentifier => ("the name of a field is wanted here", "write `field: value`"),
        Ron::InvalidEscape(_) => {
            ("this backslash escapes nothing", r"write \\ for a backslash, \n for a new line")
        }
        Ron::TrailingCharacters => {
            ("something follows after the end of the board", "remove what follows")
        }
        other => {
            let mut what = other.to_string();
            if let Some(first) = what.get_mut(..1) {
                first.make_ascii_lowercase();
            }
            return (what, "correct it in a text editor");
        }
    };
    (what.to_owned(), remedy)
}

fn owner(name: Option<&str>) -> &'static str {
    match name {
        Some("Board") => "the board",
        Some("Node") => "a node",
        Some("Link") => "a link",
        Some("Flow") => "a flow",
        Some("Boundary") => "a boundary",
        Some("Note") => "a note",
        Some("Decision") => "a decision",
        Some("Scenario") => "a scenario",
        Some("DataKind") => "a sort of data",
        Some("Review") => "the review",
        Some("Span") => "the span of a change",
        _ => "this change of a scenario",
    }
}

fn format_message(found: u64) -> String {
    let reads = super::format::FORMAT;
    if found > u64::from(reads) {
        format!("made by a newer program (format {found}; this one reads {reads})")
    } else {
        format!("there is no format {found}; write `format: {reads}`")
    }
}

/// "did you mean `slots`?" when one is near, and all of them.
fn suggestion(name: &str, known: &[&str]) -> String {
    let nearest = known.iter().map(|k| (distance(name, k), k)).min();
    let all = known.join(", ");
    match nearest {
        Some((distance, nearest)) if distance <= 1 + name.len() / 4 => {
            format!("did you mean `{nearest}`? It knows {all}")
        }
        _ => format!("it knows {all}"),
    }
}

/// Letters to add, drop or replace to turn one word into the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    // Field names are short; a hostile one only needs to be far from all of them.
    let a: Vec<char> = a.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (i, b) in b.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (&a, &above) in a.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(a != b)).min(left + 1).min(above + 1);
            next.push(left);
            diagonal = above;
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
