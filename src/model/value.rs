//! Values of attributes: each can be read from text, written to text, and says what it wants.
//!
//! A number people know is a [`Known`]: the number, where it comes from, and the range it may lie in.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::units::{Measure, Unit, ValueError};

/// What kind of text an attribute takes; the inspector picks its widget by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A number with a unit, optionally with provenance and range.
    Quantity(Unit),
    /// Yes or no.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Any single line of text.
    Text,
    /// A calendar date, `2026-11-24`.
    Date,
}

/// Something an attribute can hold.
pub trait Value: Sized + Clone + PartialEq {
    /// What text it takes.
    const FORM: Form;

    /// Reads it from text.
    fn parse(text: &str) -> Result<Self, ValueError>;

    /// Writes it so that reading gives the same value.
    fn to_text(&self) -> String;
}

/// Where a number comes from, best first: the confidence of an answer is the weakest it rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// Measured on the running system or in a test.
    Measured,
    /// Stated by the team; what a number without a mark is.
    #[default]
    Stated,
    /// Promised or limited by a vendor.
    VendorLimit,
    /// A default of the kind, with a source.
    SourcedDefault,
    /// A guess.
    Guess,
}

impl Provenance {
    /// Best to weakest.
    pub const ALL: [Self; 5] =
        [Self::Measured, Self::Stated, Self::VendorLimit, Self::SourcedDefault, Self::Guess];

    /// How it is written, in files and in panels.
    pub fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Stated => "stated",
            Self::VendorLimit => "vendor limit",
            Self::SourcedDefault => "default",
            Self::Guess => "guess",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.word() == word)
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A number somebody knows: `50 ms`, `50 ms (measured)`, `50 ms (guess, 40 ms to 80 ms)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known<T> {
    /// The number.
    pub value: T,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The lowest and highest it may plausibly be; low is never above high.
    pub range: Option<(T, T)>,
}

impl<T: Measure> Known<T> {
    /// A number the team states.
    pub const fn stated(value: T) -> Self {
        Self { value, provenance: Provenance::Stated, range: None }
    }

    /// The number in base units.
    pub fn base(self) -> f64 {
        self.value.base()
    }
}

impl<T: Measure> Value for Known<T> {
    const FORM: Form = Form::Quantity(T::UNIT);

    fn parse(text: &str) -> Result<Self, ValueError> {
        let (number, remark) = match text.trim().strip_suffix(')').and_then(|t| t.split_once('(')) {
            Some((number, remark)) => (number, remark),
            None => (text, ""),
        };
        let mut known = Self::stated(T::from_base(T::UNIT.parse(number)?));
        for part in remark.split(", ").map(str::trim).filter(|part| !part.is_empty()) {
            if let Some(provenance) = Provenance::from_word(part) {
                known.provenance = provenance;
            } else if let Some((low, high)) = part.split_once(" to ") {
                let (low, high) = (T::UNIT.parse(low)?, T::UNIT.parse(high)?);
                if low > high {
                    return Err(ValueError::new(part, "a range", "write the lower end first"));
                }
                known.range = Some((T::from_base(low), T::from_base(high)));
            } else {
                return Err(ValueError::new(
                    part,
                    "a remark on a number",
                    "use measured, stated, vendor limit, default or guess, and a range like \"40 ms to 80 ms\"",
                ));
            }
        }
        Ok(known)
    }

    fn to_text(&self) -> String {
        let mut text = T::UNIT.write(self.value.base());
        let mut remarks = Vec::new();
        if self.provenance != Provenance::Stated {
            remarks.push(self.provenance.word().to_owned());
        }
        if let Some((low, high)) = self.range {
            remarks.push(format!(
                "{} to {}",
                T::UNIT.write(low.base()),
                T::UNIT.write(high.base())
            ));
        }
        if !remarks.is_empty() {
            text = format!("{text} ({})", remarks.join(", "));
        }
        text
    }
}

impl<T: Measure> Serialize for Known<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de, T: Measure> Deserialize<'de> for Known<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<T>(std::marker::PhantomData<T>);
        impl<T: Measure> de::Visitor<'_> for Text<T> {
            type Value = Known<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} like \"{}\"", T::UNIT.expected(), T::UNIT.example())
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Known<T>, E> {
                Known::parse(text).map_err(E::custom)
            }

            // Counts may be written without quotes.
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Known<T>, E> {
                Known::parse(&number.to_string()).map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Known<T>, E> {
                Known::parse(&number.to_string()).map_err(E::custom)
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Known<T>, E> {
                Known::parse(&number.to_string()).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Text(std::marker::PhantomData))
    }
}

impl Value for bool {
    const FORM: Form = Form::Flag;

    fn parse(text: &str) -> Result<Self, ValueError> {
        match text.trim() {
            "yes" | "true" => Ok(true),
            "no" | "false" => Ok(false),
            other => Err(ValueError::new(other, "yes or no", "write yes or no")),
        }
    }

    fn to_text(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

impl Value for String {
    const FORM: Form = Form::Text;

    fn parse(text: &str) -> Result<Self, ValueError> {
        let line = text.trim();
        if line.is_empty() {
            return Err(ValueError::new(text, "a text", "write something, or clear the field"));
        }
        Ok(line.to_owned())
    }

    fn to_text(&self) -> String {
        self.clone()
    }
}

/// A calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl Value for Day {
    const FORM: Form = Form::Date;

    fn parse(text: &str) -> Result<Self, ValueError> {
        text.trim().parse().map(Self).map_err(|error| {
            ValueError::new(text, "a date", format!("write it like \"2026-11-24\" ({error})"))
        })
    }

    fn to_text(&self) -> String {
        self.0.to_string()
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Declares an enum whose variants are written as words.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident, $expected:literal { $($(#[$vmeta:meta])* $variant:ident => $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* $variant),*
        }

        impl $name {
            /// Every choice, in the order a menu shows them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// How it is written, in files and in panels.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }
        }

        impl $crate::model::value::Value for $name {
            const FORM: $crate::model::value::Form = $crate::model::value::Form::Choice(&[$($word),*]);

            fn parse(text: &str) -> Result<Self, $crate::model::units::ValueError> {
                let word = text.trim();
                Self::ALL.iter().copied().find(|choice| choice.word() == word).ok_or_else(|| {
                    let words = [$($word),*].join(", ");
                    $crate::model::units::ValueError::new(text, $expected, format!("use one of {words}"))
                })
            }

            fn to_text(&self) -> String {
                self.word().to_owned()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                <Self as $crate::model::value::Value>::parse(&word).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use choice;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::units::Seconds;

    #[test]
    fn a_known_number_carries_its_remarks_through_text() {
        for text in
            ["50 ms", "50 ms (measured)", "50 ms (guess, 40 ms to 80 ms)", "50 ms (40 ms to 80 ms)"]
        {
            let known = Known::<Seconds>::parse(text).unwrap();
            assert_eq!(known.to_text(), text);
        }
    }

    #[test]
    fn a_wrong_remark_is_refused() {
        assert!(Known::<Seconds>::parse("50 ms (probably)").is_err());
        assert!(Known::<Seconds>::parse("50 ms (80 ms to 40 ms)").is_err());
    }
}
