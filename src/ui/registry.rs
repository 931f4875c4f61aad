//! Every command a person can give, once: menus, shortcuts, the shortcut sheet and the command
//! palette all read this list.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use eframe::egui::{Key, Modifiers};

use super::command::Command;
use super::player::{Asked, Wish};
use super::session::ToolKind;
use super::view::View;
use crate::edit::{Edit, Step};
use crate::model::{ElementId, Fingerprint, KindRef, Rect, kinds};
use crate::rules::{Applicability, Fix, Verdict};
use crate::scene::Theme;

/// The menu an action stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    /// Files.
    File,
    /// Changing what is there.
    Edit,
    /// How the board is looked at.
    View,
    /// Tools, and what can be added.
    Board,
    /// Playing scenarios.
    WhatIf,
    /// Help.
    Help,
}

impl Menu {
    /// In the order of the menu bar.
    pub const ALL: [Self; 6] =
        [Self::File, Self::Edit, Self::View, Self::Board, Self::WhatIf, Self::Help];

    /// What the menu bar says.
    pub fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
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
    fn new(
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

    fn keys(mut self, modifiers: Modifiers, key: Key) -> Self {
        self.shortcuts.push(Shortcut { modifiers, key });
        self
    }

    fn words(mut self, keywords: &'static str) -> Self {
        self.keywords = keywords;
        self
    }

    fn when(mut self, enabled: fn(&View<'_>) -> bool) -> Self {
        self.enabled = enabled;
        self
    }

    fn on(mut self, checked: fn(&View<'_>) -> bool) -> Self {
        self.checked = Some(checked);
        self
    }

    fn group(mut self) -> Self {
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
const CTRL_SHIFT: Modifiers =
    Modifiers { alt: false, ctrl: false, shift: true, mac_cmd: false, command: true };

/// Every action, in the order menus show them.
pub fn all() -> &'static [Action] {
    static ALL: LazyLock<Vec<Action>> = LazyLock::new(|| {
        let mut actions = file_actions();
        actions.extend(edit_actions());
        actions.extend(view_actions());
        actions.extend(board_actions());
        actions.extend(what_if_actions());
        actions.extend(kinds::ALL.iter().map(|kind| place_action(*kind)));
        actions.extend(help_actions());
        actions
    });
    &ALL
}

/// The action with this id.
pub fn by_id(id: &str) -> Option<&'static Action> {
    all().iter().find(|action| action.id == id)
}

fn file_actions() -> Vec<Action> {
    use Menu::File;
    let new = |_: &View<'_>| Command::New("empty");
    vec![
        Action::new("new", File, "New board", new).keys(CTRL, Key::N).words("create empty blank"),
        Action::new("start", File, "Start screen", |_| Command::Start)
            .words("templates recent home"),
        Action::new("open", File, "Open…", |_| Command::Open).keys(CTRL, Key::O).words("load file"),
        Action::new("reload", File, "Reload from disk", |_| Command::Reload)
            .when(|view| view.file.path.is_some())
            .words("revert"),
        Action::new("save", File, "Save", |_| Command::Save).keys(CTRL, Key::S).group(),
        Action::new("save-as", File, "Save as…", |_| Command::SaveAs).keys(CTRL_SHIFT, Key::S),
        Action::new("export", File, "Export…", |_| Command::Export)
            .keys(CTRL_SHIFT, Key::E)
            .when(has_anything)
            .group()
            .words("png svg picture image report"),
        Action::new("copy-picture", File, "Copy as picture", |_| Command::CopyPicture)
            .keys(CTRL_SHIFT, Key::C)
            .when(has_anything)
            .words("png image clipboard"),
        Action::new("quit", File, "Quit", |_| Command::Quit)
            .keys(CTRL, Key::Q)
            .group()
            .words("exit close"),
    ]
}

fn edit_actions() -> Vec<Action> {
    use Menu::Edit;
    // The clipboard is read by the window system, which then sends the text.
    let paste = |_: &View<'_>| Command::Paste(String::new());
    vec![
        Action::new("undo", Edit, "Undo", |_| Command::Undo)
            .keys(CTRL, Key::Z)
            .when(|view| view.undo.is_some()),
        Action::new("redo", Edit, "Redo", |_| Command::Redo)
            .keys(CTRL_SHIFT, Key::Z)
            .keys(CTRL, Key::Y)
            .when(|view| view.redo.is_some()),
        Action::new("cut", Edit, "Cut", |_| Command::Cut)
            .keys(CTRL, Key::X)
            .when(has_selection)
            .group(),
        Action::new("copy", Edit, "Copy", |_| Command::Copy).keys(CTRL, Key::C).when(has_selection),
        Action::new("paste", Edit, "Paste", paste).keys(CTRL, Key::V),
        Action::new("duplicate", Edit, "Duplicate", |_| Command::Duplicate)
            .keys(CTRL, Key::D)
            .when(has_selection)
            .words("copy double"),
        Action::new("delete", Edit, "Delete", |_| Command::Delete)
            .keys(NONE, Key::Delete)
            .keys(NONE, Key::Backspace)
            .when(has_selection)
            .words("remove erase"),
        Action::new("select-all", Edit, "Select all", |view| Command::Select(everything(view)))
            .keys(CTRL, Key::A)
            .when(has_anything)
            .group(),
        Action::new("rename", Edit, "Rename", rename)
            .keys(NONE, Key::F2)
            .when(|view| view.session.selection.len() == 1)
            .words("name title label"),
        Action::new("to-front", Edit, "Bring to front", |view| restack(view, true))
            .when(has_selection)
            .group(),
        Action::new("to-back", Edit, "Send to back", |view| restack(view, false))
            .when(has_selection),
    ]
}

fn view_actions() -> Vec<Action> {
    use Menu::View as InView;
    vec![
        Action::new("frame-all", InView, "Fit the board", |_| Command::FrameAll)
            .keys(SHIFT, Key::Num1)
            .words("zoom all everything"),
        Action::new("frame-selection", InView, "Fit the selection", frame_selection)
            .keys(SHIFT, Key::Num2)
            .when(has_selection)
            .words("zoom"),
        Action::new("zoom-100", InView, "Zoom to 100 %", |view| zoom(view, 1.0, true))
            .keys(CTRL, Key::Num0)
            .words("reset actual size"),
        Action::new("zoom-in", InView, "Zoom in", |view| zoom(view, 1.25, false))
            .keys(CTRL, Key::Equals)
            .keys(CTRL, Key::Plus)
            .words("larger"),
        Action::new("zoom-out", InView, "Zoom out", |view| zoom(view, 0.8, false))
            .keys(CTRL, Key::Minus)
            .words("smaller"),
        Action::new("grid", InView, "Grid", |view| Command::SetGrid(!view.session.grid))
            .keys(CTRL, Key::Quote)
            .on(|view| view.session.grid)
            .group(),
        Action::new("strict", InView, "Ask strict questions too", |view| {
            Command::SetStrict(!view.session.strict)
        })
        .on(|view| view.session.strict)
        .words("rules everything noise"),
        Action::new("snap", InView, "Snap while moving", |view| {
            Command::SetSnap(!view.session.snap)
        })
        .on(|view| view.session.snap)
        .words("align guides"),
        Action::new("wheel-zooms", InView, "Wheel zooms", |view| {
            Command::SetWheelZooms(!view.session.wheel_zooms)
        })
        .on(|view| view.session.wheel_zooms)
        .words("mouse scroll pan"),
        Action::new("panels", InView, "Panels", |view| Command::SetPanels(!view.session.panels))
            .keys(CTRL, Key::Period)
            .on(|view| view.session.panels)
            .words("focus zen sidebars"),
        Action::new("dark", InView, "Dark theme", |view| {
            Command::SetTheme(match view.session.theme {
                Theme::Light => Theme::Dark,
                Theme::Dark => Theme::Light,
            })
        })
        .keys(CTRL_SHIFT, Key::D)
        .on(|view| view.session.theme == Theme::Dark)
        .words("light mode colours night"),
        Action::new("all-flows", InView, "Show everything", |_| Command::ShowFlow(None))
            .when(|view| view.session.flow.is_some())
            .group()
            .words("flow highlight"),
        Action::new("all-moments", InView, "Answers at every moment", |_| {
            Command::ShowMoment(None)
        })
        .on(|view| view.session.moment.is_none())
        .words("now event two years"),
        Action::new("next-question", InView, "Next question", |view| question(view, 1))
            .keys(NONE, Key::F8)
            .when(|view| !view.review.answers().is_empty())
            .words("answer problem finding break"),
        Action::new("previous-question", InView, "Previous question", |view| question(view, -1))
            .keys(SHIFT, Key::F8)
            .when(|view| !view.review.answers().is_empty()),
        Action::new("apply-first-fix", InView, "Apply the first fix of the question", first_fix)
            .keys(CTRL, Key::Enter)
            .when(|view| view.session.question.is_some())
            .words("cure solve answer"),
        Action::new("close-question", InView, "Close the question", |_| {
            Command::OpenQuestion(None)
        })
        .when(|view| view.session.question.is_some()),
    ]
}

fn board_actions() -> Vec<Action> {
    use Menu::Board;
    let tool = |id, label, run: fn(&View<'_>) -> Command| Action::new(id, Board, label, run);
    vec![
        tool("select", "Select", |_| Command::Take(ToolKind::Select))
            .keys(NONE, Key::V)
            .on(|view| view.session.tool == ToolKind::Select)
            .words("tool pointer move"),
        tool("hand", "Pan", |_| Command::Take(ToolKind::Hand))
            .keys(NONE, Key::H)
            .on(|view| view.session.tool == ToolKind::Hand)
            .words("tool hand move view"),
        tool("connect", "Connect", |_| Command::Take(ToolKind::Connect))
            .keys(NONE, Key::A)
            .on(|view| view.session.tool == ToolKind::Connect)
            .words("tool arrow link line"),
        tool("note", "Note", |_| Command::Take(ToolKind::Note))
            .keys(NONE, Key::N)
            .on(|view| view.session.tool == ToolKind::Note)
            .words("tool sticky text"),
        tool("boundary", "Boundary", |_| Command::Take(ToolKind::Boundary))
            .keys(NONE, Key::B)
            .on(|view| view.session.tool == ToolKind::Boundary)
            .words("tool frame zone region team trust"),
        tool("lock-tool", "Keep the tool in hand", |view| {
            Command::LockTool(!view.session.tool_locked)
        })
        .keys(NONE, Key::Q)
        .on(|view| view.session.tool_locked),
        tool("add-flow", "Add a flow", |view| Command::Edit(super::panels::flows::add_flow(view)))
            .group()
            .words("journey request path"),
        tool("flow-links", "Choose the links of the flow", |_| Command::Take(ToolKind::FlowLinks))
            .when(|view| view.session.flow.is_some())
            .on(|view| view.session.tool == ToolKind::FlowLinks)
            .words("path journey"),
    ]
}

fn what_if_actions() -> Vec<Action> {
    use Menu::WhatIf;
    let plays = |view: &View<'_>| view.session.player.is_some();
    let has_run = |view: &View<'_>| view.play.run.is_some();
    let wish = |id, label, run: fn(&View<'_>) -> Command| Action::new(id, WhatIf, label, run);
    vec![
        wish("scenarios", "Scenarios", |_| Command::ShowScenarios(None))
            .keys(SHIFT, Key::S)
            .words("what if play simulate list"),
        wish("play", "Play or pause", play)
            .keys(NONE, Key::P)
            .when(|view| view.session.player.is_some() || !view.board.scenarios.is_empty())
            .words("what if simulate scenario start stop replay"),
        wish("replay-question", "Replay the question", replay)
            .keys(SHIFT, Key::P)
            .when(|view| replay_of(view).is_some())
            .words("what if simulate play answer"),
        wish("replay-start", "From the start", |_| Command::Player(Wish::Restart))
            .when(plays)
            .group()
            .words("restart rewind replay"),
        wish("run-again", "Run again on the board as it is", |_| Command::Player(Wish::Again))
            .keys(SHIFT, Key::R)
            .when(plays)
            .words("simulate refresh recompute"),
        wish("keep-run", "Keep this run to compare", |_| Command::Player(Wish::Keep))
            .keys(SHIFT, Key::K)
            .when(has_run)
            .group()
            .words("before after difference"),
        wish("compare-board", "Compare with a board…", |_| Command::CompareBoard)
            .when(has_run)
            .words("before after difference file other"),
        wish("drop-kept", "Compare no more", |_| Command::Player(Wish::DropKept))
            .when(|view| view.play.kept.is_some()),
        wish("close-player", "Close the player", |_| Command::Player(Wish::Close))
            .when(plays)
            .group()
            .words("stop end simulation"),
    ]
}

/// Goes on or pauses; begins with the board's first scenario when nothing is played.
fn play(view: &View<'_>) -> Command {
    let first = view.board.scenarios.iter().next();
    match (&view.session.player, first) {
        (None, Some(scenario)) => Command::Play(Asked::usual(view.board, scenario.clone())),
        _ => Command::Player(Wish::Toggle),
    }
}

fn replay_of(view: &View<'_>) -> Option<Asked> {
    let question = view.session.question.as_ref()?;
    let answer = view.review.find(question)?;
    super::panels::scenarios::question::asked(view.review, answer)
}

fn replay(view: &View<'_>) -> Command {
    match replay_of(view) {
        Some(asked) => Command::Play(asked),
        None => Command::ShowScenarios(None),
    }
}

fn place_action(kind: KindRef) -> Action {
    let mut action =
        Action::new("place", Menu::Board, kind.facts().label, |_| Command::Say(String::new()));
    action.id = Cow::Owned(format!("place-{}", kind.slug));
    action.label = Cow::Owned(format!("Place: {}", kind.facts().label));
    action.menu = None;
    action.keywords = kind.facts().hint;
    action.run = Run::Place(kind);
    if let Some(key) = kind.key.and_then(|c| Key::from_name(&c.to_string())) {
        action.shortcuts.push(Shortcut { modifiers: NONE, key });
    }
    action
}

fn help_actions() -> Vec<Action> {
    use Menu::Help;
    vec![
        Action::new("commands", Help, "Find a command…", |_| Command::ShowPalette(true))
            .keys(CTRL_SHIFT, Key::P)
            .keys(CTRL, Key::K)
            .words("palette search"),
        Action::new("shortcuts", Help, "Keyboard shortcuts", |_| Command::ShowShortcuts(true))
            .keys(NONE, Key::F1)
            .keys(SHIFT, Key::Questionmark)
            .words("keys help"),
    ]
}

fn has_selection(view: &View<'_>) -> bool {
    !view.session.selection.is_empty()
}

fn has_anything(view: &View<'_>) -> bool {
    !view.board.is_blank()
}

fn everything(view: &View<'_>) -> BTreeSet<ElementId> {
    let board = view.board;
    let nodes = board.nodes.iter().map(|node| ElementId::from(node.id.clone()));
    let links = board.links.iter().map(|link| ElementId::from(link.id.clone()));
    let notes = board.notes.iter().map(|note| ElementId::from(note.id.clone()));
    let boundaries = board.boundaries.iter().map(|b| ElementId::from(b.id.clone()));
    nodes.chain(links).chain(notes).chain(boundaries).collect()
}

fn rename(view: &View<'_>) -> Command {
    Command::Name(view.session.selection.first().cloned())
}

fn restack(view: &View<'_>, to_front: bool) -> Command {
    let edits = view
        .session
        .selection
        .iter()
        .map(|element| Edit::Restack(element.clone(), to_front))
        .collect();
    let label = if to_front { "Bring to front" } else { "Send to back" };
    Command::Edit(Step { label: label.to_owned(), edits })
}

fn zoom(view: &View<'_>, factor: f32, absolute: bool) -> Command {
    let mut camera = view.session.camera;
    let zoom = if absolute { factor } else { camera.zoom * factor };
    camera.zoom = zoom.clamp(super::Camera::ZOOM_MIN, super::Camera::ZOOM_MAX);
    Command::Look(camera)
}

/// Applies what the open question proposes first; a fix without edits when it proposes nothing.
fn first_fix(view: &View<'_>) -> Command {
    let answer = view.session.question.as_ref().and_then(|question| view.review.find(question));
    let fix = answer.and_then(|answer| view.review.fixes(answer).into_iter().next());
    Command::ApplyFix(fix.unwrap_or_else(|| Fix {
        title: "There is no fix to apply".to_owned(),
        applicability: Applicability::AsIs,
        edits: Vec::new(),
    }))
}

/// Opens the question after or before the open one, among those that are not fine.
fn question(view: &View<'_>, step: isize) -> Command {
    let asked = view.review.in_reading_order();
    let asked = asked.into_iter().filter(|answer| answer.verdict != Verdict::Fine);
    // Two answers may share a question; it is stepped through once.
    let mut seen = BTreeSet::new();
    let open: Vec<Fingerprint> = asked
        .map(crate::rules::Answer::fingerprint)
        .filter(|question| seen.insert(question.clone()))
        .collect();
    let now = view.session.question.as_ref();
    let now = now.and_then(|question| open.iter().position(|other| other == question));
    let count = open.len().cast_signed();
    let next = match now {
        Some(now) if count > 0 => (now.cast_signed() + step).rem_euclid(count).cast_unsigned(),
        _ if step < 0 => open.len().saturating_sub(1),
        _ => 0,
    };
    Command::OpenQuestion(open.get(next).cloned())
}

fn frame_selection(view: &View<'_>) -> Command {
    super::panels::frame_of(view, &view.session.selection)
        .map_or(Command::FrameAll, |rect: Rect| Command::Frame(rect))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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
            undo: None,
            redo: None,
        };
        for action in all() {
            let command = action.command(&view);
            let known = way_to(&command).unwrap_or_else(|way| panic!("{}: {way}", action.id));
            let example = by_id(known).unwrap_or_else(|| panic!("no action {known}"));
            let same =
                std::mem::discriminant(&example.command(&view)) == std::mem::discriminant(&command);
            assert!(same, "{} and {known} give different commands", action.id);
        }
    }
}
