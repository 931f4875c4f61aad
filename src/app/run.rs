//! Every command and what it does: one short arm each.

use eframe::egui;

use super::dialogs::Purpose;
use super::leaving::Next;
use super::walking::Flight;
use super::{App, Screen};
use crate::model::Rect;
use crate::ui::panels::Overlay;
use crate::ui::{Camera, Command, ToolKind};

/// Closest a whole board is shown.
const ZOOM_ALL: f32 = 1.0;
/// Closest a part of a board is shown.
const ZOOM_PART: f32 = 1.25;
/// Closest a part of a board is presented.
const ZOOM_PRESENTED: f32 = 2.0;
/// What the card of a presentation may cover, in points.
const CARD: f32 = 260.0;
/// The same of the card of a view, which says less.
const VIEW_CARD: f32 = 130.0;

impl App {
    /// Carries out a command.
    pub(super) fn run(&mut self, command: Command, ctx: &egui::Context) {
        match command {
            Command::Edit(step) => {
                self.edit(&step);
            }
            Command::Glide(step) => self.glide(&step, ctx),
            Command::PickKind(pick) => {
                self.panels.overlay = pick.map_or(Overlay::Closed, Overlay::Kinds);
            }
            Command::ShowFind(show) => self.panels.overlay = overlay(show, Overlay::Find),
            Command::CopyStyle => self.copy_style(),
            Command::PasteStyle => self.paste_style(),
            Command::CopyLines => self.copy_lines(ctx),
            Command::NewWindow => self.new_window(),
            Command::SetMinimap(minimap) => self.session.minimap = minimap,
            Command::SetLoads(loads) => self.session.loads = loads,
            Command::KeysFile => self.open_keys_file(),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Select(elements) => self.session.selection = elements,
            Command::Look(camera) => self.session.camera = camera,
            Command::Frame(rect) => self.frame(rect, ZOOM_PART),
            Command::FrameAll => self.frame_all(),
            Command::Take(tool) => self.take(tool),
            Command::LockTool(locked) => self.session.tool_locked = locked,
            Command::Name(element) => self.session.naming = element,
            Command::OpenQuestion(question) => self.open_question(question),
            Command::ApplyFix(fix) => self.apply_fix(fix),
            Command::ShowFlow(flow) => self.show_flow(flow),
            Command::ShowMoment(moment) => self.session.moment = moment,
            Command::Play(asked) => self.play(asked),
            Command::Player(wish) => self.wish(&wish),
            Command::CompareBoard => self.ask_path(Purpose::Compare, ctx),
            Command::CompareWith(path) => {
                if let Err(error) = self.compare_with(&path, ctx) {
                    self.notices.fail(error);
                }
            }
            Command::CompareSaved => self.compare_saved(),
            Command::CompareStep => self.compare_step(),
            Command::CompareDrawing => self.ask_path(Purpose::Differences, ctx),
            Command::CompareDrawingWith(path) => {
                if let Err(error) = self.compare_file(&path) {
                    self.notices.fail(error);
                }
            }
            Command::CloseComparison => self.comparing = None,
            Command::RecordView => self.record_view(),
            Command::WalkFlow => self.walk_flow(),
            Command::ShowView(at) => {
                if !self.session.presenting {
                    self.present(true, ctx);
                }
                self.show_view(at);
            }
            Command::Present(on) => self.present(on, ctx),
            Command::ShowFive => {
                self.session.panels = true;
                self.panels.show_five();
            }
            Command::ShowScenarios(scenario) => self.show_scenarios(scenario),
            Command::Copy => {
                self.copy(ctx);
            }
            Command::Cut => self.cut(ctx),
            Command::Paste(text) => self.paste(&text, ctx),
            Command::Duplicate => self.duplicate(),
            Command::Delete => self.delete(),
            Command::CopyPicture => self.copy_picture(ctx),
            Command::Start => self.screen = Screen::Start,
            Command::New(template) => self.leave(Next::New(template), ctx),
            Command::Open => self.leave(Next::Open, ctx),
            Command::OpenPath(path) => self.leave(Next::OpenPath(path), ctx),
            Command::Save => self.save(ctx),
            Command::SaveAs => self.ask_path(Purpose::Save, ctx),
            Command::SaveTo(path) => self.save_to(&path, ctx),
            Command::Export => self.exporting.ask(&self.session),
            Command::ExportAs(format) => {
                self.exporting.format = format;
                self.exporting.ask(&self.session);
            }
            Command::ExportTo(path) => self.export_to(&path, ctx),
            Command::Reload => self.leave(Next::Reload, ctx),
            Command::RestoreCopy(copy) => self.leave(Next::Restore(copy), ctx),
            Command::DiscardCopy(copy) => self.discard_copy(&copy),
            Command::Quit => self.leave(Next::Quit, ctx),
            Command::SetTheme(theme) => self.set_theme(theme, ctx),
            Command::SetWheelZooms(zooms) => self.session.wheel_zooms = zooms,
            Command::SetSnap(snap) => self.session.snap = snap,
            Command::SetGrid(grid) => self.session.grid = grid,
            Command::SetStrict(strict) => self.session.strict = strict,
            Command::SetPanels(panels) => self.session.panels = panels,
            Command::ShowShortcuts(show) => self.panels.overlay = overlay(show, Overlay::Shortcuts),
            Command::ShowPalette(show) => self.panels.overlay = overlay(show, Overlay::Commands),
            Command::Say(text) => self.notices.say(text),
        }
    }

    fn take(&mut self, tool: ToolKind) {
        self.session.tool = tool;
        self.session.naming = None;
        self.screen = Screen::Board;
    }

    /// Fills the screen with the board, beginning with the first question that is not fine.
    fn present(&mut self, on: bool, ctx: &egui::Context) {
        if on && !self.session.presenting {
            self.looked = Some(self.session.camera);
        }
        self.session.presenting = on;
        self.session.presenting_since = ctx.input(|input| input.time);
        self.session.panels = !on;
        ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(on));
        if on && self.session.question.is_none() && !self.history.board().walk.is_empty() {
            self.show_view(0);
        } else if on && self.session.question.is_none() {
            let first =
                self.with_view(|view, _| crate::ui::panels::presented(view).into_iter().next());
            self.open_question(first);
        }
        if !on {
            self.open_question(None);
            self.flight = None;
            // Back to where one looked before.
            self.session.camera = self.looked.take().unwrap_or(self.session.camera);
        }
    }

    fn set_theme(&mut self, theme: crate::scene::Theme, ctx: &egui::Context) {
        self.session.theme = theme;
        crate::ui::theme::apply(ctx, theme);
    }

    /// Shows the whole board, as soon as it is known how large the canvas is.
    pub(super) fn frame_all(&mut self) {
        self.screen = Screen::Board;
        self.framing = true;
    }

    /// Looks at the whole board now, when that was asked for and the canvas has a size.
    pub(super) fn frame_pending(&mut self) {
        let Some(canvas) = self.panels.canvas.filter(|_| self.framing) else { return };
        self.framing = false;
        self.session.camera = match self.drawn.scene.bounds {
            Some(bounds) => Camera::framing(canvas, bounds, ZOOM_ALL),
            None => Camera::default(),
        };
    }

    pub(super) fn frame(&mut self, rect: Rect, zoom_max: f32) {
        let Some(mut canvas) = self.panels.canvas else { return };
        // While presenting, a card covers the foot of the canvas.
        let card = if self.session.walk.is_some() { VIEW_CARD } else { CARD };
        let covered = if self.session.presenting { card.min(canvas.height() / 2.0) } else { 0.0 };
        canvas.max.y -= covered;
        let mut camera = Camera::framing(canvas, rect, zoom_max);
        camera.centre.y += covered / 2.0 / camera.zoom;
        if self.session.presenting {
            self.flight = Some(Flight::new(self.session.camera, camera));
        } else {
            self.session.camera = camera;
        }
    }

    /// Moves the view only when a part of the board cannot be seen as it is.
    pub(super) fn bring_into_view(&mut self, rect: Rect) {
        let Some(canvas) = self.panels.canvas else { return };
        let camera = self.session.camera;
        if self.session.presenting {
            // What is presented is seen with what stands around it.
            let around = rect.grown(rect.width().max(rect.height()).max(120.0) * 0.4);
            self.frame(around, ZOOM_PRESENTED);
            return;
        }
        let readable = camera.zoom >= 0.45;
        if !(readable && camera.visible(canvas).grown(-16.0 / camera.zoom).encloses(rect)) {
            self.frame(rect, camera.zoom.clamp(0.7, ZOOM_ALL));
        }
    }
}

fn overlay(show: bool, overlay: Overlay) -> Overlay {
    if show { overlay } else { Overlay::Closed }
}
