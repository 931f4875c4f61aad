//! The exported picture is what the canvas shows: at 100 % at most one pixel in a hundred differs,
//! on every template and in both themes.
//!
//! The canvas is painted without a window: its triangles are filled here, one by one, as a
//! graphics card would.

#![expect(clippy::float_cmp, clippy::many_single_char_names, reason = "edges and corners")]

use std::path::Path;

use eframe::egui::{self, Color32, epaint, pos2, vec2};
use loadbearing::export::{self, Options};
use loadbearing::file::templates;
use loadbearing::model::{Board, Point};
use loadbearing::rules::Review;
use loadbearing::scene::{self, Geometry, Show, Theme};
use loadbearing::ui::canvas::Canvas;
use loadbearing::ui::{Camera, FileView, PlayView, Session, View, theme};

/// A difference in a channel that an eye could see.
const SEEN: i32 = 64;

struct Pixels {
    wide: usize,
    high: usize,
    rgb: Vec<[f32; 3]>,
}

/// The font atlas, as far as it was uploaded.
#[derive(Default)]
struct Atlas {
    size: [usize; 2],
    pixels: Vec<Color32>,
}

impl Atlas {
    fn take(&mut self, deltas: &egui::TexturesDelta) {
        for delta in deltas.set.values().flatten() {
            let egui::ImageData::Color(image) = &delta.image;
            match delta.pos {
                None => {
                    self.size = image.size;
                    self.pixels.clone_from(&image.pixels);
                }
                Some([x, y]) => {
                    for row in 0..image.size[1] {
                        for column in 0..image.size[0] {
                            let at = (y + row) * self.size[0] + x + column;
                            self.pixels[at] = image.pixels[row * image.size[0] + column];
                        }
                    }
                }
            }
        }
    }

    /// Between its four nearest texels, as graphics cards do.
    fn at(&self, uv: egui::Pos2) -> [f32; 4] {
        let x = uv.x * self.size[0] as f32 - 0.5;
        let y = uv.y * self.size[1] as f32 - 0.5;
        let (x0, y0) = (x.floor(), y.floor());
        let mut sum = [0.0; 4];
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let share = |f: f32, d: u8| if d == 1 { f } else { 1.0 - f };
            let weight = share(x - x0, dx) * share(y - y0, dy);
            let nearest =
                |at: f32, d: u8, size: usize| ((at + f32::from(d)).max(0.0) as usize).min(size - 1);
            let column = nearest(x0, dx, self.size[0]);
            let row = nearest(y0, dy, self.size[1]);
            let texel = self.pixels[row * self.size[0] + column].to_array();
            for (sum, channel) in sum.iter_mut().zip(texel) {
                *sum += weight * f32::from(channel) / 255.0;
            }
        }
        sum
    }
}

fn fill(pixels: &mut Pixels, atlas: &Atlas, primitives: &[egui::ClippedPrimitive]) {
    for clipped in primitives {
        let epaint::Primitive::Mesh(mesh) = &clipped.primitive else { continue };
        for triangle in mesh.indices.chunks(3) {
            let corner = |i: usize| mesh.vertices[triangle[i] as usize];
            fill_one(pixels, atlas, [corner(0), corner(1), corner(2)], clipped.clip_rect);
        }
    }
}

fn fill_one(pixels: &mut Pixels, atlas: &Atlas, [a, b, c]: [epaint::Vertex; 3], clip: egui::Rect) {
    let side = |p: egui::Pos2, q: egui::Pos2, r: egui::Pos2| {
        (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
    };
    let area = side(a.pos, b.pos, c.pos);
    if area.abs() < 1e-9 {
        return;
    }
    let around = egui::Rect::from_points(&[a.pos, b.pos, c.pos]).intersect(clip);
    let last = |edge: f32, most: usize| (edge.ceil().max(0.0) as usize).min(most);
    for y in around.min.y.floor().max(0.0) as usize..last(around.max.y, pixels.high) {
        for x in around.min.x.floor().max(0.0) as usize..last(around.max.x, pixels.wide) {
            let at = pos2(x as f32 + 0.5, y as f32 + 0.5);
            let u = side(b.pos, c.pos, at) / area;
            let v = side(c.pos, a.pos, at) / area;
            let w = 1.0 - u - v;
            // An edge that two triangles share belongs to one of them.
            let inside = |share: f32, p: egui::Pos2, q: egui::Pos2| {
                share > 0.0 || (share == 0.0 && (p.y < q.y || (p.y == q.y && p.x < q.x)))
            };
            if !(inside(u, b.pos, c.pos) && inside(v, c.pos, a.pos) && inside(w, a.pos, b.pos)) {
                continue;
            }
            let mixed = |of: fn(&epaint::Vertex) -> f32| u * of(&a) + v * of(&b) + w * of(&c);
            let uv = pos2(mixed(|p| p.uv.x), mixed(|p| p.uv.y));
            let texel = atlas.at(uv);
            let colour = [
                mixed(|p| f32::from(p.color.r())),
                mixed(|p| f32::from(p.color.g())),
                mixed(|p| f32::from(p.color.b())),
                mixed(|p| f32::from(p.color.a())),
            ];
            let alpha = colour[3] / 255.0 * texel[3];
            let under = &mut pixels.rgb[y * pixels.wide + x];
            for channel in 0..3 {
                under[channel] = colour[channel] * texel[channel] + under[channel] * (1.0 - alpha);
            }
        }
    }
}

/// The canvas of this size with the board at 100 %, its top left corner at `corner`.
fn canvas(board: &Board, look: Theme, corner: Point, (wide, high): (usize, usize)) -> Pixels {
    let geometry = Geometry::of(board);
    let scene = scene::build(board, &geometry, Show { theme: look, ..Show::default() });
    let review = Review::default();
    let size = vec2(wide as f32, high as f32);
    let centre = Point::new(corner.x + size.x / 2.0, corner.y + size.y / 2.0);
    let session = Session {
        camera: Camera { centre, zoom: 1.0 },
        grid: false,
        theme: look,
        ..Session::default()
    };
    let ctx = egui::Context::default();
    theme::apply_fonts(&ctx);
    theme::apply(&ctx, look);
    let mut canvas = Canvas::default();
    let mut atlas = Atlas::default();
    let mut primitives = Vec::new();
    for frame in 0..8 {
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(pos2(0.0, 0.0), size)),
            time: Some(f64::from(frame) / 30.0),
            ..egui::RawInput::default()
        };
        let view = View {
            board,
            revision: 1,
            geometry: &geometry,
            scene: &scene,
            review: &review,
            asking: false,
            session: &session,
            file: FileView::default(),
            play: PlayView::default(),
            compared: None,
            undo: None,
            redo: None,
        };
        let mut commands = Vec::new();
        let mut output = ctx.run_ui(input, |ui| {
            egui::CentralPanel::default().frame(egui::Frame::new()).show(ui, |ui| {
                canvas.show_ui(ui, &view, &mut commands);
            });
        });
        atlas.take(&output.textures_delta);
        output.textures_delta.clear();
        primitives = ctx.tessellate(output.shapes, output.pixels_per_point);
    }
    let mut pixels = Pixels { wide, high, rgb: vec![[0.0; 3]; wide * high] };
    fill(&mut pixels, &atlas, &primitives);
    pixels
}

#[test]
fn the_picture_is_what_the_canvas_shows() {
    let mut most = 0.0_f64;
    for template in templates::ALL {
        let board = template.read().expect("a template").board;
        if board.is_blank() {
            continue;
        }
        for look in [Theme::Light, Theme::Dark] {
            let options = Options { theme: look, scale: 1.0, ..Options::default() };
            let exporter = export::by_extension(Path::new("board.png")).expect("a format");
            let bytes = (exporter.write)(&board, None, &options).expect("a picture");
            let picture = image::load_from_memory(&bytes).expect("a picture").into_rgb8();
            let (wide, high) = (picture.width() as usize, picture.height() as usize);
            let show = Show { theme: look, ..Show::default() };
            let bounds = scene::build(&board, &Geometry::of(&board), show).bounds;
            let frame = bounds.expect("a board that is not blank").grown(options.padding);
            let shown = canvas(&board, look, frame.min, (wide, high));
            let differs = picture
                .pixels()
                .zip(&shown.rgb)
                .filter(|(picture, canvas)| {
                    picture.0.iter().zip(*canvas).any(|(a, b)| {
                        (i32::from(*a) - b.round().clamp(0.0, 255.0) as i32).abs() > SEEN
                    })
                })
                .count();
            let share = differs as f64 / (wide * high) as f64;
            println!("{} {look:?}: {:.2} %", template.slug, share * 100.0);
            most = most.max(share);
            if std::env::var_os("KEEP").is_some() {
                let mut out = image::RgbImage::new(wide as u32, high as u32);
                for (pixel, rgb) in out.pixels_mut().zip(&shown.rgb) {
                    pixel.0 = rgb.map(|channel| channel.round().clamp(0.0, 255.0) as u8);
                }
                out.save(format!("/tmp/canvas-{}-{look:?}.png", template.slug)).expect("kept");
                picture.save(format!("/tmp/picture-{}-{look:?}.png", template.slug)).expect("kept");
            }
        }
    }
    println!("at most {:.2} %", most * 100.0);
    assert!(most <= 0.01, "{:.2} %", most * 100.0);
}
