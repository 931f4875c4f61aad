//! Painting a scene with the camera, remembering what was built.
//!
//! Three layers of memory: triangles of a piece (by what it looks like), the prints of the scene
//! in hand, and the whole frame. While only the pointer moves the frame is painted as it is. While
//! the zoom changes, pieces are scaled from a ladder of sizes, a limited number of pieces is built
//! anew per frame, and everything is built at its exact size once the zoom rests.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use eframe::egui::epaint::{Mesh, Vertex};
use eframe::egui::{self, Pos2, Rect as ScreenRect, Vec2, pos2};

use super::grid;
use super::mesh::{Mason, print_of};
use crate::model::ElementId;
use crate::scene::{Piece, Scene};
use crate::ui::{Camera, View};

/// Pieces built anew in one frame when they already have an older look.
const BUILT_PER_FRAME: usize = 150;
/// The zoom rests when it did not change for this long, in seconds.
const RESTS_AFTER: f64 = 0.1;
/// Pieces beyond those of the scene that are remembered.
const REMEMBERED: usize = 1000;

/// Pieces that are painted elsewhere while a gesture moves them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Hidden {
    /// None.
    #[default]
    Nothing,
    /// The pieces of these.
    These(BTreeSet<ElementId>),
    /// All.
    Everything,
}

impl Hidden {
    fn hides(&self, piece: &Piece) -> bool {
        match self {
            Self::Nothing => false,
            Self::These(elements) => {
                piece.element.as_ref().is_some_and(|element| elements.contains(element))
            }
            Self::Everything => true,
        }
    }
}

/// Everything the prints of a scene depend on.
#[derive(Clone, PartialEq)]
struct SceneKey {
    revision: u64,
    theme: crate::scene::Theme,
    flow: Option<crate::model::FlowId>,
    loads: bool,
    asking: bool,
    answers: usize,
    pieces: (usize, usize),
}

/// Everything a painted frame depends on.
#[derive(Clone, PartialEq)]
struct FrameKey {
    scene: u64,
    camera: Camera,
    canvas: ScreenRect,
    atlas: [usize; 2],
    pixels_per_point: f32,
    hidden: Hidden,
    grid: bool,
}

struct Built {
    mesh: Mesh,
    zoom: f32,
}

/// Where and how large the board is painted.
#[derive(Clone, Copy)]
struct Place {
    camera: Camera,
    origin: Pos2,
}

/// What is painted: the board, and the badges of answers that lie over selections too.
#[derive(Clone, Default)]
pub(super) struct Layers {
    board: Arc<Mesh>,
    answers: Arc<Mesh>,
}

impl Layers {
    /// The board itself.
    pub(super) fn board_ui(&self, painter: &egui::Painter) {
        painter.add(egui::Shape::Mesh(self.board.clone()));
    }

    /// Badges of answers.
    pub(super) fn answers_ui(&self, painter: &egui::Painter) {
        if !self.answers.is_empty() {
            painter.add(egui::Shape::Mesh(self.answers.clone()));
        }
    }
}

/// Paints scenes.
#[derive(Default)]
pub(super) struct Painter {
    built: HashMap<u64, Built>,
    scene: Option<SceneKey>,
    prints: Vec<u64>,
    /// Counts the scenes seen.
    version: u64,
    frame: Option<(FrameKey, Layers)>,
    atlas_fill: f32,
    pixels_per_point: f32,
    zoom: f32,
    zoomed_at: f64,
}

impl Painter {
    /// The scene of the view, without what is hidden.
    pub(super) fn scene(
        &mut self,
        ui: &egui::Ui,
        canvas: ScreenRect,
        view: &View<'_>,
        hidden: Hidden,
    ) -> Layers {
        self.look_at(view);
        let atlas = self.check_atlas(ui);
        let camera = view.session.camera;
        let key = FrameKey {
            scene: self.version,
            camera,
            canvas,
            atlas,
            pixels_per_point: ui.ctx().pixels_per_point(),
            hidden,
            grid: view.session.grid,
        };
        let wanted = self.wanted_zoom(ui, camera.zoom);
        if let Some((painted, layers)) = &self.frame
            && *painted == key
        {
            return layers.clone();
        }
        let place = place(ui, canvas, camera);
        let mut frame = Mesh::default();
        if view.session.grid {
            let dots = grid::Dots {
                origin: place.origin,
                zoom: camera.zoom,
                pixels_per_point: key.pixels_per_point,
                colour: grid::colour(view),
            };
            grid::add(&mut frame, canvas, dots);
        }
        let visible = camera.visible(canvas);
        let prints = std::mem::take(&mut self.prints);
        let shown: Vec<(u64, &Piece)> = prints
            .iter()
            .copied()
            .zip(&view.scene.pieces)
            .filter(|(_, piece)| piece.bounds.grown(4.0).touches(visible))
            .filter(|(_, piece)| !key.hidden.hides(piece))
            .collect();
        let mut answers = Mesh::default();
        let complete = self.add(ui, &shown, place, wanted, [&mut frame, &mut answers]);
        self.prints = prints;
        let layers = Layers { board: Arc::new(frame), answers: Arc::new(answers) };
        let exact = complete && (wanted - camera.zoom).abs() < f32::EPSILON;
        // The atlas may have grown while building.
        let settled = exact && atlas_size(ui) == atlas;
        self.frame = settled.then(|| (key, layers.clone()));
        if !complete || !settled {
            ui.ctx().request_repaint();
        }
        self.forget();
        layers
    }

    /// Another scene, on top: what a gesture would do.
    pub(super) fn preview(
        &mut self,
        ui: &egui::Ui,
        canvas: ScreenRect,
        scene: &Scene,
        camera: Camera,
        only: Option<&BTreeSet<ElementId>>,
    ) -> Layers {
        let visible = camera.visible(canvas);
        let shown: Vec<(u64, &Piece)> = scene
            .pieces
            .iter()
            .filter(|piece| piece.bounds.grown(4.0).touches(visible))
            .filter(|piece| {
                only.is_none_or(|only| {
                    piece.element.as_ref().is_some_and(|element| only.contains(element))
                })
            })
            .map(|piece| (print_of(piece), piece))
            .collect();
        let (mut board, mut answers) = (Mesh::default(), Mesh::default());
        let wanted = self.wanted_zoom(ui, camera.zoom);
        let place = place(ui, canvas, camera);
        self.add(ui, &shown, place, wanted, [&mut board, &mut answers]);
        Layers { board: Arc::new(board), answers: Arc::new(answers) }
    }

    /// Takes note of a scene that changed.
    fn look_at(&mut self, view: &View<'_>) {
        let key = SceneKey {
            revision: view.revision,
            theme: view.session.theme,
            flow: view.session.flow.clone(),
            loads: view.session.loads,
            asking: view.asking,
            answers: view.review.answers().as_ptr() as usize,
            pieces: (view.scene.pieces.as_ptr() as usize, view.scene.pieces.len()),
        };
        if self.scene.as_ref() != Some(&key) {
            self.scene = Some(key);
            self.version += 1;
            self.prints.clear();
            self.prints.extend(view.scene.pieces.iter().map(print_of));
        }
    }

    /// Drops everything built when the atlas of glyphs was cleared; returns its size.
    fn check_atlas(&mut self, ui: &egui::Ui) -> [usize; 2] {
        let (size, fill) =
            ui.ctx().fonts(|fonts| (fonts.font_image_size(), fonts.font_atlas_fill_ratio()));
        let pixels_per_point = ui.ctx().pixels_per_point();
        let other_pixels = (pixels_per_point - self.pixels_per_point).abs() > f32::EPSILON;
        if fill < self.atlas_fill || other_pixels {
            self.built.clear();
            self.frame = None;
        }
        self.atlas_fill = fill;
        self.pixels_per_point = pixels_per_point;
        size
    }

    /// The zoom to build at: exact while the zoom rests, else a rung of the ladder.
    fn wanted_zoom(&mut self, ui: &egui::Ui, zoom: f32) -> f32 {
        let now = ui.ctx().input(|input| input.time);
        if (zoom - self.zoom).abs() > f32::EPSILON {
            let first = self.zoom == 0.0;
            self.zoom = zoom;
            self.zoomed_at = if first { f64::NEG_INFINITY } else { now };
        }
        let rests_in = RESTS_AFTER - (now - self.zoomed_at);
        if rests_in > 0.0 {
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(rests_in));
            rung(zoom)
        } else {
            zoom
        }
    }

    /// Adds pieces to the meshes of board and answers; true when all have the wanted size.
    fn add(
        &mut self,
        ui: &egui::Ui,
        shown: &[(u64, &Piece)],
        place: Place,
        wanted: f32,
        [board, answers]: [&mut Mesh; 2],
    ) -> bool {
        let mut budget = BUILT_PER_FRAME;
        let mut complete = true;
        let mut missing: Vec<(u64, &Piece)> = Vec::new();
        for (print, piece) in shown {
            match self.built.get(print) {
                None => missing.push((*print, piece)),
                Some(built) if (built.zoom - wanted).abs() < f32::EPSILON => {}
                Some(_) if budget > 0 => {
                    budget -= 1;
                    missing.push((*print, piece));
                }
                Some(_) => complete = false,
            }
        }
        if !missing.is_empty() {
            let ctx = ui.ctx();
            let options = ctx.tessellation_options(|options| *options);
            let pixels_per_point = ctx.pixels_per_point();
            ctx.fonts_mut(|fonts| {
                let mut mason = Mason::new(fonts, pixels_per_point, options, wanted);
                for (print, piece) in missing {
                    let mesh = mason.build(piece);
                    self.built.insert(print, Built { mesh, zoom: wanted });
                }
            });
        }
        let size = atlas_size(ui);
        let texel = egui::vec2(1.0 / size[0] as f32, 1.0 / size[1] as f32);
        let meshes = || {
            let built = |print| self.built.get(print);
            shown.iter().filter_map(move |(print, piece)| Some((built(print)?, piece.is_answer)))
        };
        board.vertices.reserve(meshes().map(|(built, _)| built.mesh.vertices.len()).sum());
        board.indices.reserve(meshes().map(|(built, _)| built.mesh.indices.len()).sum());
        for (built, is_answer) in meshes() {
            let out = if is_answer { &mut *answers } else { &mut *board };
            append(out, &built.mesh, place.camera.zoom / built.zoom, place.origin, texel);
        }
        complete
    }

    /// Keeps memory in bounds: only what the scene in hand shows.
    fn forget(&mut self) {
        if self.built.len() > self.prints.len() + REMEMBERED {
            let prints: std::collections::HashSet<u64> = self.prints.iter().copied().collect();
            self.built.retain(|print, _| prints.contains(print));
        }
    }
}

fn atlas_size(ui: &egui::Ui) -> [usize; 2] {
    ui.ctx().fonts(|fonts| {
        let size = fonts.font_image_size();
        [size[0].max(1), size[1].max(1)]
    })
}

/// The origin lies on a whole pixel, so that a panned text is as sharp as a fresh one.
fn place(ui: &egui::Ui, canvas: ScreenRect, camera: Camera) -> Place {
    use eframe::egui::emath::GuiRounding as _;
    let origin = camera.screen_from_board(canvas, crate::model::Point::default());
    Place { camera, origin: origin.round_to_pixels(ui.ctx().pixels_per_point()) }
}

/// The nearest power of 2^(1/4).
fn rung(zoom: f32) -> f32 {
    ((zoom.log2() * 4.0).round() / 4.0).exp2()
}

fn append(out: &mut Mesh, piece: &Mesh, scale: f32, origin: Pos2, texel: Vec2) {
    let first = out.vertices.len() as u32;
    out.indices.extend(piece.indices.iter().map(|index| index + first));
    out.vertices.extend(piece.vertices.iter().map(|vertex| Vertex {
        pos: pos2(vertex.pos.x * scale + origin.x, vertex.pos.y * scale + origin.y),
        uv: pos2(vertex.uv.x * texel.x, vertex.uv.y * texel.y),
        color: vertex.color,
    }));
}
