//! One frame of egui-snarl with as many nodes and wires as our own bench draws, all visible: the
//! widget's shapes and egui's tessellation, on the processor alone.

use std::time::Instant;

use egui::{Event, Pos2, RawInput, Rect, Ui, pos2, vec2};
use egui_snarl::ui::{PinInfo, SnarlPin, SnarlStyle, SnarlViewer, SnarlWidget};
use egui_snarl::{InPin, InPinId, OutPin, OutPinId, Snarl};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Viewer;

impl SnarlViewer<String> for Viewer {
    fn title(&mut self, node: &String) -> String {
        node.clone()
    }

    fn inputs(&mut self, _: &String) -> usize {
        1
    }

    fn outputs(&mut self, _: &String) -> usize {
        1
    }

    fn show_input(&mut self, _: &InPin, _: &mut Ui, _: &mut Snarl<String>) -> impl SnarlPin + 'static {
        PinInfo::circle()
    }

    fn show_output(&mut self, _: &OutPin, _: &mut Ui, _: &mut Snarl<String>) -> impl SnarlPin + 'static {
        PinInfo::circle()
    }
}

fn main() {
    for (nodes, links, size) in [
        (1_000, 1_500, vec2(1440.0, 900.0)),
        (2_000, 3_000, vec2(1440.0, 900.0)),
        (10_000, 15_000, vec2(1440.0, 900.0)),
    ] {
        let mut snarl = Snarl::new();
        let columns = 25;
        let ids: Vec<_> = (0..nodes)
            .map(|i| {
                let at = pos2((i % columns) as f32 * 240.0, (i / columns) as f32 * 140.0);
                snarl.insert_node(at, format!("Node {i}"))
            })
            .collect();
        let mut seed = 42_u64;
        for i in 0..links {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let from = i % nodes;
            let to = (from + 1 + ((seed >> 33) as usize) % 60).min(nodes - 1);
            if from != to {
                snarl.connect(
                    OutPinId { node: ids[from], output: 0 },
                    InPinId { node: ids[to], input: 0 },
                );
            }
        }
        let ctx = egui::Context::default();
        let mut style = SnarlStyle::new();
        style.min_scale = Some(0.01);
        let widget = SnarlWidget::new().style(style);
        let mut times = Vec::new();
        let mut triangles = 0;
        for frame in 0..60 {
            let pointer: Pos2 = pos2(200.0 + frame as f32, 300.0);
            let input = RawInput {
                screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), size)),
                time: Some(f64::from(frame) / 60.0),
                events: vec![Event::PointerMoved(pointer)],
                ..RawInput::default()
            };
            let started = Instant::now();
            let mut output = ctx.run_ui(input, |ui| {
                egui::CentralPanel::default().show(ui, |ui| {
                    widget.show(&mut snarl, &mut Viewer, ui);
                });
            });
            output.textures_delta.clear();
            let shapes = std::mem::take(&mut output.shapes);
            let primitives = ctx.tessellate(shapes, output.pixels_per_point);
            times.push(started.elapsed().as_secs_f64() * 1000.0);
            triangles = primitives
                .iter()
                .map(|primitive| match &primitive.primitive {
                    egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len() / 3,
                    egui::epaint::Primitive::Callback(_) => 0,
                })
                .sum();
        }
        times.sort_by(f64::total_cmp);
        println!("{nodes} nodes, {links} links: median {:.1} ms, {triangles} triangles", times[30]);
    }
}
