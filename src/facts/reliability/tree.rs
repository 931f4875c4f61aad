//! Fault trees: what has to fail together so that the top fails.
//!
//! A tree is written from the leaves up; a term may stand in several places and is the same event
//! in each of them. It knows no nodes and no links.

/// Something in a tree that fails or does not: an event, or what follows from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(pub(super) u32);

/// A basic event, in the order they were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u32);

/// How a term follows from others. Others stand before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// It never fails.
    Never,
    /// A basic event happens.
    Event(u32),
    /// A share of requests takes one way, the rest the other; the event stands for the first.
    Choice { event: u32, yes: Term, no: Term },
    /// At least `k` of the terms kept in [`Tree::inputs`] fail.
    AtLeast { k: u32, from: u32, len: u32 },
}

/// A fault tree. Every event is independent of every other.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// How likely each event is.
    probabilities: Vec<f64>,
    /// Whether an event is a way requests take and no failure.
    is_choice: Vec<bool>,
    pub(super) gates: Vec<Gate>,
    inputs: Vec<Term>,
}

impl Tree {
    /// How many events there are, ways of requests included.
    pub fn events(&self) -> usize {
        self.probabilities.len()
    }

    /// How likely each event is, in the order they were added.
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    /// True when an event is a way requests take and no failure.
    pub fn is_choice(&self, event: EventId) -> bool {
        self.is_choice.get(event.0 as usize).copied().unwrap_or(false)
    }

    /// A basic event with its probability, which is brought between 0 and 1.
    pub fn event(&mut self, probability: f64) -> (EventId, Term) {
        let event = self.add(probability, false);
        (EventId(event), self.gate(Gate::Event(event)))
    }

    /// What never fails.
    pub fn never(&mut self) -> Term {
        self.gate(Gate::Never)
    }

    /// Fails when any of the terms does.
    pub fn any(&mut self, terms: &[Term]) -> Term {
        self.at_least(1, terms)
    }

    /// Fails when all of the terms do; never for none.
    pub fn all(&mut self, terms: &[Term]) -> Term {
        self.at_least((terms.len() as u32).max(1), terms)
    }

    /// Fails when at least `k` of the terms do: a node that needs `m` of `n` copies is down when
    /// `n − m + 1` of them are.
    pub fn at_least(&mut self, k: u32, terms: &[Term]) -> Term {
        match terms {
            [one] if k == 1 => *one,
            terms => {
                let from = self.inputs.len() as u32;
                self.inputs.extend_from_slice(terms);
                self.gate(Gate::AtLeast { k, from, len: terms.len() as u32 })
            }
        }
    }

    /// Fails as `yes` does for this share of requests, and as `no` does for the rest.
    pub fn choice(&mut self, share: f64, yes: Term, no: Term) -> Term {
        let event = self.add(share, true);
        self.gate(Gate::Choice { event, yes, no })
    }

    fn add(&mut self, probability: f64, is_choice: bool) -> u32 {
        let probability = if probability.is_nan() { 1.0 } else { probability.clamp(0.0, 1.0) };
        self.probabilities.push(probability);
        self.is_choice.push(is_choice);
        self.probabilities.len() as u32 - 1
    }

    fn gate(&mut self, gate: Gate) -> Term {
        self.gates.push(gate);
        Term(self.gates.len() as u32 - 1)
    }

    pub(super) fn inputs(&self, from: u32, len: u32) -> &[Term] {
        self.inputs.get(from as usize..(from + len) as usize).unwrap_or(&[])
    }

    /// Whether a term fails when these events happen, by reading the tree as it stands.
    pub fn fails(&self, top: Term, happens: &[bool]) -> bool {
        let is = |event: u32| happens.get(event as usize).copied().unwrap_or(false);
        let mut failed: Vec<bool> = Vec::with_capacity(self.gates.len());
        for gate in &self.gates {
            let of = |term: &Term| failed.get(term.0 as usize).copied().unwrap_or(false);
            let fails = match gate {
                Gate::Never => false,
                Gate::Event(event) => is(*event),
                Gate::Choice { event, yes, no } => of(if is(*event) { yes } else { no }),
                Gate::AtLeast { k, from, len } => {
                    let n = self.inputs(*from, *len).iter().filter(|term| of(term)).count();
                    n >= *k as usize
                }
            };
            failed.push(fails);
        }
        failed.get(top.0 as usize).copied().unwrap_or(false)
    }

    /// Events in the order a walk from the top comes to them first: parts that belong together
    /// stand together, which keeps a diagram small.
    pub(super) fn order(&self, top: Term) -> Vec<u32> {
        let mut order = Vec::with_capacity(self.events());
        let mut is_listed = vec![false; self.events()];
        let mut is_seen = vec![false; self.gates.len()];
        let mut todo = vec![top];
        let mut list = |event: u32, order: &mut Vec<u32>| match is_listed.get_mut(event as usize) {
            Some(listed) if !*listed => {
                *listed = true;
                order.push(event);
            }
            _ => {}
        };
        while let Some(term) = todo.pop() {
            match is_seen.get_mut(term.0 as usize) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            match self.gates.get(term.0 as usize) {
                Some(Gate::Event(event)) => list(*event, &mut order),
                Some(Gate::Choice { event, yes, no }) => {
                    list(*event, &mut order);
                    todo.extend([*no, *yes]);
                }
                Some(Gate::AtLeast { from, len, .. }) => {
                    todo.extend(self.inputs(*from, *len).iter().rev());
                }
                Some(Gate::Never) | None => {}
            }
        }
        order
    }
}
