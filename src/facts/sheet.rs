//! Quantities and the sheet that remembers how each was made.
//!
//! The explanation shown to a person is the evaluated expression itself: an operation computes the
//! value and writes down its operands in one step, so the two cannot disagree.

use super::labels::{Label, Labels};
use crate::model::attribute::Assumed;
use crate::model::units::Measure;
use crate::model::value::{Known, Provenance};
use crate::model::{ElementId, Node, Unit};

/// A number with its unit, and where on the sheet its derivation stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// In base units; may be infinite ("without limit"), never NaN.
    pub value: f64,
    /// What it measures.
    pub unit: Unit,
    pub(super) cell: u32,
}

/// One line of a derivation, ready to show.
#[derive(Clone, Debug, PartialEq)]
pub struct WhyLine {
    /// How deep it stands under the result.
    pub depth: usize,
    /// What it says: "busy slots = arrivals × hold = 200/s × 120 ms = 24".
    pub text: String,
    /// Where the number comes from, when it is an input.
    pub provenance: Option<Provenance>,
    /// The element and attribute it stands at, when it is an input of the board.
    pub input: Option<(ElementId, &'static str)>,
    /// Source of a default, or the formula's source.
    pub source: Option<&'static str>,
}

/// An element by its place in the board's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A node.
    Node(u32),
    /// A link.
    Link(u32),
    /// A flow of the board.
    Flow(u32),
    /// A scenario.
    Scenario(u32),
    /// The board, or no element in particular.
    Board,
}

/// How a number was made.
#[derive(Clone, Copy, Debug)]
pub(super) enum How {
    Input {
        of: Place,
        key: Label,
        /// Empty where nobody but the board says so.
        source: Label,
    },
    Constant {
        label: Label,
    },
    Op {
        op: Op,
        a: u32,
        b: u32,
    },
    /// A formula over operands kept in [`Sheet::operands`].
    Formula {
        name: Label,
        source: Label,
        from: u32,
        len: u32,
    },
    /// Terms kept in [`Sheet::operands`], added up or multiplied.
    Series {
        times: bool,
        from: u32,
        len: u32,
    },
    Named {
        name: Label,
        of: Place,
        inner: u32,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Add,
    Sub,
    Mul,
    Div,
    Min,
    Max,
    /// `1 − a`.
    Complement,
    /// The same number in another unit that measures the same: a factor as a share.
    As,
}

impl Op {
    /// What it makes of two numbers; of one, where it takes one.
    fn of(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Sub => (a - b).max(0.0),
            Self::Mul => a * b,
            Self::Div => a / b,
            Self::Min => a.min(b),
            Self::Max => a.max(b),
            Self::Complement => (1.0 - a).clamp(0.0, 1.0),
            Self::As => a,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub value: f64,
    pub unit: Unit,
    pub provenance: Provenance,
    pub how: How,
}

/// Every number of one review, in the order it was computed.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub(super) cells: Vec<Cell>,
    pub(super) operands: Vec<u32>,
    pub(super) labels: Labels,
}

impl Sheet {
    /// Room for this many numbers before memory is asked for again.
    pub fn with_capacity(cells: usize) -> Self {
        Self {
            cells: Vec::with_capacity(cells),
            operands: Vec::with_capacity(cells / 4),
            labels: Labels::default(),
        }
    }

    fn write(&mut self, value: f64, unit: Unit, provenance: Provenance, how: How) -> Quantity {
        // Nothing happens, however long it takes; any other way to NaN has no limit that is known.
        let nothing = matches!(how, How::Op { op: Op::Mul, .. } | How::Series { times: true, .. });
        let value = match value.is_nan() {
            true if nothing => 0.0,
            true => f64::INFINITY,
            false => value,
        };
        let cell = self.cells.len() as u32;
        self.cells.push(Cell { value, unit, provenance, how });
        Quantity { value, unit, cell }
    }

    fn provenance_of(&self, cell: u32) -> Provenance {
        self.cells.get(cell as usize).map_or(Provenance::Measured, |cell| cell.provenance)
    }

    /// The weakest input a number rests on.
    pub fn provenance(&self, q: Quantity) -> Provenance {
        self.provenance_of(q.cell)
    }

    /// A number somebody gave.
    pub fn input<T: Measure>(&mut self, of: Place, key: &'static str, known: Known<T>) -> Quantity {
        let how = How::Input { of, key: self.labels.of(key), source: Label::default() };
        self.write(known.base(), T::UNIT, known.provenance, how)
    }

    /// A number of a kind's defaults.
    pub fn assumed(
        &mut self,
        of: Place,
        key: &'static str,
        unit: Unit,
        assumed: Assumed,
    ) -> Quantity {
        let (key, source) = (self.labels.of(key), self.labels.of(assumed.source));
        let how = How::Input { of, key, source };
        self.write(assumed.value, unit, assumed.provenance, how)
    }

    /// What a node states, else what its kind assumes; none when neither says anything.
    pub fn stated_or_assumed<T: Measure>(
        &mut self,
        node: &Node,
        of: Place,
        key: &'static str,
        stated: Option<Known<T>>,
    ) -> Option<Quantity> {
        match stated {
            Some(known) => Some(self.input(of, key, known)),
            None => node.assumed(key).map(|assumed| self.assumed(of, key, T::UNIT, assumed)),
        }
    }

    /// A number of mathematics or of the calendar.
    pub fn constant(&mut self, value: f64, unit: Unit, label: &'static str) -> Quantity {
        let label = self.labels.of(label);
        self.write(value, unit, Provenance::Measured, How::Constant { label })
    }

    /// A number this program assumes while nobody says otherwise; a guess with a name.
    pub fn guess(&mut self, value: f64, unit: Unit, label: &'static str) -> Quantity {
        let label = self.labels.of(label);
        self.write(value, unit, Provenance::Guess, How::Constant { label })
    }

    fn op(&mut self, op: Op, a: Quantity, b: Quantity, value: f64, unit: Unit) -> Quantity {
        let provenance = self.provenance_of(a.cell).max(self.provenance_of(b.cell));
        self.write(value, unit, provenance, How::Op { op, a: a.cell, b: b.cell })
    }

    /// `a + b`; both measure the same.
    pub fn add(&mut self, a: Quantity, b: Quantity) -> Quantity {
        debug_assert!(alike(a.unit, b.unit), "{:?} + {:?}", a.unit, b.unit);
        self.op(Op::Add, a, b, a.value + b.value, a.unit)
    }

    /// `a − b`, not below zero; both measure the same.
    pub fn sub(&mut self, a: Quantity, b: Quantity) -> Quantity {
        debug_assert!(alike(a.unit, b.unit), "{:?} - {:?}", a.unit, b.unit);
        let difference =
            if a.value.is_infinite() && b.value.is_infinite() { 0.0 } else { a.value - b.value };
        self.op(Op::Sub, a, b, difference.max(0.0), a.unit)
    }

    /// `a × b` in the unit that follows.
    pub fn mul(&mut self, a: Quantity, b: Quantity) -> Quantity {
        self.op(Op::Mul, a, b, a.value * b.value, product(a.unit, b.unit))
    }

    /// `a ÷ b` in the unit that follows; without limit when `b` is zero.
    pub fn div(&mut self, a: Quantity, b: Quantity) -> Quantity {
        let value = match (a.value, b.value) {
            (0.0, 0.0) => 0.0,
            (_, 0.0) => f64::INFINITY,
            (a, b) => a / b,
        };
        self.op(Op::Div, a, b, value, quotient(a.unit, b.unit))
    }

    /// The smaller one.
    pub fn min(&mut self, a: Quantity, b: Quantity) -> Quantity {
        self.op(Op::Min, a, b, a.value.min(b.value), a.unit)
    }

    /// The larger one.
    pub fn max(&mut self, a: Quantity, b: Quantity) -> Quantity {
        self.op(Op::Max, a, b, a.value.max(b.value), a.unit)
    }

    /// `1 − a` of a share.
    pub fn complement(&mut self, a: Quantity) -> Quantity {
        self.op(Op::Complement, a, a, (1.0 - a.value).clamp(0.0, 1.0), Unit::Share)
    }

    /// The same number as a share, a factor or a count.
    pub fn in_unit(&mut self, a: Quantity, unit: Unit) -> Quantity {
        self.op(Op::As, a, a, a.value, unit)
    }

    /// The sum of any number of quantities that measure the same; zero of `unit` for none.
    pub fn sum(&mut self, terms: &[Quantity], unit: Unit) -> Quantity {
        match terms {
            [] => self.constant(0.0, unit, "nothing"),
            [one] => *one,
            [a, b] => self.add(*a, *b),
            terms => self.series(false, terms, terms.iter().map(|term| term.value).sum(), unit),
        }
    }

    /// The product of any number of plain quantities; one for none.
    pub fn product(&mut self, terms: &[Quantity], unit: Unit) -> Quantity {
        match terms {
            [] => self.constant(1.0, unit, "1"),
            [one] => *one,
            [a, b] => self.mul(*a, *b),
            terms => self.series(true, terms, terms.iter().map(|term| term.value).product(), unit),
        }
    }

    fn series(&mut self, times: bool, terms: &[Quantity], value: f64, unit: Unit) -> Quantity {
        let from = self.operands.len() as u32;
        self.operands.extend(terms.iter().map(|term| term.cell));
        let provenance = self.weakest(terms);
        self.write(value, unit, provenance, How::Series { times, from, len: terms.len() as u32 })
    }

    /// A value computed by a named formula from operands, with the source of the formula.
    pub fn formula(
        &mut self,
        name: &'static str,
        source: &'static str,
        operands: &[Quantity],
        value: f64,
        unit: Unit,
    ) -> Quantity {
        let from = self.operands.len() as u32;
        self.operands.extend(operands.iter().map(|operand| operand.cell));
        let provenance = self.weakest(operands);
        let (name, source) = (self.labels.of(name), self.labels.of(source));
        let how = How::Formula { name, source, from, len: operands.len() as u32 };
        self.write(value, unit, provenance, how)
    }

    /// The same number under a name, which is what a derivation calls it.
    pub fn named(&mut self, name: &'static str, of: Place, inner: Quantity) -> Quantity {
        let provenance = self.provenance_of(inner.cell);
        let name = self.labels.of(name);
        self.write(inner.value, inner.unit, provenance, How::Named { name, of, inner: inner.cell })
    }

    /// Takes what another sheet wrote down after both were one, `cells` and `operands` long then;
    /// the numbers of that part stand so many places further on.
    pub(crate) fn join(&mut self, other: Self, (cells, operands): (usize, usize)) -> Moved {
        let moved = Moved { from: cells as u32, by: (self.cells.len() - cells) as u32 };
        let further = (self.operands.len() - operands) as u32;
        let rest = other.operands.get(operands..).unwrap_or(&[]);
        self.operands.extend(rest.iter().map(|cell| moved.place(*cell)));
        let Self { cells: mine, labels, .. } = self;
        mine.extend(other.cells.into_iter().skip(cells).map(|mut cell| {
            let mut known = |label: &mut Label| *label = labels.of(other.labels.text(*label));
            match &mut cell.how {
                How::Input { key, source, .. } => {
                    known(key);
                    known(source);
                }
                How::Constant { label } => known(label),
                How::Op { a, b, .. } => (*a, *b) = (moved.place(*a), moved.place(*b)),
                How::Formula { name, source, from, .. } => {
                    known(name);
                    known(source);
                    *from += further;
                }
                How::Series { from, .. } => *from += further,
                How::Named { name, inner, .. } => {
                    known(name);
                    *inner = moved.place(*inner);
                }
            }
            cell
        }));
        moved
    }

    /// How long it is: numbers, and operands of formulas.
    pub(crate) fn mark(&self) -> (usize, usize) {
        (self.cells.len(), self.operands.len())
    }

    /// The defaults and guesses a number rests on, each once: where it stands, its key, its value.
    ///
    /// No more than `most` numbers on the way are looked at.
    pub(crate) fn weak_inputs(
        &self,
        q: Quantity,
        most: usize,
    ) -> Vec<(Place, &'static str, Quantity)> {
        let mut found: Vec<(Place, &'static str, Quantity)> = Vec::new();
        let mut todo = vec![q.cell];
        let mut seen = 0;
        while let Some(at) = todo.pop().filter(|_| seen < most) {
            seen += 1;
            let Some(cell) = self.cells.get(at as usize) else { continue };
            // Nothing under a number is weaker than the number itself.
            if cell.provenance < Provenance::SourcedDefault {
                continue;
            }
            match cell.how {
                How::Input { of, key, .. } => {
                    let key = self.labels.text(key);
                    if !found.iter().any(|(known, name, _)| (*known, *name) == (of, key)) {
                        let value = Quantity { value: cell.value, unit: cell.unit, cell: at };
                        found.push((of, key, value));
                    }
                }
                How::Constant { .. } => {}
                How::Op { a, b, .. } => todo.extend([a, b]),
                How::Formula { from, len, .. } | How::Series { from, len, .. } => {
                    let range = from as usize..(from + len) as usize;
                    todo.extend(self.operands.get(range).unwrap_or(&[]));
                }
                How::Named { inner, .. } => todo.push(inner),
            }
        }
        found
    }

    /// The number if one input were so many times as large; none when a formula over it is not
    /// written out on the sheet, or more than `most` numbers stand in between.
    pub(crate) fn if_input_were(
        &self,
        q: Quantity,
        (of, key): (Place, &str),
        times: f64,
        most: usize,
    ) -> Option<f64> {
        let mut known: std::collections::BTreeMap<u32, (f64, bool)> =
            std::collections::BTreeMap::new();
        let mut todo = vec![(q.cell, false)];
        let mut seen = 0;
        while let Some((at, ready)) = todo.pop() {
            if known.contains_key(&at) {
                continue;
            }
            let cell = self.cells.get(at as usize)?;
            let parts: Vec<u32> = match cell.how {
                How::Input { .. } | How::Constant { .. } => Vec::new(),
                How::Op { a, b, .. } => vec![a, b],
                How::Formula { from, len, .. } | How::Series { from, len, .. } => {
                    self.operands.get(from as usize..(from + len) as usize)?.to_vec()
                }
                How::Named { inner, .. } => vec![inner],
            };
            if !ready && !parts.is_empty() {
                seen += 1;
                if seen > most {
                    return None;
                }
                todo.push((at, true));
                todo.extend(parts.iter().map(|part| (*part, false)));
                continue;
            }
            let mut values = Vec::with_capacity(parts.len());
            let mut changed = false;
            for part in &parts {
                let (value, other) = known.get(part)?;
                changed |= other;
                values.push(*value);
            }
            let value = match cell.how {
                How::Input { of: place, key: name, .. }
                    if place == of && self.labels.text(name) == key =>
                {
                    changed = true;
                    cell.value * times
                }
                _ if !changed => cell.value,
                How::Op { op, .. } => op.of(*values.first()?, *values.last()?),
                How::Series { times: true, .. } => values.iter().product(),
                How::Series { times: false, .. } => values.iter().sum(),
                How::Named { .. } => *values.first()?,
                How::Formula { .. } | How::Input { .. } | How::Constant { .. } => return None,
            };
            known.insert(at, (value, changed));
        }
        known.get(&q.cell).map(|(value, _)| *value).filter(|value| !value.is_nan())
    }

    fn weakest(&self, operands: &[Quantity]) -> Provenance {
        operands.iter().map(|q| self.provenance_of(q.cell)).max().unwrap_or(Provenance::Measured)
    }
}

/// How far numbers moved when two sheets were joined.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moved {
    from: u32,
    by: u32,
}

impl Moved {
    fn place(self, cell: u32) -> u32 {
        if cell < self.from { cell } else { cell + self.by }
    }

    /// The number where it stands now.
    pub(crate) fn quantity(self, q: Quantity) -> Quantity {
        Quantity { cell: self.place(q.cell), ..q }
    }
}

fn is_plain(unit: Unit) -> bool {
    matches!(unit, Unit::Factor | Unit::Count | Unit::Share | Unit::Growth)
}

fn alike(a: Unit, b: Unit) -> bool {
    a == b || (is_plain(a) && is_plain(b))
}

/// The unit of a product. Plain numbers scale; a rate times a time counts.
fn product(a: Unit, b: Unit) -> Unit {
    match (a, b) {
        (Unit::PerSecond, Unit::Seconds) | (Unit::Seconds, Unit::PerSecond) => Unit::Count,
        (Unit::Bytes, Unit::PerSecond) | (Unit::PerSecond, Unit::Bytes) => Unit::BytesPerSecond,
        (Unit::BytesPerSecond, Unit::Seconds) | (Unit::Seconds, Unit::BytesPerSecond) => {
            Unit::Bytes
        }
        (Unit::Share, Unit::Share) => Unit::Share,
        (Unit::Factor, plain) | (plain, Unit::Factor) if is_plain(plain) => plain,
        (Unit::Share, plain) | (plain, Unit::Share) if is_plain(plain) => plain,
        (scaled, plain) if is_plain(plain) => scaled,
        (plain, scaled) if is_plain(plain) => scaled,
        (a, b) => {
            debug_assert!(false, "no unit for {a:?} × {b:?}");
            Unit::Factor
        }
    }
}

/// The unit of a quotient. Alike divided by alike is a factor.
fn quotient(a: Unit, b: Unit) -> Unit {
    match (a, b) {
        (a, b) if a == b => Unit::Factor,
        (plain, Unit::Seconds) if is_plain(plain) => Unit::PerSecond,
        (plain, Unit::PerSecond) if is_plain(plain) => Unit::Seconds,
        (Unit::Bytes, Unit::BytesPerSecond) => Unit::Seconds,
        (Unit::Bytes, Unit::Seconds) => Unit::BytesPerSecond,
        (scaled, plain) if is_plain(plain) => scaled,
        (a, b) => {
            debug_assert!(false, "no unit for {a:?} ÷ {b:?}");
            Unit::Factor
        }
    }
}
