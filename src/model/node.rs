//! Nodes: the boxes.

use super::attribute::{Assumed, record};
use super::geometry::{Point, Size};
use super::id::NodeId;
use super::items::Item;
use super::kinds::KindRef;
use super::units::{
    Bytes, BytesPerSecond, Count, Factor, Growth, Money, PerSecond, Seconds, Share,
};
use super::value::{Day, Known, Provenance, choice};

choice!(
    /// What happens to an arrival when the queue is full.
    Overflow, "what happens when the queue is full" {
        /// Refuse the new one at once.
        Reject => "reject",
        /// Drop the one that waited longest.
        DropOldest => "drop oldest",
        /// Make the caller wait.
        Block => "block",
    }
);
choice!(
    /// How arrivals are spread over replicas.
    Balancing, "a balancing policy" {
        /// One queue in front of all replicas.
        SharedQueue => "shared queue",
        /// Each arrival picks a replica at random.
        Random => "random",
        /// Replicas take turns.
        RoundRobin => "round robin",
        /// The replica with the fewest requests in flight.
        LeastConnections => "least connections",
    }
);
choice!(
    /// What takes over when the node goes down.
    Failover, "a failover" {
        /// Nothing takes over.
        None => "none",
        /// A person switches to a standby.
        Manual => "manual",
        /// A standby takes over by itself.
        Automatic => "automatic",
    }
);
choice!(
    /// Where a node keeps what it must remember between requests.
    State, "where state is kept" {
        /// It remembers nothing.
        None => "none",
        /// Each instance remembers by itself.
        PerInstance => "per instance",
        /// In a store that all instances share.
        Shared => "shared",
    }
);
choice!(
    /// How data is used.
    Access, "an access pattern" {
        /// Short reads and writes of single records.
        Oltp => "oltp",
        /// Large opaque values.
        Blob => "blob",
        /// Written once at the end, rarely read.
        Append => "append",
        /// Conversations: appended, read by the newest.
        Chat => "chat",
        /// Full text or filters over many attributes.
        Search => "search",
        /// Points in time.
        TimeSeries => "time series",
        /// Scans over much of the data.
        Analytics => "analytics",
    }
);
choice!(
    /// How careful one must be with data.
    Sensitivity, "a sensitivity" {
        /// Anyone may see it.
        Public => "public",
        /// Only people of the organisation.
        Internal => "internal",
        /// About persons.
        Personal => "personal",
        /// Payment data.
        Payment => "payment",
    }
);

record! {
    /// A sort of data that a node holds.
    DataKind, DATA_ATTRIBUTES {
        /// What people call it: orders, audit log.
        name: String,
    }
    "Data" if |_| true => {
        owner: String, "Owner", "The team or service that decides about this data.";
        system_of_record: bool, "System of record", "Whether this is where the truth is kept, not a copy.";
        disposable: bool, "Disposable", "Whether losing it harms nobody: a session, a cache, a rate counter.";
        size: Known<Bytes>, "Size", "How much there is today.";
        growth: Known<Growth>, "Growth", "How much it grows in a year.";
        item_size: Known<Bytes>, "Item size", "Typical size of one record or file.";
        items: Known<Count>, "Items", "How many records or files there are today.";
        reads: Known<PerSecond>, "Reads", "How often something of it is read.";
        writes: Known<PerSecond>, "Writes", "How often something of it is written: 10,000/day.";
        access: Access, "Access", "How it is used.";
        indexed: bool, "Indexed", "Whether the usual filter over it is served by an index.";
        sensitivity: Sensitivity, "Sensitivity", "How careful one must be with it.";
    }
}

record! {
    /// A box on the board: a service, a queue, a store, a client.
    Node, NODE_ATTRIBUTES {
        /// Unique among nodes.
        id: NodeId,
        /// What sort of box it is.
        kind: KindRef,
        /// What people call it.
        name: String,
        /// Its centre.
        at: Point,
        /// Width and height when someone resized it; otherwise it fits its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<Size>,
        /// True while it may not be moved.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        locked: bool,
        /// The data it holds.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        data: Vec<DataKind>,
    }
    "Capacity" if |node| !node.kind.behavior.starts_requests => {
        replicas: Known<Count>, "Replicas", "How many identical copies run.";
        slots: Known<Count>, "Slots per replica", "Requests one replica works on at once: threads, connections, in-flight limit.";
        service_time: Known<Seconds>, "Service time", "Own work per request, without waiting for others.";
        service_time_p99: Known<Seconds>, "Service time p99", "Own work that 99 of 100 requests stay under.";
        service_time_scv: Known<Factor>, "Variability", "Squared coefficient of variation of the service time: x0 constant, x1 exponential.";
        blocking: bool, "Blocking", "Whether a slot is held while it waits for the nodes it calls.";
        queue_limit: Known<Count>, "Queue limit", "Requests that may wait for a slot before new ones are turned away.";
        overflow: Overflow, "When the queue is full", "What happens to an arrival that finds the queue full.";
        capacity: Known<PerSecond>, "Capacity", "Requests per second it can do in all, when known better than slots and service time tell; quotas too.";
        balancing: Balancing, "Balancing", "How arrivals are spread over its replicas.";
        routed_by_key: bool, "Routed by key", "Whether requests of one user or item always reach the same replica: sticky sessions, consistent hashing.";
        limit: Known<PerSecond>, "Admission limit", "Rate above which it sheds requests on purpose.";
        max_replicas: Known<Count>, "Autoscales to", "Most replicas autoscaling may start.";
        bandwidth: Known<BytesPerSecond>, "Bandwidth", "Data rate of the network link of one replica.";
        scale_up_time: Known<Seconds>, "Scale-up time", "Metric window, boot and warm-up until a new replica serves.";
    }
    "Failure" if |node| !node.kind.behavior.starts_requests => {
        zones: Known<Count>, "Zones", "How many zones its replicas are spread over.";
        availability: Known<Share>, "Availability", "Share of time one replica is up; an SLA is a refund threshold, not a measurement.";
        errors: Known<Share>, "Errors", "Share of requests it answers with an error of its own.";
        failover: Failover, "Failover", "What takes over when it goes down.";
        failover_time: Known<Seconds>, "Failover time", "How long taking over lasts.";
        failovers_per_month: Known<Count>, "Failovers a month", "How often it happens, planned ones included.";
        replication_lag: Known<Seconds>, "Replication lag", "How far a copy may be behind.";
        shared_cause: Known<Share>, "Shared cause", "Share of its failures that take all replicas at once (beta factor).";
        backup_interval: Known<Seconds>, "Backup interval", "Time between two backups.";
        restore_rate: Known<BytesPerSecond>, "Restore rate", "How fast a backup can be brought back.";
        restore_target: Known<Seconds>, "Restore target", "How long bringing its data back may take.";
        restore_tested: bool, "Restore rehearsed", "Whether bringing a backup back was ever tried.";
        singleton: bool, "Singleton", "Whether only one copy may ever run.";
        health_check: bool, "Health check", "Whether something asks it regularly whether it works.";
        alert: bool, "Alert", "Whether somebody is told when it stops working.";
        alert_through: String, "Alert goes through", "Parts of the board that the alert needs to reach a person: names, comma separated.";
        recovery_needs: String, "Repair needs", "Parts of the board that are needed to get in, see and start it again: names, comma separated.";
    }
    "Data" if |node| node.kind.behavior.keeps_state || node.state.is_some() => {
        state: State, "State", "Where it keeps what it must remember between requests.";
        durable: bool, "Durable", "Whether what it holds survives a restart.";
        tables: Known<Count>, "Tables", "How many tables the store has.";
        foreign_keys: Known<Count>, "Foreign keys", "How many references tie its tables together.";
        tied_tables: Known<Count>, "Tied tables", "Tables of the largest group that foreign keys tie together.";
        storage: Known<Bytes>, "Storage", "How much data it can hold.";
        biggest_table_rows: Known<Count>, "Rows of the biggest table", "Decides how long an index build or a scan takes.";
        biggest_table_bytes: Known<Bytes>, "Size of the biggest table", "Decides how long an index build or a scan takes.";
        online_migrations: bool, "Online migrations", "Whether schema changes run without blocking reads and writes.";
        joins: Known<Count>, "Joins", "Tables joined by the heaviest statement on a request path.";
        logic_in_store: bool, "Logic in the store", "Whether business logic runs inside it as procedures.";
        cores: Known<Count>, "Cores", "Processor cores of one replica.";
        max_connections: Known<Count>, "Max connections", "Most connections it accepts.";
        pooler: bool, "Pooler", "Whether a connection pooler stands in front of it.";
        partitions: Known<Count>, "Partitions", "How many parts its data or log is split into.";
        partition_limit: Known<PerSecond>, "Limit per partition", "Most requests per second one partition takes.";
    }
    "Cache" if |node| node.kind.behavior.answers_from_copy => {
        hit_ratio: Known<Share>, "Hit ratio", "Share of reads it answers itself.";
        ttl: Known<Seconds>, "Time to live", "How long an entry stays before it is read anew.";
        invalidated: bool, "Refreshed on write", "Whether a write to the source also replaces or drops the copy.";
        entries: Known<Count>, "Entries", "How many entries it holds.";
        coalescing: bool, "Coalescing", "Whether simultaneous misses of one key cause a single read (single-flight, stale-while-revalidate).";
    }
    "Delivery" if |node| node.kind.behavior.delivers_later => {
        retention: Known<Seconds>, "Retention", "How long it keeps a message nobody took.";
        visibility_timeout: Known<Seconds>, "Visibility timeout", "How long a taken message stays hidden before it is delivered again.";
        max_attempts: Known<Count>, "Max deliveries", "Deliveries before a message is put aside.";
        dead_letter: bool, "Dead-letter queue", "Whether messages that cannot be handled are put aside.";
        ordered: bool, "Ordered", "Whether messages of one key are delivered in order.";
        redelivered: Known<Share>, "Delivered again", "Share of messages that arrive more than once: crashes, rebalances, late acknowledgements.";
        replay: bool, "Replay needed", "Whether somebody has to read old messages again.";
    }
    "Schedule" if |node| node.kind.behavior.starts_on_schedule => {
        interval: Known<Seconds>, "Interval", "Time between two runs.";
        lease: bool, "Lease", "Whether only one replica at a time may run the job.";
    }
    "Ownership and cost" if |_| true => {
        team: String, "Team", "Who is called when it breaks.";
        cost: Known<Money>, "Cost a month", "Fixed cost per month.";
        cost_per_million: Known<Money>, "Cost per million", "Cost per million requests.";
        technologies: String, "Technologies", "Comma separated: k8s, kafka, cqrs, event-sourcing, saga, 2pc.";
        required_for: String, "Required for", "Why it stands here by itself: isolation, compliance, scaling, audit, another team.";
        temporary_since: Day, "Temporary since", "When it was put in \u{201c}for now\u{201d}.";
        review_by: Day, "Review by", "When to look at it again.";
    }
}

impl Item for Node {
    type Id = NodeId;

    fn id(&self) -> &NodeId {
        &self.id
    }
}

impl Node {
    /// What its kind assumes for an attribute nobody stated; `None` when nothing sensible can be assumed.
    pub fn assumed(&self, key: &str) -> Option<Assumed> {
        self.kind.defaults.get(key)
    }

    /// Replicas; one when nobody said otherwise.
    pub fn replicas(&self) -> Known<Count> {
        self.replicas.unwrap_or_else(|| self.fallback("replicas").unwrap_or(ONE))
    }

    /// Own work per request, stated or assumed.
    pub fn service_time(&self) -> Option<Known<Seconds>> {
        self.service_time.or_else(|| self.fallback("service_time"))
    }

    /// Whether a slot is held while it waits for the nodes it calls.
    pub fn blocks(&self) -> bool {
        self.blocking.unwrap_or(self.kind.behavior.blocks_while_calling)
    }

    fn fallback<T: super::units::Measure>(&self, key: &str) -> Option<Known<T>> {
        let assumed = self.assumed(key)?;
        Some(Known {
            value: T::from_base(assumed.value),
            provenance: assumed.provenance,
            range: None,
        })
    }
}

const ONE: Known<Count> =
    Known { value: Count(1.0), provenance: Provenance::SourcedDefault, range: None };
