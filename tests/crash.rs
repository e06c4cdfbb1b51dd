//! Kills the program at random instants and looks at what is left: nothing acknowledged may be lost, nothing half
//! visible.
//!
//! Commands run as people run them; each is killed with SIGKILL somewhere between its start and a little after its usual
//! end. What a killed command had said on stdout is its acknowledgement. Every commit found afterwards must be whole and
//! the one that was asked for; the database must be what the journal of commits says, which a plain model in memory is
//! fed with. `AGON_KILLS` sets how often (200), `AGON_KILL_SEED` where the instants come from.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use agon_core::change::{Change, Commit, CommitKind, MemorySnapshot, Snapshot, Totals};
use agon_core::database::{Database, Environment};
use agon_core::model::{Element, FixedClock, MapBuilder, SeededEntropy, Timestamp};

/// Nodes of an imported map; each but the first supports the one before it.
const NODES: usize = 2000;

/// Of how many looks one compares and checks everything.
const THOROUGH: u64 = 10;

/// What a command was asked to do, and what it acknowledged.
#[derive(Debug)]
struct Step {
    what: Asked,
    acknowledged: u64,
}

#[derive(Debug, Clone)]
enum Asked {
    Add(String),
    Import(PathBuf),
    Undo(u64),
    Redo,
}

impl Asked {
    fn arguments(&self) -> Vec<String> {
        match self {
            Self::Add(name) => {
                ["add", "claim", &format!("It says {name}."), "--name", name, "--answers", "why"].map(str::to_owned).to_vec()
            }
            Self::Import(path) => vec!["import".into(), path.display().to_string()],
            Self::Undo(number) => vec!["undo".into(), number.to_string()],
            Self::Redo => vec!["redo".into()],
        }
    }

    /// How many commits it makes at most.
    fn most(&self) -> u64 {
        if let Self::Undo(number) = self { *number } else { 1 }
    }

    /// Whether this is one of its commits.
    fn made(&self, commit: &Commit) -> bool {
        match self {
            Self::Add(name) => commit.message == format!("add claim {name}"),
            Self::Import(path) => commit.message == format!("import {}", path.display()),
            Self::Undo(_) => matches!(commit.kind, CommitKind::Undo(_)),
            Self::Redo => matches!(commit.kind, CommitKind::Redo(_)),
        }
    }

    /// How many records a whole commit of it changes.
    fn changes(&self) -> Option<u64> {
        match self {
            Self::Add(_) => Some(3),
            Self::Import(_) => Some((1 + NODES + NODES + NODES - 1) as u64),
            Self::Undo(_) | Self::Redo => None,
        }
    }
}

/// How long a kind of command may run before it is killed: moves so that kills fall on both sides of the acknowledgement.
struct Window(Duration);

impl Window {
    fn instant(&self, random: &mut SeededEntropy) -> Duration {
        Duration::from_nanos(random.next_u64() % self.0.as_nanos().max(1) as u64)
    }

    fn learn(&mut self, was_acknowledged: bool) {
        let factor = if was_acknowledged { 0.96 } else { 1.03 };
        self.0 = self.0.mul_f64(factor).clamp(Duration::from_millis(2), Duration::from_secs(20));
    }
}

struct World {
    folder: tempfile::TempDir,
    random: SeededEntropy,
    model: MemorySnapshot,
    /// How much there was after each commit, the empty database first.
    totals: Vec<Totals>,
    pending: Vec<Step>,
    number: u64,
    /// Commits that can be taken back without taking back the question.
    undoable: u64,
    looks: u64,
    kills: u64,
    killed_before: u64,
    finished: u64,
    acknowledged: u64,
    /// Commits that were durable when the program was killed before it could say so.
    unsaid: u64,
    /// Kills in the middle of adds, imports, undos and redos.
    kills_in: [u64; 4],
    /// Looks that found a commit cut off, or a state that had to be built anew.
    mended: u64,
    windows: [Window; 4],
}

impl World {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let window = || Window(Duration::from_millis(60));
        let mut world = Self {
            folder,
            random: SeededEntropy::new(seed),
            model: MemorySnapshot::new(),
            totals: vec![Totals::default()],
            pending: Vec::new(),
            number: 0,
            undoable: 0,
            looks: 0,
            kills: 0,
            killed_before: 0,
            finished: 0,
            acknowledged: 0,
            unsaid: 0,
            kills_in: [0; 4],
            mended: 0,
            windows: [window(), window(), window(), window()],
        };
        let made = world.agon(&["init".to_owned()], None);
        assert!(made.0, "init: {}", made.2);
        let question = ["add", "question", "Why?", "--map", "m", "--new-map", "--name", "why"].map(str::to_owned);
        let asked = world.agon(&question, None);
        assert!(asked.0, "the question: {}", asked.2);
        let database = world.open();
        world.learn(&database, 1);
        drop(database);
        world
    }

    /// Runs a command, killed after a while if it is said after which. Gives whether it ended by itself and well, what it
    /// printed, and what it said.
    fn agon(&mut self, arguments: &[String], kill_after: Option<Duration>) -> (bool, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_agon"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().env("AGON_AUTHOR", "Ada");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        if let Some(after) = kill_after {
            let start = Instant::now();
            loop {
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
        }
        let output = child.wait_with_output().expect("a child can be waited for");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        if let Some(status) = output.status.code() {
            let nothing_left = said.contains("there is nothing to");
            assert!(status == 0 || nothing_left, "{arguments:?} ended with {status}: {said}");
            self.finished += u64::from(kill_after.is_some());
        } else {
            self.kills += 1;
        }
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned(), said)
    }

    fn choose(&mut self) -> Asked {
        self.number += 1;
        let last_was_import = matches!(self.pending.last(), Some(Step { what: Asked::Import(_), .. }));
        match self.random.next_u64() % 100 {
            _ if self.undoable < 4 => Asked::Add(format!("k{}", self.number)),
            _ if last_was_import && self.random.next_u64().is_multiple_of(3) => Asked::Undo(1),
            0..55 => Asked::Add(format!("k{}", self.number)),
            55..75 => Asked::Import(self.generated()),
            75..92 => Asked::Undo(1 + self.random.next_u64() % 3),
            _ => Asked::Redo,
        }
    }

    /// A file with a new map.
    fn generated(&mut self) -> PathBuf {
        let name = format!("i{}", self.number);
        let mut builder = MapBuilder::seeded(&name, self.number * 7919);
        for index in 0..NODES {
            builder = builder.claim(&format!("{name}-{index}"), &format!("Claim {index} of map {name}."));
        }
        for index in 1..NODES {
            builder = builder.supports(&format!("{name}-{index}"), &format!("{name}-{}", index - 1));
        }
        let path = self.folder.path().join(format!("{name}.json"));
        let mut text = Vec::new();
        agon_formats::json::write(&builder.build(), true, &mut text).expect("memory can be written");
        std::fs::write(&path, text).expect("the disk works");
        path
    }

    /// Runs one command and kills it.
    fn step(&mut self) {
        let asked = self.choose();
        // Two runs of undos in a row could not be told apart: look before and after.
        let is_plain = matches!(asked, Asked::Add(_) | Asked::Import(_));
        if !is_plain {
            self.look();
        }
        let kind = match asked {
            Asked::Add(_) => 0,
            Asked::Import(_) => 1,
            Asked::Undo(_) => 2,
            Asked::Redo => 3,
        };
        let after = self.windows[kind].instant(&mut self.random);
        let kills = self.kills;
        let (_, printed, _) = self.agon(&asked.arguments(), Some(after));
        let acknowledged = printed.lines().filter(|line| line.ends_with(')') && line.contains("(commit ")).count() as u64;
        self.acknowledged += acknowledged;
        self.kills_in[kind] += self.kills - kills;
        self.killed_before += u64::from(self.kills > kills && acknowledged == 0);
        self.windows[kind].learn(acknowledged > 0 || self.kills == kills);
        self.pending.push(Step { what: asked, acknowledged });
        // Now and then the program itself comes upon what was left, not this test.
        if !is_plain || !self.random.next_u64().is_multiple_of(4) {
            self.look();
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

    /// Opens the database and compares it with what was asked for and acknowledged.
    fn look(&mut self) {
        let database = self.open();
        self.mended += u64::from(!database.notices().is_empty());
        let known = self.totals.len() as u64 - 1;
        let head = database.snapshot().revision();
        assert!(head >= known, "commits {head}..={known} are lost");
        let mut next = known + 1;
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
                self.learn(&database, next);
                self.undoable = match step.what {
                    Asked::Undo(_) => self.undoable - 1,
                    _ => self.undoable + 1,
                };
                found += 1;
                next += 1;
            }
            assert!(found >= step.acknowledged, "{step:?}: only {found} of its commits are there");
            self.unsaid += found - step.acknowledged;
        }
        assert_eq!(next, head + 1, "nobody asked for commit {next}");
        self.looks += 1;
        assert_eq!(database.snapshot().totals().expect("readable"), self.model.totals().expect("readable"));
        if self.looks.is_multiple_of(THOROUGH) {
            self.compare(&database);
        }
    }

    /// Feeds the model with a commit.
    fn learn(&mut self, database: &Database, sequence: u64) {
        let commit = database.snapshot().commit(sequence).expect("readable").expect("it is in the log");
        let changes: Vec<Change> = database.changes(sequence).expect("it is there").collect::<Result<_, _>>().expect("readable");
        assert_eq!(commit.counts.total(), changes.len() as u64);
        let kind = commit.kind;
        self.model.apply(commit, changes);
        let totals = self.model.totals().expect("memory can be read");
        if let CommitKind::Undo(taken) = kind {
            assert_eq!(totals, self.totals[taken as usize - 1], "commit {sequence} did not take back {taken}");
        }
        self.totals.push(totals);
        assert_eq!(self.totals.len() as u64, sequence + 1);
    }

    /// Every record against the model, and the store against itself.
    fn compare(&self, database: &Database) {
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
        let why = state.element_named("why").expect("readable").and_then(|element| element.node());
        for link in why.map(|why| state.links_to(Element::Node(why)).expect("readable")).into_iter().flatten() {
            assert!(state.link(link).expect("readable").is_some());
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
    let mut world = World::new(number("AGON_KILL_SEED", 1));
    let start = Instant::now();
    let mut rounds = 0;
    while world.kills < kills {
        world.step();
        rounds += 1;
        assert!(rounds < 20 * kills, "most commands end before they are killed: {} of {rounds}", world.finished);
    }
    world.look();
    let database = world.open();
    world.compare(&database);
    drop(database);
    check_from_outside(world.folder.path());
    let [adds, imports, undos, redos] = world.kills_in;
    println!(
        "{rounds} commands in {:.0} s; killed: {} ({adds} adds, {imports} imports, {undos} undos, {redos} redos), of them {} \
         before they said anything; ended before the kill: {}",
        start.elapsed().as_secs_f64(),
        world.kills,
        world.killed_before,
        world.finished,
    );
    println!(
        "commits acknowledged: {}, durable and not yet said: {}, in the database: {}, lost: 0; looks: {}, of them {} with \
         something to mend",
        world.acknowledged,
        world.unsaid,
        world.totals.len() - 1,
        world.looks,
        world.mended,
    );
}

/// `agon check`, as a person would.
fn check_from_outside(folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_agon"));
    let output = command.arg("check").current_dir(folder).env_clear().output().expect("the program starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.ends_with("sound\n"), "{printed}");
}
