//! The left panel: tools, and the kinds of nodes to place by click, drag or key.

use eframe::egui::{self, Stroke, vec2};

use super::super::command::Command;
use super::super::session::ToolKind;
use super::super::theme;
use super::super::view::View;
use super::icon;
use crate::edit::{Edit, Step};
use crate::model::{Board, ElementId, KindRef, Node, NodeId, Point, kinds};

/// Width of the panel, in points.
const WIDTH: f32 = 184.0;

/// A tool with its icon, in the order they are shown.
const TOOLS: [(ToolKind, &str, &str, &str); 6] = [
    (ToolKind::Select, icon::SELECT, "Select", "Select, move, resize, connect by handles (V)"),
    (ToolKind::Hand, icon::HAND, "Pan", "Move the view (H, or hold Space)"),
    (ToolKind::Connect, icon::CONNECT, "Connect", "Draw an arrow from node to node (A)"),
    (ToolKind::Note, icon::NOTE, "Note", "Place a sticky note (N)"),
    (
        ToolKind::Boundary,
        icon::BOUNDARY,
        "Boundary",
        "Frame a zone, region, team or trust area (B)",
    ),
    (ToolKind::FlowLinks, icon::FLOW, "Flow", "Choose the links a request takes"),
];

/// Tools and kinds.
pub(super) fn palette_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    canvas: Option<egui::Rect>,
    commands: &mut Vec<Command>,
) {
    let frame = egui::Frame::new().fill(theme::of(ui).panel).inner_margin(egui::Margin {
        left: 8,
        right: 8,
        top: 8,
        bottom: 0,
    });
    egui::Panel::left("palette").exact_size(WIDTH).resizable(false).frame(frame).show(ui, |ui| {
        tools_ui(ui, view, commands);
        ui.add_space(theme::STEP);
        ui.separator();
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for kind in kinds::ALL {
                kind_ui(ui, view, *kind, canvas, commands);
            }
            ui.add_space(theme::STEP * 2.0);
        });
    });
}

fn tools_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (tool, path, label, hint) in TOOLS {
            let chosen = view.session.tool == tool;
            // A flow comes first: without one there is nothing to choose links for.
            let ready = tool != ToolKind::FlowLinks || view.session.flow.is_some();
            let response = icon::button_ui(ui, path, label, chosen, vec2(28.0, 28.0));
            if response.on_hover_text(hint).clicked() {
                if ready {
                    commands.push(Command::Take(tool));
                } else {
                    super::flows::start(view, commands);
                }
            }
        }
    });
}

fn kind_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    kind: KindRef,
    canvas: Option<egui::Rect>,
    commands: &mut Vec<Command>,
) {
    let colours = theme::of(ui);
    let chosen = view.session.tool == ToolKind::Place(kind);
    let size = vec2(ui.available_width(), 27.0);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click_and_drag());
    let label = kind.facts().label;
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, chosen, format!("Place {label}"))
    });
    if ui.is_rect_visible(rect) {
        let visuals = ui.style().interact_selectable(&response, chosen);
        if chosen || response.hovered() || response.has_focus() {
            let edge =
                if response.has_focus() { Stroke::new(1.0, colours.accent) } else { Stroke::NONE };
            let inside = egui::StrokeKind::Inside;
            ui.painter().rect(rect, visuals.corner_radius, visuals.weak_bg_fill, edge, inside);
        }
        let ink = if chosen { colours.accent } else { colours.text };
        let at =
            egui::Rect::from_center_size(rect.left_center() + vec2(14.0, 0.0), vec2(16.0, 16.0));
        icon::paint(ui.painter(), kind.icon, at, Stroke::new(1.3, ink));
        let font = egui::FontId::proportional(13.0);
        let left = rect.left_center() + vec2(28.0, 0.0);
        ui.painter().text(left, egui::Align2::LEFT_CENTER, label, font, ink);
        if let Some(key) = kind.key {
            let font = egui::FontId::proportional(theme::SMALL);
            let right = rect.right_center() - vec2(6.0, 0.0);
            ui.painter().text(right, egui::Align2::RIGHT_CENTER, key, font, colours.weak);
        }
    }
    if response.clicked() {
        commands.push(Command::Take(ToolKind::Place(kind)));
    }
    drag_ui(ui, view, kind, &response, canvas, commands);
    response.on_hover_ui(|ui| {
        ui.label(theme::strong(label));
        ui.label(kind.hint);
        let how = match kind.key {
            Some(key) => format!("Click, drag onto the board, or press {key}"),
            None => "Click, or drag onto the board".to_owned(),
        };
        ui.label(theme::remark(ui, how));
    });
}

/// While a kind is dragged it follows the pointer; released over the canvas it is placed there.
fn drag_ui(
    ui: &egui::Ui,
    view: &View<'_>,
    kind: KindRef,
    response: &egui::Response,
    canvas: Option<egui::Rect>,
    commands: &mut Vec<Command>,
) {
    let Some(pointer) = ui.ctx().pointer_interact_pos() else { return };
    let over = canvas.filter(|canvas| canvas.contains(pointer));
    if response.dragged() {
        let layer = egui::LayerId::new(egui::Order::Tooltip, response.id.with("dragged"));
        let painter = ui.ctx().layer_painter(layer);
        let colours = theme::of(ui);
        let ghost = egui::Rect::from_center_size(pointer, vec2(120.0, 48.0));
        painter.rect(
            ghost,
            8,
            colours.raised.gamma_multiply(if over.is_some() { 0.9 } else { 0.5 }),
            Stroke::new(1.5, colours.accent),
            egui::StrokeKind::Inside,
        );
        let font = theme::semibold(theme::BODY);
        let centre = egui::Align2::CENTER_CENTER;
        painter.text(pointer, centre, kind.facts().label, font, colours.text);
        ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
    }
    if let (true, Some(canvas)) = (response.drag_stopped(), over) {
        let at = view.session.camera.board_from_screen(canvas, pointer);
        let node = new_node(view.board, kind, at);
        let id = ElementId::from(node.id.clone());
        let label = format!("Add {}", kind.facts().label);
        commands.push(Command::Edit(Step::one(label, Edit::PutNode(node))));
        commands.push(Command::Select([id.clone()].into()));
        commands.push(Command::Name(Some(id)));
    }
}

/// A node of a kind, named after it, at a place rounded to the grid.
fn new_node(board: &Board, kind: KindRef, at: Point) -> Node {
    let grid = |x: f32| (x / 8.0).round() * 8.0;
    let label = kind.facts().label;
    Node::bare(
        NodeId::new(board.free_id(label)),
        kind,
        label.to_owned(),
        Point::new(grid(at.x), grid(at.y)),
        None,
        false,
        Vec::new(),
    )
}
