//! One question a file, and the registry.
//!
//! A rule asks its question of every place it applies to and always answers. Nothing here draws,
//! reads files or changes a board: fixes are edits that somebody else applies.

mod answer;
mod ask;
mod check;
mod copies_kept;
mod costs;
mod counterfactual;
mod cure;
mod decided;
mod deliveries;
mod example;
mod five;
mod move_data;
mod page;
mod remodel;
mod retry_layers;
mod review;
mod scans;
mod sensitivity;
mod story;
mod technology;
mod text;
mod tied_tables;
mod whole_values;

mod availability_below_objective;
mod backlog_drain_time;
mod bandwidth_saturation;
mod blind_failure;
mod blob_lost_update;
mod blobs_in_database;
mod blocking_migration;
mod broker_for_trickle;
mod cache_does_not_help;
mod cache_stampede;
mod chatty_calls;
mod client_retry_after_timeout;
mod cold_cache_overload;
mod connection_pool_mismatch;
mod datastore_exposed;
mod decisive_number_is_a_guess;
mod distributed_transaction;
mod dual_write;
mod duplicate_delivery;
mod failover_exceeds_error_budget;
mod fan_out_tail;
mod fixed_cost_exceeds_value;
mod giant_cache_key;
mod global_lock;
mod growth_outruns_capacity;
mod hard_dependency_without_fallback;
mod hop_tax;
mod hot_partition;
mod hot_row_lock;
mod latency_budget_exceeded;
mod local_state_behind_load_balancer;
mod lock_held_across_remote_call;
mod lock_without_expiry_or_fence;
mod logic_in_database;
mod metastable_overload;
mod no_admission_control;
mod no_headroom_after_loss;
mod one_database_for_everything;
mod ordering_lost;
mod over_capacity;
mod oversell_race;
mod pattern_without_requirement;
mod poison_message;
mod polling_load;
mod queue_grows_forever;
mod redelivery_before_done;
mod retry_amplification;
mod retry_duplicates_effect;
mod retry_without_jitter;
mod scale_out_does_not_help;
mod scheduled_overlap;
mod service_sprawl;
mod shared_database;
mod single_point_of_failure;
mod single_zone;
mod slow_dependency_cascade;
mod spike_outruns_autoscaling;
mod stale_read;
mod store_access_mismatch;
mod sync_bulk_loop;
mod sync_cycle;
mod system_of_record_without_restore;
mod tangled_flow;
mod temporary_without_expiry;
mod thread_pool_exhaustion;
mod timeout_inversion;
mod timeout_missing;
mod turned;
mod unanswered_question;
mod uncached_read_hotspot;
mod volatile_system_of_record;
mod work_not_needed_for_response;

#[cfg(test)]
mod sketch;
#[cfg(test)]
mod tests;

pub use answer::{
    Answer, Applicability, Direction, Fix, FixEffect, Missing, Number, Story, StoryStep, Verdict,
};
pub use ask::Ask;
pub use check::{Agreement, Unchecked};
pub use costs::{PRICES, Price};
pub use counterfactual::{Compared, Counterfactual, Saved};
pub use decided::{Reopened, Standing, State};
pub use example::Example;
pub use five::Five;
pub use page::{Line, Section, open_question, page};
pub use review::{NumberText, Review, Scope};
pub use sensitivity::{Flip, Guess};
pub use turned::{Turned, Way};

/// A question, with everything a person may want to know about it.
#[derive(Debug)]
pub struct Rule {
    /// Its name in files and on the command line: never changes.
    pub id: &'static str,
    /// What it asks, with places for subjects and numbers: "What happens when {callee} takes {slow}?"
    pub asks: &'static str,
    /// What it is about.
    pub group: Group,
    /// How much weight its answers have.
    pub set: Set,
    /// How bad it is when it breaks.
    pub harm: Harm,
    /// What happens, in a word or two, when it stands in a story.
    pub step: &'static str,
    /// The title of a story that begins with it.
    pub story: &'static str,
    /// Why it matters, in a few sentences.
    pub why: &'static str,
    /// How the numbers are computed, with the assumptions.
    pub computes: &'static str,
    /// When it keeps quiet.
    pub quiet_when: &'static str,
    /// What it cannot see.
    pub misses: &'static str,
    /// A small board on which it has something to say; `explain` runs it.
    pub example: Example,
    /// Books, papers and pages it rests on.
    pub sources: &'static [&'static str],
    /// Rules whose answers may be the cause of an answer of this one, closest first.
    pub follows: &'static [&'static str],
    /// Asks it of every place it applies to.
    pub ask: fn(&mut Ask<'_>),
    /// What could be done about an answer.
    pub fixes: fn(&Review, &Answer) -> Vec<Fix>,
}

/// How bad it is when a rule breaks; worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harm {
    /// Money or data goes wrong.
    Wrong,
    /// A whole flow is down.
    Down,
    /// An objective is missed.
    Objective,
    /// Growth reaches a limit.
    Growth,
    /// It costs more than it brings.
    Cost,
    /// Nobody knows.
    Unknown,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What goes down with what.
    Availability,
    /// Who waits for whom.
    Waiting,
    /// Who fights over what.
    Contention,
    /// How much fits.
    Capacity,
    /// Where data lives, and how fresh it is.
    Data,
    /// Messages and their handling.
    Messaging,
    /// Copies.
    Caching,
    /// Trying again.
    Retries,
    /// Built too big.
    Cost,
    /// Running it.
    Operation,
    /// What nobody has said.
    Discipline,
}

impl Group {
    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Availability => "Availability",
            Self::Waiting => "Waiting for others",
            Self::Contention => "Contention and locks",
            Self::Capacity => "Capacity",
            Self::Data => "Data and consistency",
            Self::Messaging => "Messages",
            Self::Caching => "Caches",
            Self::Retries => "Retries and idempotency",
            Self::Cost => "Cost and size",
            Self::Operation => "Running it",
            Self::Discipline => "What nobody has said",
        }
    }
}

/// How much weight a rule's answers have; every rule is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Set {
    /// Must be quiet on a good board.
    Core,
    /// Worth a look.
    Advice,
    /// Whether the board is built too big.
    RightSize,
    /// For those who want to be told everything.
    Strict,
}

impl Set {
    /// How it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Advice => "advice",
            Self::RightSize => "right-size",
            Self::Strict => "strict",
        }
    }
}

/// Every rule, in the order of the catalogue.
pub static ALL: &[&Rule] = &[
    &single_point_of_failure::RULE,
    &single_zone::RULE,
    &availability_below_objective::RULE,
    &failover_exceeds_error_budget::RULE,
    &no_headroom_after_loss::RULE,
    &hard_dependency_without_fallback::RULE,
    &system_of_record_without_restore::RULE,
    &latency_budget_exceeded::RULE,
    &fan_out_tail::RULE,
    &sync_bulk_loop::RULE,
    &work_not_needed_for_response::RULE,
    &timeout_missing::RULE,
    &timeout_inversion::RULE,
    &thread_pool_exhaustion::RULE,
    &slow_dependency_cascade::RULE,
    &sync_cycle::RULE,
    &chatty_calls::RULE,
    &hot_row_lock::RULE,
    &global_lock::RULE,
    &scale_out_does_not_help::RULE,
    &local_state_behind_load_balancer::RULE,
    &lock_held_across_remote_call::RULE,
    &lock_without_expiry_or_fence::RULE,
    &blocking_migration::RULE,
    &connection_pool_mismatch::RULE,
    &hot_partition::RULE,
    &over_capacity::RULE,
    &growth_outruns_capacity::RULE,
    &polling_load::RULE,
    &scheduled_overlap::RULE,
    &spike_outruns_autoscaling::RULE,
    &bandwidth_saturation::RULE,
    &one_database_for_everything::RULE,
    &blobs_in_database::RULE,
    &logic_in_database::RULE,
    &shared_database::RULE,
    &stale_read::RULE,
    &dual_write::RULE,
    &distributed_transaction::RULE,
    &oversell_race::RULE,
    &volatile_system_of_record::RULE,
    &store_access_mismatch::RULE,
    &queue_grows_forever::RULE,
    &backlog_drain_time::RULE,
    &duplicate_delivery::RULE,
    &poison_message::RULE,
    &redelivery_before_done::RULE,
    &ordering_lost::RULE,
    &cache_stampede::RULE,
    &cold_cache_overload::RULE,
    &uncached_read_hotspot::RULE,
    &giant_cache_key::RULE,
    &blob_lost_update::RULE,
    &cache_does_not_help::RULE,
    &retry_amplification::RULE,
    &retry_duplicates_effect::RULE,
    &client_retry_after_timeout::RULE,
    &retry_without_jitter::RULE,
    &metastable_overload::RULE,
    &fixed_cost_exceeds_value::RULE,
    &broker_for_trickle::RULE,
    &service_sprawl::RULE,
    &pattern_without_requirement::RULE,
    &hop_tax::RULE,
    &datastore_exposed::RULE,
    &no_admission_control::RULE,
    &temporary_without_expiry::RULE,
    &unanswered_question::RULE,
    &decisive_number_is_a_guess::RULE,
    &tangled_flow::RULE,
    &blind_failure::RULE,
];

/// The rule with this id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
