//! Time of one frame of the canvas on the processor: building shapes and turning them into
//! triangles, for a board of 1,000 nodes and 1,500 links that are all visible.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod boards;

use std::collections::BTreeSet;

use eframe::egui::{self, Event, pos2, vec2};
use loadbearing::model::{Board, ElementId, Known, Scenario, units};
use loadbearing::rules::Review;
use loadbearing::scene::{self, Geometry, Scene, Show};
use loadbearing::ui::canvas::Canvas;
use loadbearing::ui::{Asked, Camera, FileView, PlayView, Player, Run, Session, View, theme};

fn main() {
    divan::main();
}

/// A canvas with everything the window would hold for it, and no window.
struct Window {
    ctx: egui::Context,
    canvas: Canvas,
    board: Board,
    geometry: Geometry,
    scene: Scene,
    review: Review,
    session: Session,
    revision: u64,
    time: f64,
    run: Option<Run>,
}

/// Large enough that all 1,000 nodes are shown with readable names.
const LARGE: egui::Vec2 = vec2(6400.0, 6000.0);
/// A usual window, in which the whole board is shown small.
const USUAL: egui::Vec2 = vec2(1440.0, 900.0);

impl Window {
    fn of(size: egui::Vec2) -> Self {
        Self::with(size, boards::board(1000, 1500, 20))
    }

    fn with(size: egui::Vec2, board: Board) -> Self {
        let geometry = Geometry::of(&board);
        let review = Review::default();
        let scene = scene::build(&board, &geometry, Show::default());
        let canvas_rect = egui::Rect::from_min_size(pos2(0.0, 0.0), size);
        let camera =
            Camera::framing(canvas_rect, scene.bounds.expect("a board that is not blank"), 1.0);
        let ctx = egui::Context::default();
        theme::apply_fonts(&ctx);
        theme::apply(&ctx, scene::Theme::Light);
        let session = Session { camera, ..Session::default() };
        let mut window = Self {
            ctx,
            canvas: Canvas::default(),
            board,
            geometry,
            scene,
            review,
            session,
            revision: 1,
            time: 0.0,
            run: None,
        };
        for _ in 0..5 {
            window.frame(size, 0.0);
        }
        window
    }

    /// Draws a frame with the pointer somewhere and turns it into triangles; returns their number.
    fn frame(&mut self, size: egui::Vec2, pointer: f32) -> usize {
        self.time += 1.0 / 60.0;
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(pos2(0.0, 0.0), size)),
            time: Some(self.time),
            events: vec![Event::PointerMoved(pos2(200.0 + pointer % 300.0, 300.0))],
            ..egui::RawInput::default()
        };
        let view = View {
            board: &self.board,
            revision: self.revision,
            geometry: &self.geometry,
            scene: &self.scene,
            review: &self.review,
            asking: false,
            session: &self.session,
            file: FileView::default(),
            play: PlayView { run: self.run.as_ref(), serial: 1, ..PlayView::default() },
            compared: None,
            undo: None,
            redo: None,
        };
        let mut commands = Vec::new();
        let canvas = &mut self.canvas;
        let mut output = self.ctx.run_ui(input, |ui| {
            egui::CentralPanel::default().frame(egui::Frame::new()).show(ui, |ui| {
                canvas.show_ui(ui, &view, &mut commands);
            });
        });
        output.textures_delta.clear();
        let primitives = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        primitives
            .iter()
            .map(|primitive| match &primitive.primitive {
                egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len() / 3,
                egui::epaint::Primitive::Callback(_) => 0,
            })
            .sum()
    }

    fn all_visible(&self, size: egui::Vec2) -> bool {
        let canvas = egui::Rect::from_min_size(pos2(0.0, 0.0), size);
        self.session
            .camera
            .visible(canvas)
            .encloses(self.scene.bounds.expect("a board that is not blank"))
    }
}

fn size_of(name: &str) -> egui::Vec2 {
    if name == "large" { LARGE } else { USUAL }
}

/// Only the pointer moves: the most common frame.
#[divan::bench(args = ["usual", "large"])]
fn pointer_moves(bencher: divan::Bencher<'_, '_>, name: &str) {
    let size = size_of(name);
    let mut window = Window::of(size);
    assert!(window.all_visible(size));
    let mut pointer = 0.0;
    bencher.bench_local(|| {
        pointer += 1.0;
        window.frame(size, pointer)
    });
}

/// The view moves by a few points in every frame.
#[divan::bench(args = ["usual", "large"])]
fn view_moves(bencher: divan::Bencher<'_, '_>, name: &str) {
    let size = size_of(name);
    let mut window = Window::of(size);
    let mut step = 0_u32;
    bencher.bench_local(|| {
        step += 1;
        window.session.camera.centre.x += if step.is_multiple_of(2) { 7.0 } else { -7.0 };
        window.frame(size, 0.0)
    });
}

/// The zoom changes in every frame.
#[divan::bench(args = ["usual", "large"])]
fn zoom_changes(bencher: divan::Bencher<'_, '_>, name: &str) {
    let size = size_of(name);
    let mut window = Window::of(size);
    let start = window.session.camera.zoom;
    let mut step = 0_u32;
    bencher.bench_local(|| {
        step += 1;
        // Up and down between the whole board and a little more than half as far.
        let share = (step % 60) as f32 / 60.0;
        window.session.camera.zoom = start * (1.0 + (share - 0.5).abs() * 1.2);
        window.frame(size, 0.0)
    });
}

/// One node is moved, and the frame is drawn from the scene built anew.
#[divan::bench(args = ["usual", "large"])]
fn board_changes(bencher: divan::Bencher<'_, '_>, name: &str) {
    let size = size_of(name);
    let mut window = Window::of(size);
    let node = window.board.nodes.at(500).expect("a node").clone();
    let mut step = 0_u32;
    bencher
        .with_inputs(|| {
            // Prepared outside of what is measured: the scene is `scene`'s own affair.
            step += 1;
            let mut node = node.clone();
            node.at.x += (step % 17) as f32;
            let mut board = boards::board(1000, 1500, 20);
            board.nodes.put(node);
            let geometry = Geometry::of(&board);
            let scene = scene::build(&board, &geometry, Show::default());
            (board, geometry, scene)
        })
        .bench_local_values(|(board, geometry, scene)| {
            (window.board, window.geometry, window.scene) = (board, geometry, scene);
            window.revision += 1;
            window.frame(size, 0.0)
        });
}

/// As above, with measuring the board and building its scene.
#[divan::bench(args = ["usual", "large"])]
fn board_changes_with_its_scene(bencher: divan::Bencher<'_, '_>, name: &str) {
    let size = size_of(name);
    let mut window = Window::of(size);
    let node = window.board.nodes.at(500).expect("a node").clone();
    let mut step = 0_u32;
    bencher.bench_local(|| {
        step += 1;
        let mut node = node.clone();
        node.at.x += (step % 17) as f32;
        let before = window.board.clone();
        window.board.nodes.put(node);
        window.geometry = std::mem::take(&mut window.geometry).again(&before, &window.board);
        window.scene = scene::build(&window.board, &window.geometry, Show::default());
        window.revision += 1;
        window.frame(size, 0.0)
    });
}

/// A number of one node is set, with measuring the board again and building its scene.
#[divan::bench(args = ["usual", "large"])]
fn number_changes_with_its_scene(bencher: divan::Bencher<'_, '_>, name: &str) {
    let size = size_of(name);
    let mut window = Window::of(size);
    let mut step = 0_u32;
    bencher.bench_local(|| {
        step += 1;
        let before = window.board.clone();
        let share = Known::stated(units::Share(0.9 + f64::from(step % 17) / 1000.0));
        window.board.nodes.change("n500", |node| node.availability = Some(share));
        window.geometry = std::mem::take(&mut window.geometry).again(&before, &window.board);
        window.scene = scene::build(&window.board, &window.geometry, Show::default());
        window.revision += 1;
        window.frame(size, 0.0)
    });
}

/// Everything is selected while the pointer moves.
#[divan::bench(args = ["usual", "large"])]
fn all_selected(bencher: divan::Bencher<'_, '_>, name: &str) {
    let size = size_of(name);
    let mut window = Window::of(size);
    let nodes = window.board.nodes.iter().map(|node| ElementId::from(node.id.clone()));
    window.session.selection = nodes.collect::<BTreeSet<_>>();
    let mut pointer = 0.0;
    bencher.bench_local(|| {
        pointer += 1.0;
        window.frame(size, pointer)
    });
}

/// The first frame after opening: everything is built.
#[divan::bench(args = ["usual", "large"], sample_count = 10)]
fn first_frame(bencher: divan::Bencher<'_, '_>, name: &str) {
    let size = size_of(name);
    let mut window = Window::of(size);
    bencher.bench_local(|| {
        window.canvas = Canvas::default();
        window.frame(size, 0.0)
    });
}

/// A scenario is played on 200 nodes that are all visible: levels, lines and requests on their way.
#[divan::bench(args = ["usual", "large"])]
fn replay(bencher: divan::Bencher<'_, '_>, name: &str) {
    let size = size_of(name);
    let board = boards::board(200, 300, 10);
    let scenario = Scenario::of("calm".into(), "Calm".to_owned(), Vec::new());
    let asked = Asked::usual(&board, scenario);
    let run = Run::of(&board, &asked, &mut |_| true).expect("a board with traffic");
    let mut window = Window::with(size, board);
    let mut player = Player::of(asked);
    player.arrived(run.timeline.seconds, run.timeline.step);
    window.run = Some(run);
    window.session.player = Some(player);
    assert!(window.all_visible(size));
    bencher.bench_local(|| {
        if let Some(player) = &mut window.session.player {
            player.tick(1.0 / 60.0);
            if player.is_at_end() {
                player.follow(&loadbearing::ui::Wish::Restart);
            }
        }
        window.frame(size, 0.0)
    });
}

/// Large boards, wholly visible in a usual window; what egui-snarl takes for as many nodes and
/// wires is measured by `benches/peers/snarl`.
const BIG: &[(usize, usize)] = &[(2_000, 3_000), (10_000, 15_000)];

/// Nothing changes but the pointer.
#[divan::bench(args = BIG, sample_count = 40)]
fn big_at_rest(bencher: divan::Bencher<'_, '_>, &(nodes, links): &(usize, usize)) {
    let mut window = Window::with(USUAL, boards::board(nodes, links, 20));
    assert!(window.all_visible(USUAL));
    let mut pointer = 0.0;
    bencher.bench_local(|| {
        pointer += 1.0;
        window.frame(USUAL, pointer)
    });
}

/// The zoom changes in every frame.
#[divan::bench(args = BIG, sample_count = 40)]
fn big_zoomed(bencher: divan::Bencher<'_, '_>, &(nodes, links): &(usize, usize)) {
    let mut window = Window::with(USUAL, boards::board(nodes, links, 20));
    let start = window.session.camera.zoom;
    let mut step = 0_u32;
    bencher.bench_local(|| {
        step += 1;
        let share = (step % 60) as f32 / 60.0;
        window.session.camera.zoom = start * (1.0 + (share - 0.5).abs() * 0.4);
        window.frame(USUAL, 0.0)
    });
}
