//! Texts that stand in programs, told apart by a small number.
//!
//! A review writes down a million numbers, each with its name; a name takes two bytes there instead
//! of sixteen.

/// A text by its place among the labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Label(u16);

/// Slots for texts that were met lately; a power of two.
const RECENT: usize = 512;

/// All texts met so far, each once. The first is empty.
#[derive(Clone, Debug)]
pub(super) struct Labels {
    texts: Vec<&'static str>,
    /// Where texts stand, by where they lie in memory: one comparison instead of a search.
    recent: Vec<Label>,
}

impl Default for Labels {
    fn default() -> Self {
        Self { texts: vec![""], recent: vec![Label(0); RECENT] }
    }
}

impl Labels {
    /// The text.
    pub(super) fn text(&self, label: Label) -> &'static str {
        self.texts.get(usize::from(label.0)).copied().unwrap_or_default()
    }

    /// The label of a text.
    pub(super) fn of(&mut self, text: &'static str) -> Label {
        let lies = text.as_ptr() as usize;
        let slot = (lies ^ (lies >> 9) ^ text.len()) & (RECENT - 1);
        if let Some(recent) = self.recent.get(slot).copied()
            && std::ptr::eq(self.text(recent), text)
        {
            return recent;
        }
        let known = self.texts.iter().position(|known| *known == text);
        // Rules have some hundred texts; were there ever too many, the last one stands for the rest.
        let at = known.unwrap_or(self.texts.len()).min(usize::from(u16::MAX));
        if at == self.texts.len() {
            self.texts.push(text);
        }
        let label = Label(at as u16);
        if let Some(recent) = self.recent.get_mut(slot) {
            *recent = label;
        }
        label
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_keeps_its_label() {
        let mut labels = Labels::default();
        let texts: Vec<&'static str> =
            (0..2000).map(|i| &*Box::leak(format!("number {i}").into_boxed_str())).collect();
        let first: Vec<Label> = texts.iter().map(|text| labels.of(text)).collect();
        let again: Vec<Label> = texts.iter().rev().map(|text| labels.of(text)).collect();
        assert!(first.iter().eq(again.iter().rev()));
        assert!(texts.iter().zip(&first).all(|(text, label)| labels.text(*label) == *text));
        assert_eq!(labels.text(labels.clone().of("")), "");
    }
}
