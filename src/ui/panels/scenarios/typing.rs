//! Texts that are being typed into a scenario: they reach the board when they are complete.

use std::collections::BTreeMap;

use super::super::super::command::Command;
use super::super::super::view::View;
use super::parts::{self, Part};
use super::put;
use crate::model::{Scenario, ScenarioId};

/// Which field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    /// Of which scenario.
    pub(super) scenario: ScenarioId,
    /// Which text of it.
    pub(super) place: Place,
}

/// A text of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    /// What people call it.
    Name,
    /// How long it is watched.
    Length,
    /// A part of one of its changes.
    Change(usize, Part),
}

/// One field's text.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// What was typed.
    pub(super) text: String,
    /// Why it was refused.
    pub(super) error: Option<String>,
    shown: bool,
}

/// Every field that is being typed in or whose text was refused.
#[derive(Default)]
pub(super) struct Typing {
    drafts: BTreeMap<Key, Draft>,
}

impl Typing {
    /// Before any field is shown.
    pub(super) fn begin_frame(&mut self) {
        for draft in self.drafts.values_mut() {
            draft.shown = false;
        }
    }

    /// After all fields were shown: what is no longer on screen is kept or dropped.
    pub(super) fn end_frame(&mut self, view: &View<'_>, commands: &mut Vec<Command>) {
        let gone = |draft: &Draft| !draft.shown;
        for (key, draft) in self.drafts.iter().filter(|(_, draft)| gone(draft)) {
            commands.extend(checked(view, key, &draft.text).unwrap_or_default());
        }
        self.drafts.retain(|_, draft| !gone(draft));
    }

    /// Edits of everything that is being typed and is correct.
    pub(super) fn finish(&mut self, view: &View<'_>) -> Vec<Command> {
        let checked = |(key, draft): (&Key, &Draft)| checked(view, key, &draft.text).ok()?;
        let edits = self.drafts.iter().filter_map(checked).collect();
        self.drafts.retain(|_, draft| draft.error.is_some());
        edits
    }

    /// The draft of a field, when there is one.
    pub(super) fn get(&mut self, key: &Key) -> Option<&Draft> {
        let draft = self.drafts.get_mut(key)?;
        draft.shown = true;
        Some(draft)
    }

    /// Starts or goes on with a draft.
    pub(super) fn put(&mut self, key: Key, text: String) {
        let draft = self.drafts.entry(key).or_default();
        draft.text = text;
        draft.shown = true;
    }

    /// Takes a field's text to the board, or keeps it with the reason why not.
    pub(super) fn commit(&mut self, key: &Key, view: &View<'_>, commands: &mut Vec<Command>) {
        let Some(draft) = self.drafts.get_mut(key) else { return };
        match checked(view, key, &draft.text) {
            Ok(edit) => {
                commands.extend(edit);
                self.drafts.remove(key);
            }
            Err(error) => draft.error = Some(error),
        }
    }

    /// Drops what was typed.
    pub(super) fn drop_field(&mut self, key: &Key) {
        self.drafts.remove(key);
    }

    /// Drops everything typed into the changes of a scenario: their places are no longer the same.
    pub(super) fn drop_changes(&mut self, scenario: &ScenarioId) {
        let stays =
            |key: &Key| key.scenario != *scenario || !matches!(key.place, Place::Change(..));
        self.drafts.retain(|key, _| stays(key));
    }
}

/// The command that sets a text; none when it changes nothing, an error when it is refused.
fn checked(view: &View<'_>, key: &Key, text: &str) -> Result<Option<Command>, String> {
    let Some(scenario) = view.board.scenarios.get(key.scenario.as_str()) else { return Ok(None) };
    let mut changed: Scenario = scenario.clone();
    let what = match key.place {
        Place::Name => {
            parts::write_name(&mut changed, text).map_err(|error| error.to_string())?;
            "Name"
        }
        Place::Length => {
            parts::write_length(&mut changed, text).map_err(|error| error.to_string())?;
            "Set the length of"
        }
        Place::Change(at, part) => {
            let Some(change) = changed.changes.get_mut(at) else { return Ok(None) };
            parts::write(change, part, text).map_err(|error| error.to_string())?;
            "Change"
        }
    };
    let label = format!("{what} the scenario {}", changed.name);
    Ok((changed != *scenario).then(|| put(label, changed)))
}
