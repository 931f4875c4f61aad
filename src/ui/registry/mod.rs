//! Every command a person can give, once: menus, shortcuts, the shortcut sheet and the command
//! palette all read this list.

mod arrange;
mod board;
mod edit;
mod file;
mod help;
mod view;
mod what_if;

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use eframe::egui::{Key, Modifiers};

use super::bindings::{BindingError, Bindings};
use super::command::Command;
use super::session::ToolKind;
use super::view::View;
use crate::model::{ElementId, KindRef, kinds};

/// The menu an action stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    /// Files.
    File,
    /// Changing what is there.
    Edit,
    /// How the board is looked at.
    View,
    /// Where things stand.
    Arrange,
    /// Tools, and what can be added.
    Board,
    /// Playing scenarios.
    WhatIf,
    /// Help.
    Help,
}

impl Menu {
    /// In the order of the menu bar.
    pub const ALL: [Self; 7] =
        [Self::File, Self::Edit, Self::View, Self::Arrange, Self::Board, Self::WhatIf, Self::Help];

    /// What the menu bar says.
    pub fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Arrange => "Arrange",
            Self::Board => "Board",
            Self::WhatIf => "What if",
            Self::Help => "Help",
        }
    }
}

/// Keys that give a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// Held keys.
    pub modifiers: Modifiers,
    /// The pressed key.
    pub key: Key,
}

impl Shortcut {
    /// True for the keys Ctrl+C, Ctrl+X and Ctrl+V, which arrive as clipboard events.
    pub fn is_clipboard(self) -> bool {
        self.modifiers == Modifiers::COMMAND && matches!(self.key, Key::C | Key::X | Key::V)
    }

    /// How it is written: `Ctrl+Shift+Z`.
    pub fn text(self) -> String {
        let mut text = String::new();
        for (held, name) in [
            (self.modifiers.command || self.modifiers.ctrl, "Ctrl+"),
            (self.modifiers.alt, "Alt+"),
            (self.modifiers.shift, "Shift+"),
        ] {
            if held {
                text.push_str(name);
            }
        }
        text.push_str(match self.key {
            Key::Equals => "=",
            Key::Minus => "-",
            Key::Quote => "'",
            Key::Period => ".",
            Key::OpenBracket => "[",
            Key::CloseBracket => "]",
            Key::ArrowLeft => "Left",
            Key::ArrowRight => "Right",
            Key::ArrowUp => "Up",
            Key::ArrowDown => "Down",
            Key::Questionmark => "?",
            key => key.name(),
        });
        text
    }
}

/// How an action makes its command.
#[derive(Clone, Copy)]
enum Run {
    By(fn(&View<'_>) -> Command),
    Place(KindRef),
}

/// A command with everything needed to offer it.
pub struct Action {
    /// Its name in tests and files.
    pub id: Cow<'static, str>,
    /// What menus say.
    pub label: Cow<'static, str>,
    /// Where it stands; `None` keeps it out of the menus.
    pub menu: Option<Menu>,
    /// A line is drawn before it in its menu.
    pub starts_group: bool,
    /// Other words somebody may look for.
    pub keywords: &'static str,
    /// Keys, the first is shown.
    pub shortcuts: Vec<Shortcut>,
    /// Whether it means anything now.
    pub enabled: fn(&View<'_>) -> bool,
    /// Whether it is on, for actions that switch.
    pub checked: Option<fn(&View<'_>) -> bool>,
    run: Run,
}

impl Action {
    pub(super) fn new(
        id: &'static str,
        menu: Menu,
        label: &'static str,
        run: fn(&View<'_>) -> Command,
    ) -> Self {
        Self {
            id: Cow::Borrowed(id),
            label: Cow::Borrowed(label),
            menu: Some(menu),
            starts_group: false,
            keywords: "",
            shortcuts: Vec::new(),
            enabled: |_| true,
            checked: None,
            run: Run::By(run),
        }
    }

    pub(super) fn keys(mut self, modifiers: Modifiers, key: Key) -> Self {
        self.shortcuts.push(Shortcut { modifiers, key });
        self
    }

    pub(super) fn words(mut self, keywords: &'static str) -> Self {
        self.keywords = keywords;
        self
    }

    pub(super) fn when(mut self, enabled: fn(&View<'_>) -> bool) -> Self {
        self.enabled = enabled;
        self
    }

    pub(super) fn on(mut self, checked: fn(&View<'_>) -> bool) -> Self {
        self.checked = Some(checked);
        self
    }

    pub(super) fn group(mut self) -> Self {
        self.starts_group = true;
        self
    }

    /// The command, as things stand.
    pub fn command(&self, view: &View<'_>) -> Command {
        match self.run {
            Run::By(run) => run(view),
            Run::Place(kind) => Command::Take(ToolKind::Place(kind)),
        }
    }

    /// The label, with what it would undo or redo.
    pub fn label_now(&self, view: &View<'_>) -> String {
        match (self.id.as_ref(), view.undo, view.redo) {
            ("undo", Some(what), _) => format!("Undo: {what}"),
            ("redo", _, Some(what)) => format!("Redo: {what}"),
            _ => self.label.to_string(),
        }
    }
}

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_ALT: Modifiers =
    Modifiers { alt: true, ctrl: false, shift: false, mac_cmd: false, command: true };
const CTRL_SHIFT: Modifiers =
    Modifiers { alt: false, ctrl: false, shift: true, mac_cmd: false, command: true };

static CHOSEN: OnceLock<Bindings> = OnceLock::new();

/// Takes keys that a person chose; once, before anything asks for the actions.
///
/// # Errors
/// When they name a command that does not exist, or give two commands the same keys; then all
/// commands keep their usual keys.
pub fn choose(bindings: Bindings) -> Result<(), BindingError> {
    bindings.apply(&mut usual())?;
    let _ = CHOSEN.set(bindings);
    Ok(())
}

/// Every action, in the order menus show them.
pub fn all() -> &'static [Action] {
    static ALL: LazyLock<Vec<Action>> = LazyLock::new(|| {
        let mut actions = usual();
        if let Some(chosen) = CHOSEN.get() {
            // They were tried when they were chosen.
            let _ = chosen.apply(&mut actions);
        }
        actions
    });
    &ALL
}

/// Every action with its usual keys.
pub fn usual() -> Vec<Action> {
    let mut actions = file::actions();
    actions.extend(edit::actions());
    actions.extend(view::actions());
    actions.extend(view::of_a_meeting());
    actions.extend(arrange::actions());
    actions.extend(board::actions());
    actions.extend(what_if::actions());
    actions.extend(kinds::ALL.iter().map(|kind| board::place(*kind)));
    actions.extend(help::actions());
    actions
}

/// The action with this id.
pub fn by_id(id: &str) -> Option<&'static Action> {
    all().iter().find(|action| action.id == id)
}

fn has_selection(view: &View<'_>) -> bool {
    !view.session.selection.is_empty()
}

/// At least so many elements with a place are selected.
fn has_placed(view: &View<'_>, least: usize) -> bool {
    view.session.selection.iter().filter(|id| is_placed(id)).count() >= least
}

pub(super) fn is_placed(element: &ElementId) -> bool {
    matches!(element, ElementId::Node(_) | ElementId::Note(_) | ElementId::Boundary(_))
}

fn has_anything(view: &View<'_>) -> bool {
    !view.board.is_blank()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_actions_share_a_shortcut() {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for action in all() {
            for shortcut in &action.shortcuts {
                if let Some(other) = seen.insert(shortcut.text(), &action.id) {
                    panic!("{} and {other} share {}", action.id, shortcut.text());
                }
            }
        }
    }

    #[test]
    fn every_action_has_an_id_of_its_own_and_a_label() {
        let ids: BTreeSet<&str> = all().iter().map(|action| action.id.as_ref()).collect();
        assert_eq!(ids.len(), all().len());
        for action in all() {
            let label = action.label.as_ref();
            assert!(label.chars().next().is_some_and(char::is_uppercase), "{}", action.id);
            assert!(!label.ends_with('.'), "{label}");
        }
    }

    #[test]
    fn every_kind_with_a_key_is_placed_by_it() {
        for kind in kinds::ALL {
            let action = by_id(&format!("place-{}", kind.slug)).unwrap();
            let keys: Vec<String> = action.shortcuts.iter().map(|keys| keys.text()).collect();
            let wanted: Vec<String> = kind.key.iter().map(ToString::to_string).collect();
            assert_eq!(keys, wanted, "{}", kind.slug);
        }
    }

    #[test]
    fn every_menu_offers_something() {
        for menu in Menu::ALL {
            assert!(all().iter().any(|action| action.menu == Some(menu)), "{}", menu.label());
        }
    }

    /// How a person reaches a command: by an action, or in another way. No `_` arm, so that a new
    /// command asks to be reached.
    fn way_to(command: &Command) -> Result<&'static str, &'static str> {
        match command {
            Command::Edit(_) => Ok("add-flow"),
            Command::Glide(_) => Ok("tidy"),
            Command::CopyStyle => Ok("copy-style"),
            Command::PasteStyle => Ok("paste-style"),
            Command::CopyLines => Ok("copy-lines"),
            Command::ShowFind(_) => Ok("find"),
            Command::Present(_) => Ok("present"),
            Command::CompareSaved => Ok("compare-saved"),
            Command::CompareStep => Ok("compare-step"),
            Command::CompareDrawing => Ok("compare-drawing"),
            Command::CompareDrawingWith(_) => Err("the path that a dialog returned"),
            Command::CloseComparison => Ok("close-comparison"),
            Command::RecordView => Ok("record-view"),
            Command::WalkFlow => Ok("walk-flow"),
            Command::ShowView(_) => Ok("show-walk"),
            Command::ShowFive => Ok("five-questions"),
            Command::PickKind(_) => Ok("change-kind"),
            Command::NewWindow => Ok("new-window"),
            Command::SetMinimap(_) => Ok("minimap"),
            Command::SetLoads(_) => Ok("loads"),
            Command::KeysFile => Ok("keys-file"),
            Command::Undo => Ok("undo"),
            Command::Redo => Ok("redo"),
            Command::Select(_) => Ok("select-all"),
            Command::Look(_) => Ok("zoom-in"),
            Command::Frame(_) | Command::FrameAll => Ok("frame-all"),
            Command::Take(_) => Ok("connect"),
            Command::LockTool(_) => Ok("lock-tool"),
            Command::Name(_) => Ok("rename"),
            Command::OpenQuestion(_) => Ok("close-question"),
            Command::ApplyFix(_) => Ok("apply-first-fix"),
            Command::ShowFlow(_) => Ok("all-flows"),
            Command::ShowMoment(_) => Ok("all-moments"),
            Command::Play(_) => Err("a scenario, the menu of an element, an open question"),
            Command::Player(_) => Ok("close-player"),
            Command::CompareBoard => Ok("compare-board"),
            Command::CompareWith(_) => Err("the path that a dialog returned"),
            Command::ShowScenarios(_) => Ok("scenarios"),
            Command::Copy => Ok("copy"),
            Command::Cut => Ok("cut"),
            Command::Paste(_) => Ok("paste"),
            Command::Duplicate => Ok("duplicate"),
            Command::Delete => Ok("delete"),
            Command::CopyPicture => Ok("copy-picture"),
            Command::Start => Ok("start"),
            Command::New(_) => Ok("new"),
            Command::Open => Ok("open"),
            Command::OpenPath(_) => Err("recent files, and files dropped onto the window"),
            Command::Save => Ok("save"),
            Command::SaveAs => Ok("save-as"),
            Command::SaveTo(_) | Command::ExportTo(_) => Err("the path that a dialog returned"),
            Command::Export => Ok("export"),
            Command::ExportAs(_) => Ok("minutes"),
            Command::Reload => Ok("reload"),
            Command::RestoreCopy(_) | Command::DiscardCopy(_) => Err("the start screen"),
            Command::Quit => Ok("quit"),
            Command::SetTheme(_) => Ok("dark"),
            Command::SetWheelZooms(_) => Ok("wheel-zooms"),
            Command::SetSnap(_) => Ok("snap"),
            Command::SetGrid(_) => Ok("grid"),
            Command::SetStrict(_) => Ok("strict"),
            Command::SetPanels(_) => Ok("panels"),
            Command::ShowShortcuts(_) => Ok("shortcuts"),
            Command::ShowPalette(_) => Ok("commands"),
            Command::Say(_) => Err("what other commands answer"),
        }
    }

    #[test]
    fn actions_give_the_commands_they_are_known_for() {
        use crate::model::Board;
        use crate::rules::Review;
        use crate::scene::{Geometry, Scene};
        let (board, review) = (Board::default(), Review::default());
        let (geometry, scene) = (Geometry::default(), Scene::default());
        let session = crate::ui::Session::default();
        let view = View {
            board: &board,
            revision: 0,
            geometry: &geometry,
            scene: &scene,
            review: &review,
            asking: false,
            session: &session,
            file: crate::ui::FileView::default(),
            play: crate::ui::PlayView::default(),
            compared: None,
            undo: None,
            redo: None,
        };
        for action in all() {
            let command = action.command(&view);
            // What means nothing on an empty board may say so.
            if matches!(command, Command::Say(_)) && !(action.enabled)(&view) {
                continue;
            }
            let known = way_to(&command).unwrap_or_else(|way| panic!("{}: {way}", action.id));
            let example = by_id(known).unwrap_or_else(|| panic!("no action {known}"));
            let same =
                std::mem::discriminant(&example.command(&view)) == std::mem::discriminant(&command);
            assert!(same, "{} and {known} give different commands", action.id);
        }
    }
}
