//! Links: the arrows.

use super::attribute::record;
use super::id::{LinkId, NodeId};
use super::items::Item;
use super::units::{Bytes, Count, Factor, PerSecond, Seconds, Share};
use super::value::{Day, Known, choice};

choice!(
    /// What sort of arrow a link is.
    Interaction, "an interaction" {
        /// A synchronous request: the caller waits for the answer.
        Call => "call",
        /// A message handed over: nobody waits for its handling.
        Message => "message",
        /// Reading from a store.
        Read => "read",
        /// Writing to a store.
        Write => "write",
        /// Holding a lock at a store while working.
        Lock => "lock",
        /// Asking again and again whether there is something new.
        Poll => "poll",
        /// Copying data to another store.
        Replicate => "replicate",
    }
);

impl Interaction {
    /// True when whoever stands at the tail waits until the other end has finished.
    pub fn caller_waits(self) -> bool {
        match self {
            Self::Call | Self::Read | Self::Write | Self::Lock | Self::Poll => true,
            Self::Message | Self::Replicate => false,
        }
    }

    /// One sentence for menus.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Call => "A synchronous request: the caller waits for the answer",
            Self::Message => "A message handed over: nobody waits for its handling",
            Self::Read => "Reading from a store; the caller waits",
            Self::Write => "Writing to a store; the caller waits",
            Self::Lock => "Holding a lock at a store while working; others wait",
            Self::Poll => "Asking again and again whether there is something new",
            Self::Replicate => "Copying data to another store in the background",
        }
    }
}

choice!(
    /// How long to pause before trying again.
    Backoff, "a backoff" {
        /// At once.
        None => "none",
        /// The same pause each time.
        Fixed => "fixed",
        /// Twice the pause each time.
        Exponential => "exponential",
    }
);
choice!(
    /// What one lock protects.
    LockScope, "a lock scope" {
        /// Everything in one process.
        Process => "process",
        /// One row.
        Row => "row",
        /// One key of a lock service.
        Key => "key",
        /// A whole table.
        Table => "table",
        /// Everything.
        Global => "global",
    }
);

impl LockScope {
    /// True when different items have locks of their own.
    pub fn is_per_item(self) -> bool {
        matches!(self, Self::Row | Self::Key)
    }
}

choice!(
    /// Something that happens in the world and must not happen twice.
    Effect, "a side effect" {
        /// Money is taken.
        Charge => "charges a card",
        /// An order comes into being.
        Order => "creates an order",
        /// Stock is set aside.
        Reserve => "reserves stock",
        /// A mail leaves.
        Email => "sends an e-mail",
        /// A parcel leaves.
        Ship => "ships goods",
        /// A number is counted up or down.
        Counter => "changes a counter",
    }
);

impl Effect {
    /// What went through when it happened: "the payment".
    pub fn noun(self) -> &'static str {
        match self {
            Self::Charge => "the payment",
            Self::Order => "the order",
            Self::Reserve => "the reservation",
            Self::Email => "the e-mail",
            Self::Ship => "the shipment",
            Self::Counter => "the count",
        }
    }

    /// What is counted when it happens more than once: charges, orders.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Charge => "charges",
            Self::Order => "orders",
            Self::Reserve => "reservations",
            Self::Email => "e-mails",
            Self::Ship => "shipments",
            Self::Counter => "counts",
        }
    }
}

choice!(
    /// How the line of a link is drawn.
    Course, "a course" {
        /// Upright and level runs around nodes.
        Orthogonal => "orthogonal",
        /// As the crow flies, over whatever lies in between.
        Straight => "straight",
        /// A curve that leaves and arrives as an orthogonal line would.
        Curved => "curved",
    }
);

record! {
    /// An arrow from one node to another.
    Link, LINK_ATTRIBUTES {
        /// Unique among links.
        id: LinkId,
        /// The node at its tail: who asks, sends or copies.
        from: NodeId,
        /// The node at its head.
        to: NodeId,
        /// What sort of arrow it is.
        interaction: Interaction,
        /// What people write beside it; empty for nothing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
    }
    "Traffic" if |_| true => {
        calls: Known<Factor>, "Calls per request", "How often it is used for one request of its tail.";
        calls_per: String, "Calls grow with", "What the number of calls grows with: item, user, recipient.";
        probability: Known<Share>, "Probability", "Share of requests that use it; an independent coin flip for each request.";
        one_of: String, "One of", "Name of a group of links of which a request takes exactly one.";
        parallel: String, "In parallel with", "Name of a group of links that are used at the same time.";
        payload: Known<Bytes>, "Payload", "Bytes moved per use, both directions together.";
        changed: Known<Bytes>, "Bytes changed", "Bytes of the payload that really differ from what is there already.";
        batch: Known<Count>, "Batch", "Messages taken at once; the patience of the queue has to last for all of them.";
        heartbeat: bool, "Extends patience", "Whether whoever takes a message keeps telling the queue that it is still at work.";
        network: Known<Seconds>, "Network time", "Round trip of one use.";
        poll_interval: Known<Seconds>, "Poll interval", "Time between two polls of one poller.";
        events: Known<PerSecond>, "New things", "How often there is something new at the other end: 500/day.";
        limit: Known<PerSecond>, "Rate limit", "Rate above which calls are refused on purpose.";
    }
    "Waiting and trying again" if |link| link.interaction.caller_waits() => {
        timeout: Known<Seconds>, "Timeout", "How long the caller waits before it gives up; none means for ever.";
        cancel: bool, "Cancels", "Whether giving up also stops the work at the other end.";
        under_lock: bool, "Under the lock", "Whether it is used while a lock that the same tail took before is still held.";
        deadline: bool, "Deadline passed on", "Whether the caller's own deadline travels with the call.";
        retries: Known<Count>, "Retries", "Further attempts after the first one failed.";
        backoff: Backoff, "Backoff", "How long to pause before trying again.";
        backoff_base: Known<Seconds>, "First pause", "Length of the first pause.";
        jitter: bool, "Jitter", "Whether pauses are spread at random.";
        retry_budget: Known<Share>, "Retry budget", "Most retries as a share of first attempts.";
        breaker: bool, "Circuit breaker", "Whether calls stop for a while when too many fail.";
        connections: Known<Count>, "Connections", "Connections one replica of its tail keeps for it; a call without a free one waits.";
        timeout_covers_connecting: bool, "Timeout covers connecting", "Whether the timeout also counts the wait for a free connection.";
        bulkhead: Known<Count>, "Bulkhead", "Most slots of the caller that this link may hold.";
        fallback: String, "Fallback", "What the caller answers without it: cached, default, pending.";
        result_needed: bool, "Result needed", "Whether the caller's answer needs this result; yes when not stated.";
    }
    "Effect" if |_| true => {
        effect: Effect, "Side effect", "What happens in the world when it is used.";
        idempotent: bool, "Idempotent", "Whether doing it twice is the same as doing it once.";
        idempotency_key: bool, "Idempotency key", "Whether a key made by the client travels with it, so that a repeat is recognised.";
        unique_constraint: bool, "Unique constraint", "Whether the store refuses a second one.";
        dedupe_window: Known<Seconds>, "Dedupe window", "How long repeats are recognised.";
        order_key: String, "Order key", "What keeps messages of one thing in order.";
        compare_and_set: bool, "Conditional update", "Whether a write changes what is there only while nothing changed in between, or enough is left. No for a write that adds something of its own.";
        window: Known<Seconds>, "Check-to-write time", "Time between reading a value and writing back what follows from it.";
        overbooking: Known<Count>, "Overbooking allowed", "How many too many may be given away.";
        outbox: bool, "Outbox", "Whether what it carries is recorded in the same transaction as the tail's other write and sent from there (outbox, change data capture).";
        repeats: Known<Count>, "Reaches the same one", "How often one request reaches the same person: somebody on three lists is reached three times.";
    }
    "Lock" if |link| link.takes_lock() => {
        lock_scope: LockScope, "Scope", "What one lock protects.";
        lock_hold: Known<Seconds>, "Hold time", "How long the lock is held per use by the work itself; calls marked \u{201c}under the lock\u{201d} come on top.";
        lock_timeout: Known<Seconds>, "Lock timeout", "How long a caller waits for the lock.";
        lock_ttl: Known<Seconds>, "Time to live", "After how long a lock of a dead holder is freed.";
        lock_fenced: bool, "Fencing token", "Whether the store refuses a holder whose lock was given to another.";
    }
    "Standing" if |_| true => {
        temporary_since: Day, "Temporary since", "When it was put in \u{201c}for now\u{201d}.";
        review_by: Day, "Review by", "When to look at it again.";
    }
    "Drawing" if |_| true => {
        course: Course, "Course", "How its line is drawn; orthogonal when not stated.";
    }
    "Place of the label" if |_| false => {
        label_at: Known<Share>, "Label at", "How far along the line its label stands; where there is room when not stated.";
    }
}

impl Item for Link {
    type Id = LinkId;

    fn id(&self) -> &LinkId {
        &self.id
    }
}

impl Link {
    /// Further attempts after the first; none when nobody said otherwise.
    pub fn retries(&self) -> f64 {
        self.retries.map_or(0.0, Known::base)
    }

    /// True when one use after the other gets at an item: a lock, or an update of what is there, for
    /// which the store locks the row until it is written.
    pub fn takes_lock(&self) -> bool {
        match self.interaction {
            Interaction::Lock => true,
            Interaction::Write => self.compare_and_set == Some(true),
            _ => false,
        }
    }

    /// How long a use keeps the item to itself, where it does and somebody says so.
    pub fn holds_item(&self) -> Option<Known<Seconds>> {
        self.lock_hold.filter(|_| self.takes_lock())
    }

    /// True when its failure or slowness fails its tail: the tail waits, needs the result, and has no fallback.
    pub fn is_hard(&self) -> bool {
        self.interaction.caller_waits()
            && self.fallback.is_none()
            && self.result_needed != Some(false)
    }

    /// True when a repeat of this use is recognised or harmless.
    pub fn is_repeat_safe(&self) -> bool {
        self.idempotent == Some(true)
            || self.idempotency_key == Some(true)
            || self.unique_constraint == Some(true)
    }
}
