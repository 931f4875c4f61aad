//! The application: refresh, draw, apply; dialogs, files and settings.
//!
//! One frame refreshes what is derived from the board, draws it read-only, and applies the
//! commands that came back. This is the only room that changes the board on screen.

mod answers;
mod change;
mod checks;
mod comparing;
mod deciding;
mod dialogs;
mod drawn;
mod effects;
mod exporting;
mod fallback_fonts;
mod files;
mod frame;
mod icon;
mod kept;
mod keys;
mod leaving;
mod notices;
mod path_field;
mod picture;
mod preferences;
mod recovery;
mod run;
mod runs;
mod start;
mod start_error;
#[cfg(test)]
mod tests;
mod walking;

use std::path::PathBuf;

use eframe::egui;

pub use start_error::NoDisplay;

use crate::edit::History;
use crate::file;
use crate::model::Board;
use crate::rules::Review;
use crate::ui::canvas::Canvas;
use crate::ui::panels::{Panels, Recovered, TemplateCard};
use crate::ui::{Command, FileView, Session, View};

/// How the window opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// The board to open; the start screen when there is none.
    pub board: Option<PathBuf>,
}

/// What fills the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Screen {
    /// Templates, recent files, recovered boards.
    Start,
    /// The board.
    Board,
}

/// One window with one board.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct App {
    history: History,
    /// An earlier board beside this one.
    comparing: Option<comparing::Comparing>,
    /// Where one looked before presenting.
    looked: Option<crate::ui::Camera>,
    /// The camera on its way to what is presented.
    flight: Option<walking::Flight>,
    /// Added to the history's revision, so that two boards never share one.
    base: u64,
    session: Session,
    canvas: Canvas,
    panels: Panels,
    drawn: drawn::Drawn,
    answers: answers::Answers,
    checks: checks::Checks,
    effects: effects::Effects,
    decides: deciding::Decides,
    runs: runs::Runs,
    /// The player appeared and the board has not been fitted beside it yet.
    opened: bool,
    /// It was said that the answers could not be computed.
    unanswered: bool,
    kept: kept::Kept,
    dialogs: dialogs::Dialogs,
    exporting: exporting::Exporting,
    pictures: picture::Pictures,
    notices: notices::Notices,
    preferences: preferences::Preferences,
    /// As they stand in their file.
    preferences_kept: preferences::Preferences,
    folder: Option<PathBuf>,
    recovery: recovery::Recovery,
    templates: Vec<TemplateCard>,
    recovered: Vec<Recovered>,
    screen: Screen,
    /// A board was opened or begun; the start screen offers a way back to it.
    has_board: bool,
    /// The whole board is to be shown once the canvas has a size.
    framing: bool,
    /// What waits for an answer about unsaved changes.
    leaving: Option<leaving::Next>,
    /// What follows once the board is saved.
    after_save: Option<leaving::Next>,
    /// The revision that may go for a file that is being asked for; a later one may not.
    may_go: Option<u64>,
    /// The window may close without asking again.
    may_close: bool,
    /// How often the clipboard was pasted, to lay copies beside each other.
    pasted: u32,
    /// What was doubled last.
    doubled: Option<change::Doubled>,
    title: String,
    /// Fonts for what the product's own lack; handed over when the window is dressed.
    other_fonts: Vec<(String, Vec<u8>)>,
    dressed: bool,
}

/// Opens the window and stays until it is closed.
pub fn run(start: Start) -> Result<(), NoDisplay> {
    start::run(start)
}

impl App {
    /// A window before its first frame; settings and recovery copies are in their usual place.
    pub fn new(start: Start) -> Self {
        Self::keeping_in(start, preferences::folder(), file::recovery::data_folder())
    }

    /// A window that keeps settings and recovery copies in these folders; not at all without them.
    #[expect(clippy::needless_pass_by_value, reason = "a start is used up by starting")]
    pub fn keeping_in(
        start: Start,
        folder: Option<PathBuf>,
        recovery_folder: Option<PathBuf>,
    ) -> Self {
        let preferences = preferences::Preferences::read(folder.as_deref());
        let mut session = Session::default();
        preferences.apply(&mut session);
        let (recovery, recovered, failure) = recovery::Recovery::begin(recovery_folder.as_deref());
        let mut app = Self {
            history: History::new(Board::default()),
            base: 0,
            session,
            canvas: Canvas::default(),
            panels: Panels::default(),
            drawn: drawn::Drawn::default(),
            answers: answers::Answers::default(),
            checks: checks::Checks::default(),
            effects: effects::Effects::default(),
            decides: deciding::Decides::default(),
            runs: runs::Runs::default(),
            opened: false,
            unanswered: false,
            kept: kept::Kept::nowhere(Board::default()),
            dialogs: dialogs::Dialogs::default(),
            exporting: exporting::Exporting::default(),
            pictures: picture::Pictures::default(),
            notices: notices::Notices::default(),
            preferences_kept: preferences.clone(),
            preferences,
            folder,
            recovery,
            templates: start::templates(),
            recovered,
            screen: Screen::Start,
            has_board: false,
            framing: false,
            flight: None,
            looked: None,
            comparing: None,
            leaving: None,
            after_save: None,
            may_go: None,
            may_close: false,
            pasted: 0,
            doubled: None,
            title: String::new(),
            other_fonts: Vec::new(),
            dressed: false,
        };
        if let Some(failure) = failure {
            app.notices.fail(failure);
        }
        if let Some(path) = start.board {
            app.open_at_start(&path);
            app.tell_recovered();
        }
        app
    }

    /// The board on screen.
    pub fn board(&self) -> &Board {
        self.history.board()
    }

    /// The answers as of the last frame.
    pub fn review(&self) -> &Review {
        self.answers.review()
    }

    /// True while the answers are those of an earlier board.
    pub fn asking(&self) -> bool {
        self.answers.asking()
    }

    /// What is being played, and what came of it.
    pub fn play_view(&self) -> crate::ui::PlayView<'_> {
        self.runs.view()
    }

    /// Selection, camera, tool and preferences.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The messages on screen.
    pub fn messages(&self) -> Vec<&str> {
        self.notices.texts()
    }

    /// Gives a command, as a menu would.
    pub fn give(&mut self, command: Command, ctx: &egui::Context) {
        self.run(command, ctx);
    }

    /// What undo would take back.
    pub fn undo_label(&self) -> Option<&str> {
        self.history.undo_label()
    }

    /// Counts every change of every board this window showed.
    fn revision(&self) -> u64 {
        self.base + self.history.revision()
    }

    fn unsaved(&mut self) -> bool {
        let revision = self.revision();
        self.kept.unsaved(self.history.board(), revision)
    }

    /// Does something with the view of this frame and with the panels.
    fn with_view<R>(&mut self, act: impl FnOnce(&View<'_>, &mut Parts<'_>) -> R) -> R {
        let revision = self.revision();
        let unsaved = self.unsaved();
        let Self {
            history,
            session,
            canvas,
            panels,
            drawn,
            answers,
            runs,
            kept,
            preferences,
            comparing,
            ..
        } = self;
        let view = View {
            board: history.board(),
            revision,
            geometry: &drawn.geometry,
            scene: &drawn.scene,
            review: answers.review(),
            asking: answers.asking(),
            session,
            file: FileView { path: kept.path.as_deref(), unsaved, recent: &preferences.recent },
            play: runs.view(),
            compared: comparing.as_ref().map(comparing::Comparing::shown),
            undo: history.undo_label(),
            redo: history.redo_label(),
        };
        let start = crate::ui::panels::StartView {
            templates: &self.templates,
            recovered: &self.recovered,
            has_board: self.has_board,
        };
        act(&view, &mut Parts { canvas, panels, start })
    }
}

/// What draws: it remembers things between frames, but never the board.
struct Parts<'a> {
    canvas: &'a mut Canvas,
    panels: &'a mut Panels,
    start: crate::ui::panels::StartView<'a>,
}
