//! Texts that are being typed: they touch the board only when they are complete and correct.

use std::collections::BTreeMap;

use super::super::super::command::Command;
use super::super::super::view::View;
use crate::edit::{self, Edit, Step, renamed_id};
use crate::model::ElementId;

/// One field's text.
#[derive(Clone, Debug)]
pub(in super::super) struct Draft {
    of: ElementId,
    key: &'static str,
    /// What the step is called: "timeout".
    label: String,
    /// What was typed.
    pub(super) text: String,
    /// Why it was refused.
    pub(super) error: Option<String>,
    shown: bool,
}

/// Every field that is being typed in or whose text was refused.
#[derive(Default)]
pub(in super::super) struct Drafts {
    by_field: BTreeMap<u64, Draft>,
}

impl Drafts {
    /// Before any field is shown.
    pub(in super::super) fn begin_frame(&mut self) {
        for draft in self.by_field.values_mut() {
            draft.shown = false;
        }
    }

    /// After all fields were shown: what is no longer on screen is kept or dropped.
    pub(in super::super) fn end_frame(&mut self, view: &View<'_>, commands: &mut Vec<Command>) {
        let gone: Vec<u64> =
            self.by_field.iter().filter(|(_, d)| !d.shown).map(|(k, _)| *k).collect();
        for field in gone {
            if let Some(draft) = self.by_field.remove(&field) {
                // A refused text of a field that is gone is dropped: the board never had it.
                commands.extend(checked(view, &draft).unwrap_or_default());
            }
        }
    }

    /// Edits of everything that is being typed and is correct.
    pub(in super::super) fn finish(&mut self, view: &View<'_>) -> Vec<Command> {
        let edits: Vec<Command> = self
            .by_field
            .values()
            .flat_map(|draft| checked(view, draft).unwrap_or_default())
            .collect();
        self.by_field.retain(|_, draft| draft.error.is_some());
        edits
    }

    /// The draft of a field, when there is one.
    pub(super) fn get(&mut self, field: u64) -> Option<&mut Draft> {
        let draft = self.by_field.get_mut(&field)?;
        draft.shown = true;
        Some(draft)
    }

    /// Starts or goes on with a draft.
    pub(super) fn put(
        &mut self,
        field: u64,
        (of, key, label): (&ElementId, &'static str, &str),
        text: String,
    ) {
        let draft = self.by_field.entry(field).or_insert_with(|| Draft {
            of: of.clone(),
            key,
            label: label.to_owned(),
            text: String::new(),
            error: None,
            shown: true,
        });
        draft.text = text;
        draft.shown = true;
    }

    /// Takes a field's text to the board, or keeps it with the reason why not.
    pub(super) fn commit(&mut self, field: u64, view: &View<'_>, commands: &mut Vec<Command>) {
        let Some(draft) = self.by_field.get_mut(&field) else { return };
        match checked(view, draft) {
            Ok(edits) => {
                commands.extend(edits);
                self.by_field.remove(&field);
            }
            Err(error) => draft.error = Some(error),
        }
    }

    /// Drops what was typed.
    pub(super) fn drop_field(&mut self, field: u64) {
        self.by_field.remove(&field);
    }
}

/// The commands that set a draft's text; none when it changes nothing, an error when it is refused.
fn checked(view: &View<'_>, draft: &Draft) -> Result<Vec<Command>, String> {
    if !view.board.has(&draft.of) {
        return Ok(Vec::new());
    }
    if draft.key == "name" {
        return name_commands(view, &draft.of, &draft.label, draft.text.trim());
    }
    let command = set_command(view, &draft.of, draft.key, &draft.label, Some(&draft.text))?;
    Ok(command.into_iter().collect())
}

/// The commands that name an element as the canvas does: its first name becomes its id too, and
/// what is selected stays selected.
fn name_commands(
    view: &View<'_>,
    of: &ElementId,
    label: &str,
    name: &str,
) -> Result<Vec<Command>, String> {
    // A link may be without a label; anything else keeps the name it had.
    if name.is_empty() && !matches!(of, ElementId::Link(_) | ElementId::Board) {
        return Ok(Vec::new());
    }
    let verb = if name.is_empty() { "Clear" } else { "Set" };
    let edit = Edit::Rename { of: of.clone(), name: name.to_owned() };
    let Some(command) = command(view, of, &format!("{verb} {label}"), edit)? else {
        return Ok(Vec::new());
    };
    let mut commands = vec![command];
    let new = renamed_id(view.board, of, name);
    if let (ElementId::Flow(old), ElementId::Flow(new)) = (of, &new)
        && old != new
        && view.session.flow.as_ref() == Some(old)
    {
        commands.push(Command::ShowFlow(Some(new.clone())));
    }
    let mut selection = view.session.selection.clone();
    if new != *of && selection.remove(of) {
        selection.insert(new);
        commands.push(Command::Select(selection));
    }
    Ok(commands)
}

/// The command that sets an attribute from text; an empty text clears it.
pub(super) fn set_command(
    view: &View<'_>,
    of: &ElementId,
    key: &str,
    label: &str,
    text: Option<&str>,
) -> Result<Option<Command>, String> {
    let to = text.filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let verb = if to.is_some() { "Set" } else { "Clear" };
    let edit = Edit::Set { of: of.clone(), key: key.to_owned(), to };
    command(view, of, &format!("{verb} {label}"), edit)
}

/// The command of one edit; `None` when it changes nothing.
fn command(
    view: &View<'_>,
    of: &ElementId,
    what: &str,
    edit: Edit,
) -> Result<Option<Command>, String> {
    let label = match *of {
        ElementId::Board => format!("{what} of the board"),
        _ => format!("{what} of {}", view.board.name_of(of)),
    };
    let mut changed = view.board.clone();
    edit::apply_all(&mut changed, std::slice::from_ref(&edit))
        .map_err(|error| error.to_string())?;
    Ok((changed != *view.board).then(|| Command::Edit(Step::one(label, edit))))
}
