//! The board as a picture: exported to a file or copied, drawn on a thread of its own.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui;

use super::App;
use crate::export::{self, Options};

/// A picture that is being made.
#[derive(Default)]
pub(super) struct Pictures {
    pending: Option<Receiver<Made>>,
}

/// How making a picture ended.
enum Made {
    /// It is in this file.
    File(PathBuf),
    /// It is to be copied.
    Image(egui::ColorImage),
    /// It was not made, and why.
    Failed(String),
}

impl App {
    /// Exports to a file with the options chosen last; the format follows its ending.
    pub(super) fn export(&mut self, path: &Path, ctx: &egui::Context) -> Result<(), String> {
        // What can be refused is refused before the thread starts, at the field that asked.
        export::by_extension(path).map_err(|error| format!("Not exported: {error}"))?;
        if self.kept.path.as_deref().is_some_and(|own| is_same_file(own, path)) {
            // An export may hold a part only, and keeps no previous version.
            return Err("Not exported: this is the board's own file; save it instead, or choose \
                        another name"
                .to_owned());
        }
        let (board, review) = (self.history.board().clone(), self.answers.shared());
        let options = self.exporting.options(&self.session);
        let path = path.to_owned();
        self.make(ctx, move || match export::to_file(&path, &board, Some(&review), &options) {
            Ok(()) => Made::File(path),
            Err(error) => Made::Failed(format!("Not exported: {error}")),
        });
        Ok(())
    }

    /// Copies the selection, or the whole board, as a picture.
    pub(super) fn copy_picture(&mut self, ctx: &egui::Context) {
        let (board, review) = (self.history.board().clone(), self.answers.shared());
        let selection = Some(self.session.selection.clone()).filter(|s| !s.is_empty());
        let options = Options {
            theme: self.session.theme,
            with_answers: true,
            selection,
            ..Options::default()
        };
        self.make(ctx, move || {
            image_of(&board, &review, &options)
                .map_or_else(|error| Made::Failed(format!("Not copied: {error}")), Made::Image)
        });
    }

    /// Takes what the thread made.
    pub(super) fn take_picture(&mut self, ctx: &egui::Context) {
        let Some(pending) = &self.pictures.pending else { return };
        let made = match pending.try_recv() {
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => {
                Made::Failed("The picture could not be made; try again".to_owned())
            }
            Ok(made) => made,
        };
        self.pictures.pending = None;
        match made {
            Made::File(path) => self.notices.say(format!("Exported to {}", path.display())),
            Made::Image(image) => {
                ctx.copy_image(image);
                self.notices.say("Copied as a picture; Export… writes it to a file");
            }
            Made::Failed(error) => self.notices.fail(error),
        }
    }

    fn make(&mut self, ctx: &egui::Context, make: impl FnOnce() -> Made + Send + 'static) {
        if self.pictures.pending.is_some() {
            self.notices.say("A picture is being made already");
            return;
        }
        let (sender, pending) = channel();
        let ctx = ctx.clone();
        let thread = std::thread::Builder::new().name("picture".to_owned()).spawn(move || {
            // When the window is gone nobody waits for it.
            let _ = sender.send(make());
            ctx.request_repaint();
        });
        match thread {
            Ok(_) => self.pictures.pending = Some(pending),
            Err(error) => self.notices.fail(format!("No picture could be made: {error}")),
        }
    }
}

/// True when both paths lead to one file, whatever they look like.
fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn image_of(
    board: &crate::model::Board,
    review: &crate::rules::Review,
    options: &Options,
) -> Result<egui::ColorImage, String> {
    let png = export::by_extension(Path::new("picture.png")).map_err(|error| error.to_string())?;
    let bytes = (png.write)(board, Some(review), options).map_err(|error| error.to_string())?;
    let image = image::load_from_memory(&bytes).map_err(|error| error.to_string())?.into_rgba8();
    let size = [image.width() as usize, image.height() as usize];
    Ok(egui::ColorImage::from_rgba_unmultiplied(size, image.as_raw()))
}
