//! Derivations as text: reads the sheet back from a result to its inputs.

use super::sheet::{How, Op, Place, Quantity, Sheet, WhyLine};
use crate::model::{Board, ElementId, Provenance, attribute};

/// Most terms of a sum that are written out.
const MOST_TERMS: usize = 8;
/// Deepest line of a derivation; boards in loops end here.
const DEEPEST: usize = 12;
/// Most lines of one derivation.
const MOST_LINES: usize = 200;

/// The element at a place.
pub(super) fn element_at(board: &Board, place: Place) -> Option<ElementId> {
    match place {
        Place::Node(i) => board.nodes.at(i as usize).map(|n| n.id.clone().into()),
        Place::Link(i) => board.links.at(i as usize).map(|l| l.id.clone().into()),
        Place::Flow(i) => board.flows.at(i as usize).map(|f| f.id.clone().into()),
        Place::Scenario(i) => board.scenarios.at(i as usize).map(|s| s.id.clone().into()),
        Place::Board => None,
    }
}

impl Sheet {
    /// How a number was computed, result first, inputs at the leaves.
    pub fn why(&self, board: &Board, q: Quantity) -> Vec<WhyLine> {
        let mut lines = Vec::new();
        let mut seen = Vec::new();
        self.line(board, q.cell, 0, &mut seen, &mut lines);
        lines
    }

    fn line(
        &self,
        board: &Board,
        cell: u32,
        depth: usize,
        seen: &mut Vec<u32>,
        lines: &mut Vec<WhyLine>,
    ) {
        if depth > DEEPEST || lines.len() >= MOST_LINES || seen.contains(&cell) {
            return;
        }
        seen.push(cell);
        let Some(this) = self.cells.get(cell as usize) else { return };
        let about = this.unit.about(this.value);
        match this.how {
            How::Input { of, key, source } => {
                let (key, source) = (self.labels.text(key), self.labels.text(source));
                let element = element_at(board, of);
                let note = if this.provenance == Provenance::Stated {
                    String::new()
                } else {
                    format!(" ({})", this.provenance)
                };
                lines.push(WhyLine {
                    depth,
                    text: format!("{} = {about}{note}", self.label(board, cell)),
                    provenance: Some(this.provenance),
                    input: element.map(|element| (element, key)),
                    source: (!source.is_empty()).then_some(source),
                });
            }
            How::Constant { label } => {
                // Plain arithmetic constants explain themselves.
                if this.provenance == Provenance::Guess {
                    lines.push(WhyLine {
                        depth,
                        text: format!("{} = {about} (guess)", self.labels.text(label)),
                        provenance: Some(Provenance::Guess),
                        input: None,
                        source: None,
                    });
                }
            }
            How::Named { inner, .. } => self.computed(board, cell, inner, depth, seen, lines),
            _ => self.computed(board, cell, cell, depth, seen, lines),
        }
    }

    fn computed(
        &self,
        board: &Board,
        cell: u32,
        expression: u32,
        depth: usize,
        seen: &mut Vec<u32>,
        lines: &mut Vec<WhyLine>,
    ) {
        let Some(this) = self.cells.get(cell as usize) else { return };
        let labels = self.expression(board, expression, &Side::Labels, 0);
        let values = self.expression(board, expression, &Side::Values, 0);
        let about = this.unit.about(this.value);
        let head = if cell == expression {
            String::new()
        } else {
            format!("{} = ", self.label(board, cell))
        };
        let middle = if values == about { String::new() } else { format!(" = {values}") };
        let labels_say_nothing = labels == values || labels == about;
        let text = if labels_say_nothing {
            format!(
                "{head}{values}{}",
                if values == about { String::new() } else { format!(" = {about}") }
            )
        } else {
            format!("{head}{labels}{middle} = {about}")
        };
        let source = match self.cells.get(expression as usize).map(|cell| cell.how) {
            Some(How::Formula { source, .. }) => Some(self.labels.text(source)),
            _ => None,
        };
        lines.push(WhyLine { depth, text, provenance: None, input: None, source });
        let mut leaves = Vec::new();
        self.leaves(expression, &mut leaves);
        for leaf in leaves {
            self.line(board, leaf, depth + 1, seen, lines);
        }
    }

    /// Named numbers and inputs that an expression is made of.
    fn leaves(&self, cell: u32, out: &mut Vec<u32>) {
        let Some(this) = self.cells.get(cell as usize) else { return };
        let mut visit = |operand: u32| match self.cells.get(operand as usize).map(|cell| cell.how) {
            Some(How::Input { .. } | How::Named { .. } | How::Constant { .. })
                if !out.contains(&operand) =>
            {
                out.push(operand);
            }
            Some(How::Input { .. } | How::Named { .. } | How::Constant { .. }) | None => {}
            Some(_) => self.leaves(operand, out),
        };
        match this.how {
            How::Op { op, a, b } => {
                visit(a);
                if !matches!(op, Op::Complement | Op::As) {
                    visit(b);
                }
            }
            How::Formula { from, len, .. } | How::Series { from, len, .. } => {
                for operand in self.list(from, len) {
                    visit(*operand);
                }
            }
            // A name given to a plain input or to another name.
            How::Input { .. } | How::Constant { .. } | How::Named { .. } => visit(cell),
        }
    }

    fn list(&self, from: u32, len: u32) -> &[u32] {
        self.operands.get(from as usize..(from + len) as usize).unwrap_or_default()
    }

    /// What a named number or an input is called.
    fn label(&self, board: &Board, cell: u32) -> String {
        let of_place = |name: &str, of: Place| match element_at(board, of) {
            Some(element) => format!("{name} of {}", board.name_of(&element)),
            None => name.to_owned(),
        };
        match self.cells.get(cell as usize).map(|cell| cell.how) {
            Some(How::Input { of, key, .. }) => {
                let key = self.labels.text(key);
                let texts =
                    element_at(board, of).and_then(|element| attribute::texts_of(&element, key));
                of_place(&attribute::in_sentence(texts.map_or(key, |(label, _)| label)), of)
            }
            Some(How::Named { name, of, .. }) => of_place(self.labels.text(name), of),
            Some(How::Constant { label }) => self.labels.text(label).to_owned(),
            _ => String::new(),
        }
    }

    fn expression(&self, board: &Board, cell: u32, side: &Side, outer: u8) -> String {
        let Some(this) = self.cells.get(cell as usize) else { return String::new() };
        let operand = |cell: u32, outer: u8| match (
            self.cells.get(cell as usize).map(|c| (c.how, c)),
            side,
        ) {
            (Some((How::Input { .. } | How::Named { .. }, _)), Side::Labels) => {
                self.label(board, cell)
            }
            (Some((How::Input { .. } | How::Named { .. } | How::Constant { .. }, c)), _) => {
                c.unit.about(c.value)
            }
            _ => self.expression(board, cell, side, outer),
        };
        let infix = |sign: &str, rank: u8, a: u32, b: u32| {
            let text = format!("{} {sign} {}", operand(a, rank), operand(b, rank + 1));
            if rank < outer { format!("({text})") } else { text }
        };
        let join = |from: u32, len: u32, sign: &str, outer: u8| {
            let all = self.list(from, len);
            let mut parts: Vec<String> =
                all.iter().take(MOST_TERMS).map(|cell| operand(*cell, outer)).collect();
            if all.len() > MOST_TERMS {
                parts.push(format!("{} more", all.len() - MOST_TERMS));
            }
            parts.join(sign)
        };
        match this.how {
            How::Op { op, a, b } => match op {
                Op::Add => infix("+", 1, a, b),
                Op::Sub => infix("−", 1, a, b),
                Op::Mul => infix("×", 2, a, b),
                Op::Div => infix("÷", 2, a, b),
                Op::Min => format!("min({}, {})", operand(a, 0), operand(b, 0)),
                Op::Max => format!("max({}, {})", operand(a, 0), operand(b, 0)),
                Op::Complement => {
                    let text = format!("1 − {}", operand(a, 2));
                    if outer > 1 { format!("({text})") } else { text }
                }
                Op::As => operand(a, outer),
            },
            How::Series { times, from, len } => {
                let (sign, rank) = if times { (" × ", 2) } else { (" + ", 1) };
                let text = join(from, len, sign, rank);
                if outer > rank { format!("({text})") } else { text }
            }
            How::Formula { name, from, len, .. } => {
                format!("{}({})", self.labels.text(name), join(from, len, ", ", 0))
            }
            How::Input { .. } | How::Named { .. } | How::Constant { .. } => operand(cell, outer),
        }
    }
}

enum Side {
    Labels,
    Values,
}
