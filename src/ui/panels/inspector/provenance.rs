//! Where a number comes from: read from its text, changed by rewriting its text.

use crate::model::Provenance;

/// The provenance a text carries; a bare number is stated.
pub(super) fn of_text(text: &str) -> Provenance {
    remarks(text)
        .find_map(|remark| Provenance::ALL.into_iter().find(|p| p.word() == remark))
        .unwrap_or_default()
}

/// The same number and range with another provenance: `50 ms` becomes `50 ms (guess)`.
pub(super) fn with(text: &str, provenance: Provenance) -> String {
    let number = text.split_once('(').map_or(text, |(number, _)| number).trim();
    let word = (provenance != Provenance::Stated).then(|| provenance.word());
    let is_word = |remark: &&str| Provenance::ALL.iter().any(|p| p.word() == *remark);
    let kept: Vec<&str> =
        word.into_iter().chain(remarks(text).filter(|remark| !is_word(remark))).collect();
    if kept.is_empty() { number.to_owned() } else { format!("{number} ({})", kept.join(", ")) }
}

/// What a menu says about a provenance.
pub(super) fn hint(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Measured => "Measured on the running system or in a test",
        Provenance::Stated => "Stated by the team",
        Provenance::VendorLimit => "Promised or limited by a vendor",
        Provenance::SourcedDefault => "A default with a source",
        Provenance::Guess => "A guess",
    }
}

/// A sign for a provenance, filled when it is firm.
pub(super) fn sign(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Measured => "●",
        Provenance::Stated => "○",
        Provenance::VendorLimit => "■",
        Provenance::SourcedDefault => "□",
        Provenance::Guess => "?",
    }
}

fn remarks(text: &str) -> impl Iterator<Item = &str> {
    let inside = text.trim().strip_suffix(')').and_then(|text| text.split_once('('));
    let inside = inside.map_or("", |(_, inside)| inside);
    inside.split(',').map(str::trim).filter(|remark| !remark.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_rewritten_and_keeps_its_range() {
        assert_eq!(with("50 ms", Provenance::Guess), "50 ms (guess)");
        assert_eq!(with("50 ms (guess)", Provenance::Stated), "50 ms");
        assert_eq!(
            with("50 ms (guess, 40 ms to 80 ms)", Provenance::Measured),
            "50 ms (measured, 40 ms to 80 ms)"
        );
        assert_eq!(of_text("50 ms (vendor limit)"), Provenance::VendorLimit);
        assert_eq!(of_text("50 ms"), Provenance::Stated);
    }
}
