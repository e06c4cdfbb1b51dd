//! Kills the program at random instants and looks at what is left: nothing acknowledged may be lost, nothing half
//! visible.
//!
//! Commands run as people run them; each is killed with SIGKILL somewhere between its start and a little after its usual
//! end. What a killed command had said on stdout is its acknowledgement. Every commit found afterwards must be whole and
//! the one that was asked for; the database must be what its commits say, with which a plain model in memory is fed.
//! `AGON_KILLS` sets how often (200), `AGON_KILL_SEED` where the instants come from.

#[path = "crash/asked.rs"]
mod asked;
#[path = "crash/input.rs"]
mod input;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use agon_core::change::{Change, CommitKind, MemorySnapshot, Snapshot, Totals};
use agon_core::database::{Database, Environment};
use agon_core::model::{FixedClock, SeededEntropy, Timestamp};

use asked::{Asked, Step, Window};
use input::{MANY, NODES, Patterns};

/// After so many kills everything is compared and checked.
const THOROUGH: u64 = 10;

/// After so many kills a new database is begun: checking reads the whole journal.
const RENEW: u64 = 25;

/// Commands that are timed and counted apart.
const KINDS: [&str; 6] = ["adds", "imports", "long imports", "undos", "undos of imports", "redos"];

/// What was counted over all databases.
#[derive(Default)]
struct Tally {
    commands: u64,
    kills: u64,
    kills_in: [u64; KINDS.len()],
    /// Kills before the first acknowledgement.
    early: u64,
    /// Commands that ended before the kill.
    ended: u64,
    acknowledged: u64,
    /// Commits that were durable when the program was killed before it could say so.
    unsaid: u64,
    looks: u64,
    thorough: u64,
    /// Looks that found a commit cut off, or a state that had to be built anew.
    mended: u64,
}

/// A database, and what is known of it.
struct World {
    folder: tempfile::TempDir,
    model: MemorySnapshot,
    /// How much there was after each commit, the empty database first.
    totals: Vec<Totals>,
    pending: Vec<Step>,
    /// Commits that can be taken back without taking back the question.
    undoable: u64,
    /// Whether the newest commit is an import.
    ends_with_import: bool,
}

struct Run {
    world: World,
    tally: Tally,
    random: SeededEntropy,
    patterns: Patterns,
    /// Numbers what is added and imported.
    number: u64,
    windows: [Window; KINDS.len()],
    next_thorough: u64,
    /// How long the last command ran.
    took: Duration,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut run = Self {
            world: World::new(),
            tally: Tally::default(),
            random: SeededEntropy::new(seed),
            patterns: Patterns::new(),
            number: 0,
            windows: [const { Window(Duration::ZERO) }; KINDS.len()],
            next_thorough: THOROUGH,
            took: Duration::ZERO,
        };
        run.begin();
        run.measure();
        run
    }

    /// Begins a new database with a question in it.
    fn begin(&mut self) {
        self.world = World::new();
        let question = ["add", "question", "Why?", "--map", "m", "--new-map", "--name", "why"];
        for arguments in [&["init"][..], &question] {
            let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
            self.agon(&arguments, None);
        }
        let database = self.world.open();
        self.world.learn(&database, 1);
    }

    /// Runs a command, killed after a while if it is said after which. Gives what it printed.
    fn agon(&mut self, arguments: &[String], kill_after: Option<Duration>) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_agon"));
        command.args(arguments).current_dir(self.world.folder.path()).env_clear().env("AGON_AUTHOR", "Ada");
        let start = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        while let Some(after) = kill_after {
            if child.try_wait().expect("a child can be waited for").is_some() {
                break;
            }
            let left = after.saturating_sub(start.elapsed());
            if left.is_zero() {
                child.kill().expect("a child can be killed");
                break;
            }
            std::thread::sleep(left.min(Duration::from_millis(2)));
        }
        let output = child.wait_with_output().expect("a child can be waited for");
        self.took = start.elapsed();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        match output.status.code() {
            Some(status) => {
                let nothing_left = said.contains("there is nothing to");
                assert!(status == 0 || nothing_left, "{arguments:?} ended with {status}: {said}");
                self.tally.ended += u64::from(kill_after.is_some());
            }
            None => self.tally.kills += 1,
        }
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn choose(&mut self) -> Asked {
        self.number += 1;
        match self.random.next_u64() % 100 {
            _ if self.world.undoable < 4 => Asked::Add(format!("k{}", self.number)),
            // Most imports are taken back, so that it is not about ever larger databases.
            _ if self.world.ends_with_import && !self.random.next_u64().is_multiple_of(8) => Asked::Undo(1),
            0..45 => Asked::Add(format!("k{}", self.number)),
            45..60 => self.import(NODES),
            60..68 => self.import(MANY),
            68..92 => Asked::Undo(1 + self.random.next_u64() % 3),
            _ => Asked::Redo,
        }
    }

    fn import(&self, nodes: u64) -> Asked {
        Asked::Import(self.patterns.write(nodes, self.number, self.world.folder.path()), nodes)
    }

    /// Runs each kind of command once to its end, to know how long it takes.
    fn measure(&mut self) {
        for kind in [0, 3, 5, 1, 4, 2, 4] {
            self.number += 1;
            let asked = match kind {
                0 => Asked::Add(format!("k{}", self.number)),
                1 => self.import(NODES),
                2 => self.import(MANY),
                3 | 4 => Asked::Undo(1),
                _ => Asked::Redo,
            };
            self.run(asked, None);
            self.windows[kind] = Window(self.took);
        }
        self.look();
    }

    /// Runs one command and kills it.
    fn step(&mut self) {
        let asked = self.choose();
        let kind = match asked {
            Asked::Add(_) => 0,
            Asked::Import(_, NODES) => 1,
            Asked::Import(..) => 2,
            Asked::Undo(_) if self.world.ends_with_import => 4,
            Asked::Undo(_) => 3,
            Asked::Redo => 5,
        };
        let after = self.windows[kind].instant(&mut self.random);
        let kills = self.tally.kills;
        let acknowledged = self.run(asked, Some(after));
        let was_killed = self.tally.kills > kills;
        self.tally.commands += 1;
        self.tally.kills_in[kind] += u64::from(was_killed);
        self.tally.early += u64::from(was_killed && acknowledged == 0);
        self.windows[kind].learn(acknowledged > 0 || !was_killed);
    }

    /// Runs a command, killed after a while if it is said after which, and looks at what it left. Gives how many commits
    /// it acknowledged.
    fn run(&mut self, asked: Asked, kill_after: Option<Duration>) -> u64 {
        // Two runs of undos in a row could not be told apart: look before and after.
        let is_named = asked.is_named();
        if !is_named {
            self.look();
        }
        let printed = self.agon(&asked.arguments(), kill_after);
        let acknowledged = printed.lines().filter(|line| line.ends_with(')') && line.contains("(commit ")).count() as u64;
        self.tally.acknowledged += acknowledged;
        self.world.pending.push(Step { what: asked, acknowledged });
        // Now and then the program itself comes upon what was left, not this test.
        if !is_named || !self.random.next_u64().is_multiple_of(4) {
            self.look();
        }
        acknowledged
    }

    fn look(&mut self) {
        let database = self.world.open();
        self.tally.looks += 1;
        self.tally.mended += u64::from(!database.notices().is_empty());
        self.tally.unsaid += self.world.compare_commits(&database);
        if self.tally.kills >= self.next_thorough {
            self.next_thorough = self.tally.kills + THOROUGH;
            self.tally.thorough += 1;
            self.world.compare_everything(&database);
        }
    }

    /// A last look at a database.
    fn end(&mut self) {
        self.look();
        self.next_thorough = self.tally.kills + THOROUGH;
        self.tally.thorough += 1;
        self.world.compare_everything(&self.world.open());
    }

    /// The program's own `check`.
    fn check(&mut self) {
        let printed = self.agon(&["check".to_owned()], None);
        assert!(printed.ends_with("sound\n"), "{printed}");
    }
}

impl World {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            model: MemorySnapshot::new(),
            totals: vec![Totals::default()],
            pending: Vec::new(),
            undoable: 0,
            ends_with_import: false,
        }
    }

    fn open(&self) -> Database {
        let environment = Environment {
            clock: Box::new(FixedClock(Timestamp::from_millis(0))),
            entropy: Box::new(SeededEntropy::new(1)),
            author: "the test".into(),
            holder: "the test".into(),
            wait: Duration::from_secs(5),
        };
        Database::open(&self.folder.path().join(".agon"), environment).expect("a killed program leaves a sound database")
    }

    /// Compares the commits with what was asked for and acknowledged. Gives how many were durable and not yet said.
    fn compare_commits(&mut self, database: &Database) -> u64 {
        let known = self.totals.len() as u64 - 1;
        let head = database.snapshot().revision();
        assert!(head >= known, "the commits after {head} up to {known} are lost");
        let mut next = known + 1;
        let mut unsaid = 0;
        for step in std::mem::take(&mut self.pending) {
            let mut found = 0;
            while next <= head && found < step.what.most() {
                let commit = database.snapshot().commit(next).expect("readable").expect("it is in the log");
                if !step.what.made(&commit) {
                    break;
                }
                if let Some(changes) = step.what.changes() {
                    assert_eq!(commit.counts.total(), changes, "commit {next} of {step:?} is not whole");
                }
                self.learn(database, next);
                self.undoable = if matches!(step.what, Asked::Undo(_)) { self.undoable - 1 } else { self.undoable + 1 };
                found += 1;
                next += 1;
            }
            assert!(found >= step.acknowledged, "{step:?}: only {found} of its commits are there");
            unsaid += found - step.acknowledged;
        }
        assert_eq!(next, head + 1, "nobody asked for commit {next}");
        assert_eq!(database.snapshot().totals().expect("readable"), self.model.totals().expect("memory can be read"));
        unsaid
    }

    /// Feeds the model with a commit.
    fn learn(&mut self, database: &Database, sequence: u64) {
        let commit = database.snapshot().commit(sequence).expect("readable").expect("it is in the log");
        let changes: Vec<Change> = database.changes(sequence).expect("it is there").collect::<Result<_, _>>().expect("readable");
        assert_eq!(commit.counts.total(), changes.len() as u64);
        let kind = commit.kind;
        self.ends_with_import = commit.message.starts_with("import ");
        self.model.apply(commit, changes);
        let totals = self.model.totals().expect("memory can be read");
        if let CommitKind::Undo(taken) = kind {
            assert_eq!(totals, self.totals[taken as usize - 1], "commit {sequence} did not take back {taken}");
        }
        self.totals.push(totals);
        assert_eq!(self.totals.len() as u64, sequence + 1);
    }

    /// Every record against the model, and the store against itself.
    fn compare_everything(&self, database: &Database) {
        let (state, model) = (database.snapshot(), &self.model);
        assert!(state.scan_nodes(None, usize::MAX).expect("readable") == model.scan_nodes(None, usize::MAX).expect("readable"));
        assert_eq!(state.maps().expect("readable"), model.maps().expect("readable"));
        for map in state.maps().expect("readable") {
            assert!(state.placements_in(map.id).expect("readable") == model.placements_in(map.id).expect("readable"));
            let links = state.links_in(map.id).expect("readable");
            assert_eq!(links, model.links_in(map.id).expect("readable"));
            for link in links {
                assert_eq!(state.link(link).expect("readable"), model.link(link).expect("readable"));
            }
        }
        let report = database.check().expect("the disk works");
        assert!(report.is_sound(), "{:?}", report.problems);
    }
}

fn number(key: &str, otherwise: u64) -> u64 {
    std::env::var(key).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn a_killed_program_loses_nothing_it_acknowledged_and_leaves_nothing_half_done() {
    let kills = number("AGON_KILLS", 200);
    let start = Instant::now();
    let mut run = Run::new(number("AGON_KILL_SEED", 1));
    let mut databases = 1;
    while run.tally.kills < kills {
        if run.tally.kills >= databases * RENEW {
            run.end();
            run.begin();
            databases += 1;
        }
        run.step();
        assert!(run.tally.commands < 20 * kills, "most of {} commands end before they are killed", run.tally.commands);
    }
    run.end();
    run.check();
    let tally = &run.tally;
    let kinds: Vec<String> = KINDS.iter().zip(tally.kills_in).map(|(kind, count)| format!("{count} {kind}")).collect();
    println!("{} commands on {databases} databases in {:.0} s", tally.commands, start.elapsed().as_secs_f64());
    println!("killed: {} ({}), {} before they said anything", tally.kills, kinds.join(", "), tally.early);
    println!("ended before the kill: {}", tally.ended);
    println!("commits acknowledged: {}, lost: 0; durable and not yet said: {}", tally.acknowledged, tally.unsaid);
    println!("looks: {}, thorough: {}, with something to mend: {}", tally.looks, tally.thorough, tally.mended);
}
