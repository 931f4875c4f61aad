//! File dialogs of the desktop, each on its own thread, and a path field where there are none.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use eframe::egui;

use super::path_field::PathField;
use crate::export;

/// A dialog that answers "nothing" faster than a person could was never shown.
const NEVER_SHOWN: Duration = Duration::from_millis(200);

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A board to open.
    Open,
    /// Where to save the board.
    Save,
    /// Where to export to.
    Export,
    /// A board to compare with.
    Compare,
    /// A board to find the differences from.
    Differences,
}

impl Purpose {
    /// The title of the dialog, and of the button that ends it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Open => "Open a board",
            Self::Save => "Save the board",
            Self::Export => "Export the board",
            Self::Compare => "Compare with a board",
            Self::Differences => "Show what differs from a board",
        }
    }

    /// True when the path is read, and has to be there.
    pub(super) fn reads(self) -> bool {
        matches!(self, Self::Open | Self::Compare | Self::Differences)
    }

    /// The path with an ending, when it has none of those that are known: `v1.2` has none.
    pub(super) fn with_ending(self, path: &Path, ending: &str) -> PathBuf {
        let has = |known: &str| {
            path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(known))
        };
        let known = match self {
            Self::Open | Self::Compare | Self::Differences => true,
            Self::Save => has("ron"),
            Self::Export => export::ALL.iter().any(|exporter| has(exporter.extension)),
        };
        if known {
            return path.to_path_buf();
        }
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        PathBuf::from(name)
    }
}

/// How a question for a path ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// With this path.
    Path(PathBuf),
    /// It was cancelled.
    Nothing,
}

/// At most one question for a path at a time.
#[derive(Default)]
pub(super) struct Dialogs {
    pending: Option<Pending>,
    field: Option<PathField>,
}

struct Pending {
    purpose: Purpose,
    suggested: PathBuf,
    since: Instant,
    answer: Receiver<Option<PathBuf>>,
}

impl Dialogs {
    /// Asks for a path; false when a question that is already open stays instead.
    pub(super) fn ask(
        &mut self,
        purpose: Purpose,
        suggested: PathBuf,
        ctx: &egui::Context,
    ) -> bool {
        if self.is_open() {
            return false;
        }
        let (sender, answer) = channel();
        let (wanted, ctx) = (suggested.clone(), ctx.clone());
        let thread = std::thread::Builder::new().name("file dialog".to_owned()).spawn(move || {
            // The window may be gone by now; then nobody needs the answer.
            let _ = sender.send(desktop_dialog(purpose, &wanted));
            ctx.request_repaint();
        });
        match thread {
            Ok(_) => {
                self.pending = Some(Pending { purpose, suggested, since: Instant::now(), answer });
            }
            Err(_) => self.ask_here(purpose, &suggested),
        }
        true
    }

    /// Asks for a path inside the window.
    pub(super) fn ask_here(&mut self, purpose: Purpose, suggested: &Path) {
        self.field = Some(PathField::new(purpose, suggested));
    }

    /// Asks once more, inside the window, before a file that nobody confirmed is replaced.
    pub(super) fn warn(&mut self, purpose: Purpose, path: &Path) {
        let mut field = PathField::new(purpose, path);
        field.warn(path);
        self.field = Some(field);
    }

    /// True while a path is asked for.
    pub(super) fn is_open(&self) -> bool {
        self.pending.is_some() || self.field.is_some()
    }

    /// True while the question is asked inside the window.
    pub(super) fn is_inside(&self) -> bool {
        self.field.is_some()
    }

    /// Shows an error at the path field, when that is what asks.
    pub(super) fn refuse(&mut self, purpose: Purpose, path: &Path, error: String) {
        let mut field = PathField::new(purpose, path);
        field.error = Some(error);
        self.field = Some(field);
    }

    /// The answer of a desktop dialog, once.
    pub(super) fn poll(&mut self) -> Option<(Purpose, Chosen)> {
        let pending = self.pending.as_ref()?;
        let answer = match pending.answer.try_recv() {
            Err(TryRecvError::Empty) => return None,
            Ok(answer) => answer,
            Err(TryRecvError::Disconnected) => None,
        };
        let pending = self.pending.take()?;
        if answer.is_none() && pending.since.elapsed() < NEVER_SHOWN {
            self.ask_here(pending.purpose, &pending.suggested);
            return None;
        }
        Some((pending.purpose, answer.map_or(Chosen::Nothing, Chosen::Path)))
    }

    /// The path field, when that is what asks.
    pub(super) fn show_ui(&mut self, ui: &egui::Ui) -> Option<(Purpose, Chosen)> {
        let field = self.field.as_mut()?;
        let answer = field.show_ui(ui)?;
        let purpose = field.purpose;
        self.field = None;
        Some((purpose, answer))
    }
}

fn desktop_dialog(purpose: Purpose, suggested: &Path) -> Option<PathBuf> {
    let mut dialog = rfd::FileDialog::new().set_title(purpose.title());
    if let Some(folder) = suggested.parent().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = suggested.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    match purpose {
        Purpose::Open | Purpose::Compare | Purpose::Differences => dialog
            .add_filter("Boards", &["ron", "png"])
            .add_filter("All files", &["*"])
            .set_file_name("")
            .pick_file(),
        Purpose::Save => dialog.add_filter("Boards", &["ron"]).save_file(),
        Purpose::Export => dialog
            .add_filter("Pictures", &["png", "svg"])
            .add_filter("All files", &["*"])
            .save_file(),
    }
}
