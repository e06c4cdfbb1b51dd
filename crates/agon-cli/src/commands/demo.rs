//! `agon demo [DIR]`: the worked dispute, from nothing to documents, in one command.

use std::path::{Path, PathBuf};

use agon_core::database::{Database, DatabaseError, ImportOptions, NoWatch};
use agon_core::extend::{ImportInput, Options};
use agon_core::model::Map;
use agon_reason::acceptability::grounded;
use agon_reason::rivals::{StabilityLimits, compare, stability};
use serde_json::json;

use super::rank::Ranked;
use super::tree;
use crate::argument::{Plan, rows};
use crate::arguments::Global;
use crate::deliver::{Target, deliver};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{Align, Table, style, wrap};
use crate::session::{self, Session};
use crate::settings::{self, Settings};
use crate::{conversion, corpus, reading};

/// Build a worked dispute, rank its rival answers, write documents, and say what to try next
///
/// Why do Japan and South Korea, both allies of the United States, not cooperate? Five published articles, mapped.
#[derive(clap::Args)]
pub struct Args {
    /// Where; the folder must hold no database yet
    #[arg(value_name = "DIR", default_value = "agon-demo")]
    dir: PathBuf,
}

/// The scorers that are compared: two that are built in, and a plugin in Lua.
const SCORERS: [&str; 3] = ["quadratic-energy", "dfquad", "evidence-weight"];

/// What is written: the format, and its options.
const EXPORTS: [(&str, &[&str]); 6] = [
    ("html", &["scores=quadratic-energy"]),
    ("svg", &["scores=quadratic-energy", "depth=5"]),
    ("docx", &[]),
    ("markdown", &[]),
    ("dot", &["scores=quadratic-energy"]),
    ("brief", &[]),
];

/// How many levels of the dispute are shown.
const LEVELS: usize = 3;

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let folder = args.dir.join(agon_core::database::FOLDER);
    if folder.exists() {
        return Err(Failure::refused(format!("there is a database in {} already", args.dir.display()))
            .hint("name another folder: agon demo DIR")
            .hint(format!("look at that one: agon --db {} maps", args.dir.display())));
    }
    let counts = build(&args.dir, global)?;
    let mut session = Session::open_at(&folder, global, output)?;
    session.load_plugins(output)?;
    let ranked = weigh(&session)?;
    let written = export(&session, &ranked.map, &args.dir, output)?;
    if output.is_json() {
        output.json(&json!({
            "database": folder, "maps": counts.iter().map(|(name, nodes, links)| json!({ "map": name, "nodes": nodes, "links": links }))
                .collect::<Vec<_>>(),
            "ranking": ranked.document(), "written": written,
        }));
    } else {
        show(&ranked, &counts, &written, &args.dir, output);
    }
    session.database.abandon();
    Ok(0)
}

/// A map's name, how many nodes and how many links it has.
type Count = (String, u64, u64);

/// Makes the database and imports the corpus, as a user would: the sources, then map by map.
fn build(dir: &Path, global: &Global) -> Result<Vec<Count>, Failure> {
    let _span = tracing::info_span!("build").entered();
    let shown = dir.display().to_string();
    std::fs::create_dir_all(dir).map_err(|error| Failure::io("create", &shown, error))?;
    let mut database = Database::init(dir, session::environment(global, &Settings::default(), 0))?;
    session::extend_builtin(database.registry_mut())?;
    let file = dir.join(settings::FILE);
    if !file.exists() {
        std::fs::write(&file, settings::TEMPLATE).map_err(|error| Failure::io("write", &file.display().to_string(), error))?;
    }
    let (name, text) = corpus::SOURCES;
    let (sources, complaints) = agon_formats::csl::read(&mut text.as_bytes(), name)?;
    if !complaints.is_empty() {
        return Err(Failure::complaints(complaints));
    }
    database.commit(&format!("add sources from {name}"), |draw| {
        for source in sources {
            draw.draft.put_source(source)?;
        }
        Ok::<(), DatabaseError>(())
    })?;
    let mut counts = Vec::new();
    for (name, text) in corpus::MAPS {
        let options = Options::default();
        let about = ImportInput { path: name, fallback_name: name.trim_end_matches(".argdown"), options: &options };
        let report = database.import("argdown", &mut text.as_bytes(), &about, &ImportOptions::default(), &mut NoWatch)?;
        if !report.warnings.is_empty() {
            return Err(Failure::complaints(report.warnings));
        }
        let map = report.map.map_or_else(String::new, |name| name.to_string());
        counts.push((map, report.nodes, report.links));
    }
    // Opened anew for showing, as any later command opens it; until then the state is on the disk.
    drop(database);
    Ok(counts)
}

fn weigh(session: &Session) -> Result<Ranked, Failure> {
    let _span = tracing::info_span!("weigh").entered();
    let map = reading::named_map(session.database.snapshot(), corpus::DISPUTE)?;
    let question = map.node_named(corpus::QUESTION).ok_or_else(|| Failure::refused("the dispute has lost its question"))?;
    let registry = session.database.registry();
    let mut scorings = Vec::new();
    for name in SCORERS {
        scorings.push((name, registry.scorer(name)?.score(&map, registry)?));
    }
    let pairs: Vec<_> = scorings.iter().map(|(name, scoring)| (*name, scoring)).collect();
    let comparison = compare(&map, question, &pairs);
    let stability = stability(&map, question, registry.scorer(SCORERS[0])?, registry, StabilityLimits::default())?;
    Ok(Ranked { comparison, stability: Some(stability), labelling: grounded(&map), map, question })
}

fn export(session: &Session, map: &Map, dir: &Path, output: &mut Output) -> Result<Vec<PathBuf>, Failure> {
    let _span = tracing::info_span!("write").entered();
    let out = dir.join("out");
    std::fs::create_dir_all(&out).map_err(|error| Failure::io("create", &out.display().to_string(), error))?;
    let registry = session.database.registry();
    let mut written = Vec::new();
    for (format, options) in EXPORTS {
        let exporter = registry.exporter(format)?;
        let typed: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let options = conversion::options(exporter.options(), &typed)?;
        let made = exporter.export(map, &options, registry)?;
        let stem = if exporter.plugin().is_some() { format!("{}-{format}", corpus::DISPUTE) } else { corpus::DISPUTE.to_owned() };
        let path = out.join(format!("{stem}.{}", exporter.extension()));
        written.extend(deliver(made.output, &Target::Path(path), "", output)?);
    }
    Ok(written)
}

fn show(ranked: &Ranked, counts: &[Count], written: &[PathBuf], dir: &Path, output: &mut Output) {
    let columns = output.width().min(100);
    let chapter = |output: &mut Output, text: &str| output.line(output.paint(style::HEADING, text));
    let say = |output: &mut Output, text: &str| {
        for line in wrap(text, columns, "", "") {
            output.line(line);
        }
    };
    let (nodes, links) = counts.iter().fold((0, 0), |sum, one| (sum.0 + one.1, sum.1 + one.2));
    say(
        output,
        &format!(
            "Built a database in {} from five published articles: {} maps, {nodes} nodes and {links} links.",
            dir.display(),
            counts.len()
        ),
    );
    output.line("");
    chapter(output, &format!("1. The dispute, its first {LEVELS} levels"));
    output.line("");
    let rows = rows(&ranked.map, Plan { depth: LEVELS, from: Some(ranked.question) });
    tree::print(&ranked.map, &rows, None, false, output);
    output.line("");
    output.line(output.paint(style::FAINT, tree::LEGEND));
    output.line("");
    chapter(output, "2. The rival answers, ranked by three scorers; evidence-weight is a plugin in Lua");
    output.line("");
    ranked.print(output);
    output.line("");
    chapter(output, "3. Documents to open");
    output.line("");
    let about = [
        "a page to read, search and fold, and a map to zoom into",
        "the map as a picture, its first five levels",
        "a report for Word, with a list of sources",
        "an outline with citations",
        "for Graphviz: dot -Tsvg",
        "a debate brief, made by a plugin in Lua",
    ];
    let mut table = Table::new(&[("file", Align::Left), ("what it is", Align::Left)]);
    for (path, about) in written.iter().zip(about) {
        table.row(vec![path.display().to_string(), about.to_owned()]);
    }
    table.print(output);
    output.line("");
    chapter(output, "4. What to try next");
    output.line("");
    output.line(format!("cd {}", dir.display()));
    let next = [
        ("agon show us-disengagement", "one claim, with everything around it"),
        ("agon why us-disengagement", "how its strength comes about"),
        ("agon rank why-no-cooperation --set us-disengagement=0.2", "what if we believed it less?"),
        ("agon find 'rebuttals & under(national-identity) & unanswered()'", "which rebuttals nobody met"),
        ("agon plugin new scorer my-weight", "weigh it your own way, in Lua"),
    ];
    let longest = next.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    for (command, about) in next {
        if longest + about.len() + 4 <= output.width() {
            output.line(format!("{command:<longest$}  {}", output.paint(style::FAINT, &format!("# {about}"))));
        } else {
            output.line(command);
        }
    }
}
