//! A path typed inside the window, for desktops without file dialogs.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Key, RichText};

use super::dialogs::{Chosen, Purpose};
use crate::ui::panels::card;
use crate::ui::theme;

/// Most entries of a folder that are listed.
const LISTED: usize = 200;

/// A text field with the folder it stands in.
pub(super) struct PathField {
    /// What the path is for.
    pub(super) purpose: Purpose,
    /// Why the last path was refused.
    pub(super) error: Option<String>,
    folder: PathBuf,
    text: String,
    /// What a name without a known ending gets.
    ending: String,
    entries: Vec<Entry>,
    focused: bool,
    /// An existing file whose replacement was announced once.
    warned: Option<PathBuf>,
}

struct Entry {
    name: String,
    is_folder: bool,
}

impl PathField {
    /// Starts in the folder of a suggested path.
    pub(super) fn new(purpose: Purpose, suggested: &Path) -> Self {
        let absolute = std::path::absolute(suggested).unwrap_or_else(|_| suggested.to_path_buf());
        let folder = absolute.parent().map_or_else(|| PathBuf::from("/"), Path::to_path_buf);
        let name = match purpose {
            Purpose::Open | Purpose::Compare | Purpose::Differences => String::new(),
            Purpose::Save | Purpose::Export => suggested
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
        };
        let mut field = Self {
            purpose,
            error: None,
            folder,
            text: name,
            ending: suggested
                .extension()
                .map_or_else(|| "ron".to_owned(), |ending| ending.to_string_lossy().into_owned()),
            entries: Vec::new(),
            focused: false,
            warned: None,
        };
        field.list();
        field
    }

    /// Draws the question; `None` while it is open.
    pub(super) fn show_ui(&mut self, ui: &egui::Ui) -> Option<Chosen> {
        let mut done = None;
        let height = (ui.ctx().content_rect().height() - 280.0).clamp(80.0, 320.0);
        let modal = egui::Modal::new(egui::Id::unique("path field")).frame(card::modal(ui)).show(
            ui.ctx(),
            |ui| {
                ui.set_width(520.0);
                ui.heading(self.purpose.title());
                ui.add_space(theme::STEP);
                let folder = format!("In {}", self.folder.display());
                ui.add(egui::Label::new(theme::remark(ui, folder)).truncate());
                let field = egui::TextEdit::singleline(&mut self.text)
                    .id(egui::Id::unique("path"))
                    .hint_text("A file name, or a whole path")
                    .desired_width(f32::INFINITY);
                let response = ui.add(field);
                if !self.focused {
                    response.request_focus();
                    self.focused = true;
                    // The name without its ending: typing replaces the suggestion.
                    let stem = Path::new(&self.text).file_stem().unwrap_or_default();
                    let letters = stem.to_string_lossy().chars().count();
                    theme::select(ui.ctx(), response.id, letters);
                }
                if response.changed() {
                    self.error = None;
                }
                let entered =
                    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                if let Some(error) = &self.error {
                    ui.label(RichText::new(error).color(theme::of(ui).breaks).size(theme::SMALL));
                }
                ui.add_space(theme::STEP);
                self.entries_ui(ui, height);
                ui.add_space(theme::STEP * 2.0);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if ui.button(self.verb()).clicked() || entered {
                        done = self.accept();
                        self.focused = done.is_some();
                    }
                    if ui.button("Cancel").clicked() {
                        done = Some(Chosen::Nothing);
                    }
                });
            },
        );
        if modal.should_close() && done.is_none() {
            done = Some(Chosen::Nothing);
        }
        done
    }

    fn entries_ui(&mut self, ui: &mut egui::Ui, height: f32) {
        let mut chosen = None;
        egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            for entry in &self.entries {
                let text =
                    if entry.is_folder { format!("{}/", entry.name) } else { entry.name.clone() };
                if ui.selectable_label(self.text == entry.name, text).clicked() {
                    chosen = Some((entry.name.clone(), entry.is_folder));
                }
            }
        });
        match chosen {
            Some((name, true)) => self.go(&self.folder.join(name)),
            Some((name, false)) => self.text = name,
            None => {}
        }
    }

    fn verb(&self) -> &'static str {
        match self.purpose {
            Purpose::Open => "Open",
            Purpose::Compare | Purpose::Differences => "Compare",
            Purpose::Save => "Save",
            Purpose::Export => "Export",
        }
    }

    /// The path that was typed; a folder is entered, nothing is refused.
    fn accept(&mut self) -> Option<Chosen> {
        let text = self.text.trim();
        if text.is_empty() {
            self.error = Some("Type the name of a file".to_owned());
            return None;
        }
        let path = self.folder.join(expand_home(text));
        if path.is_dir() {
            self.go(&path);
            return None;
        }
        if self.purpose.reads() && !path.exists() {
            self.error = Some(format!("There is no file {}", path.display()));
            return None;
        }
        // Whether a file is replaced depends on the name it gets in the end.
        let path = self.purpose.with_ending(&path, &self.ending);
        let replaces = !self.purpose.reads() && path.exists();
        if replaces && self.warned.as_ref() != Some(&path) {
            self.warn(&path);
            return None;
        }
        Some(Chosen::Path(path))
    }

    /// Says that the path exists; accepting it once more replaces it.
    pub(super) fn warn(&mut self, path: &Path) {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let verb = self.verb().to_lowercase();
        self.error = Some(format!("{name} exists; {verb} once more to replace it"));
        self.warned = Some(path.to_path_buf());
    }

    fn go(&mut self, folder: &Path) {
        self.folder = match folder.file_name() {
            Some(_) => folder.to_path_buf(),
            // `..` has no name: go up instead of piling dots.
            None => self.folder.parent().unwrap_or(&self.folder).to_path_buf(),
        };
        if self.purpose.reads() || self.folder.join(&self.text).is_dir() {
            self.text.clear();
        }
        self.focused = false;
        self.list();
    }

    /// Lists folders, and the files that fit the purpose.
    fn list(&mut self) {
        let fits = |name: &str| match self.purpose {
            Purpose::Open | Purpose::Compare | Purpose::Differences => {
                has_ending(name, &["ron", "png"])
            }
            Purpose::Save => has_ending(name, &["ron"]),
            Purpose::Export => has_ending(name, &[&self.ending]),
        };
        let mut entries: Vec<Entry> = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                let is_folder = entry.path().is_dir();
                let shown = !name.starts_with('.') && (is_folder || fits(&name));
                shown.then_some(Entry { name, is_folder })
            })
            .collect();
        entries.sort_by(|a, b| (!a.is_folder, &a.name).cmp(&(!b.is_folder, &b.name)));
        entries.truncate(LISTED);
        if self.folder.parent().is_some() {
            entries.insert(0, Entry { name: "..".to_owned(), is_folder: true });
        }
        self.entries = entries;
    }
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|ending| endings.iter().any(|wanted| ending.eq_ignore_ascii_case(wanted)))
}

/// `~/boards` as people type it.
fn expand_home(text: &str) -> PathBuf {
    match text.strip_prefix("~/") {
        Some(rest) => directories::BaseDirs::new()
            .map_or_else(|| PathBuf::from(text), |dirs| dirs.home_dir().join(rest)),
        None => PathBuf::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_in_its_folder_and_a_missing_file_is_refused_in_place() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("shop.ron"), "()").unwrap();
        std::fs::create_dir(folder.path().join("old")).unwrap();
        let mut field = PathField::new(Purpose::Open, &folder.path().join("any.ron"));
        field.text = "shop.ron".to_owned();
        assert_eq!(field.accept(), Some(Chosen::Path(folder.path().join("shop.ron"))));
        field.text = "gone.ron".to_owned();
        assert_eq!(field.accept(), None);
        assert!(field.error.as_deref().is_some_and(|error| error.contains("gone.ron")));
        field.text = "old".to_owned();
        assert_eq!(field.accept(), None);
        assert_eq!(field.folder, folder.path().join("old"));
    }

    #[test]
    fn a_name_without_its_ending_does_not_replace_a_file_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v1.2.ron");
        std::fs::write(&path, "()").unwrap();
        let mut field = PathField::new(Purpose::Save, &folder.path().join("any.ron"));
        field.text = "v1.2".to_owned();
        assert_eq!(field.accept(), None);
        assert!(field.error.as_deref().is_some_and(|error| error.contains("v1.2.ron exists")));
        assert_eq!(field.accept(), Some(Chosen::Path(path)));
        field.text = "new".to_owned();
        assert_eq!(field.accept(), Some(Chosen::Path(folder.path().join("new.ron"))));
    }

    #[test]
    fn an_export_gets_the_ending_of_its_format_unless_it_names_another() {
        let folder = tempfile::tempdir().unwrap();
        let mut field = PathField::new(Purpose::Export, &folder.path().join("any.svg"));
        for (text, name) in [("a", "a.svg"), ("b.PNG", "b.PNG"), ("c.txt", "c.txt.svg")] {
            field.text = text.to_owned();
            assert_eq!(field.accept(), Some(Chosen::Path(folder.path().join(name))));
        }
    }
}
