//! Attributes as data: one table per sort of element drives the inspector, the fixes, `diff` and
//! the file, so adding an attribute is one line in the element's own file.

use super::id::ElementId;
use super::units::ValueError;
use super::value::{Form, Value};

/// One attribute of elements of type `T`: how to read it, write it, and show it.
pub struct Attribute<T: 'static> {
    /// Its name in the board file; never changes once released.
    pub key: &'static str,
    /// Its name in panels.
    pub label: &'static str,
    /// One sentence: what it means and when it matters.
    pub help: &'static str,
    /// The heading it stands under in the inspector.
    pub group: &'static str,
    /// What text it takes.
    pub form: Form,
    /// The value as text, when one is given.
    pub get: fn(&T) -> Option<String>,
    /// Sets it from text; `None` clears it. A refused text changes nothing.
    pub set: fn(&mut T, Option<&str>) -> Result<(), ValueError>,
    /// Whether it means anything for this element; the inspector hides it otherwise.
    pub applies: fn(&T) -> bool,
}

/// A value used while nobody has stated one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumed {
    /// In base units.
    pub value: f64,
    /// A sourced default or a guess.
    pub provenance: super::value::Provenance,
    /// Where it was read, and when; for a guess, what it is typical of.
    pub source: &'static str,
}

/// Reads an optional text into an optional value.
pub(crate) fn parse_optional<V: Value>(text: Option<&str>) -> Result<Option<V>, ValueError> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(V::parse).transpose()
}

/// Label and help of an attribute of an element or of the data a node holds; none when it has no such attribute.
pub fn texts_of(element: &ElementId, key: &str) -> Option<(&'static str, &'static str)> {
    fn find<T>(table: &'static [Attribute<T>], key: &str) -> Option<(&'static str, &'static str)> {
        let found = table.iter().find(|attribute| attribute.key == key);
        found.map(|attribute| (attribute.label, attribute.help))
    }
    match element {
        ElementId::Node(_) => find(super::node::NODE_ATTRIBUTES, key)
            .or_else(|| find(super::node::DATA_ATTRIBUTES, key)),
        ElementId::Link(_) => find(super::link::LINK_ATTRIBUTES, key),
        ElementId::Flow(_) => find(super::flow::FLOW_ATTRIBUTES, key),
        ElementId::Note(_) => find(super::note::NOTE_ATTRIBUTES, key),
        ElementId::Board => match key {
            "developers" => Some(("Number of developers", "How many people look after it.")),
            "budget" => Some(("Budget", "What the system may cost a month.")),
            "reviewed" => Some(("Date", "The day on which the team looked at the board.")),
            "people" => Some(("People", "Who was there, with commas between their names.")),
            _ => None,
        },
        ElementId::Boundary(_) | ElementId::Scenario(_) => None,
    }
}

/// A label as it stands inside a sentence: "Service time" as "service time".
///
/// A label that begins with an abbreviation is not changed.
pub fn in_sentence(label: &str) -> String {
    let mut letters = label.chars();
    let Some(first) = letters.next() else { return String::new() };
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return label.to_owned();
    }
    first.to_lowercase().chain(letters).collect()
}

/// Declares an element: a struct with its fixed fields, then optional attributes in groups, and
/// the table of those attributes.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident, $table:ident {
            $( $(#[$hmeta:meta])* $hfield:ident : $htype:ty ),* $(,)?
        }
        $( $group:literal if $applies:expr => {
            $( $field:ident : $type:ty, $label:literal, $help:literal; )*
        } )*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $( $(#[$hmeta])* pub $hfield: $htype, )*
            $( $(
                #[doc = $help]
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$type>,
            )* )*
        }

        impl $name {
            /// With these fixed fields and no attribute given.
            pub fn bare($( $hfield: $htype ),*) -> Self {
                Self { $( $hfield, )* $( $( $field: None, )* )* }
            }
        }

        /// Every attribute, in the order the file and the inspector show them.
        pub static $table: &[$crate::model::attribute::Attribute<$name>] = &[
            $( $( $crate::model::attribute::Attribute {
                key: stringify!($field),
                label: $label,
                help: $help,
                group: $group,
                form: <$type as $crate::model::value::Value>::FORM,
                get: |element: &$name| element.$field.as_ref().map($crate::model::value::Value::to_text),
                set: |element: &mut $name, text| {
                    element.$field = $crate::model::attribute::parse_optional(text)?;
                    Ok(())
                },
                applies: $applies,
            }, )* )*
        ];
    };
}
pub(super) use record;
