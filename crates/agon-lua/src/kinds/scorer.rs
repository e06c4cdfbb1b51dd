//! Scorers: a Lua function for each node, or one for the whole map, behind `agon_core::extend::Scorer`.

use std::cell::RefCell;
use std::rc::Rc;

use agon_core::extend::{Convergence, ExtendError, Registry, Scorer, Scoring};
use agon_core::model::{Map, NodeIndex, NodeKind, Score};
use mlua::{AnyUserData, Buffer, Function, Table, Value, Variadic};

use super::order::{Run, order};
use super::{by, options_table};
use crate::api::columns::{self, NONE};
use crate::api::map::{MapHandle, Own};
use crate::api::records::{ID_LENGTH, write_id};
use crate::description::{Role, ScorerEntry};
use crate::error::Failure;
use crate::load::Plugin;

/// How many nodes are asked in one go.
const CHUNK: usize = 4_096;
/// How often a circle is gone through at most.
const MAX_SWEEPS: u32 = 1_000;
/// A circle is settled when no number moves further than this.
const SETTLED: f64 = 1e-9;

/// Asks a chunk of nodes. Written in Lua, because Lua calling Lua is the cheapest call there is, and for just the
/// columns that the scorer asks for. `row` asks nodes that stand in a row, `list` those whose places are listed;
/// both return what was wrong, or nothing. `progress` holds which node of a list was asked last.
///
/// In `row` every argument is computed where the call wants it: to move a number that was just made stalls the processor
/// for as long as the rest of the loop takes.
const DRIVER: &str = r#"
local ids, places, progress, out COLUMNS = ...
local function row(score, map, options, first, last, step)
    local ids, out COLUMNS = ids, out COLUMNS
    for at = first, last, step do
        local number = score(map, ROW_NODE, options VALUES)
        CHECK
    end
    return nil
end
local function list(score, map, options, count)
    for i = 1, count do
        buffer.writeu32(progress, 0, i)
        local at = buffer.readu32(places, i * 4 - 4)
        local number = score(map, LIST_NODE, options VALUES)
        CHECK
    end
    return nil
end
return row, list
"#;

/// What a scorer may return: a number in 0..1, or nil.
const CHECK: &str = r#"
        if number == nil then
            number = -1
        elseif type(number) ~= "number" or not (number >= 0 and number <= 1) then
            return number
        end
        buffer.writef64(out, at * 8, number)
"#;

fn driver(positions: bool, columns: usize) -> String {
    let names: String = (0..columns).map(|column| format!(", c{column}")).collect();
    let values: String = (0..columns).map(|column| format!(", (buffer.readf64(c{column}, at * 8))")).collect();
    let (row_node, list_node) = match positions {
        true => ("at + 1", "at + 1"),
        false => ("buffer.readstring(ids, (at - first) * step * 36, 36)", "buffer.readstring(ids, i * 36 - 36, 36)"),
    };
    let driver = DRIVER.replace("COLUMNS", &names).replace("CHECK", CHECK).replace("VALUES", &values);
    driver.replace("ROW_NODE", row_node).replace("LIST_NODE", list_node)
}

pub(crate) struct LuaScorer {
    plugin: Rc<Plugin>,
    entry: ScorerEntry,
}

impl LuaScorer {
    pub(crate) fn new(plugin: &Rc<Plugin>, entry: &ScorerEntry) -> Self {
        Self { plugin: Rc::clone(plugin), entry: entry.clone() }
    }

    fn failed(&self, map: &Map, node: Option<NodeIndex>) -> String {
        failed(&self.plugin.name, &self.entry.name, map, node)
    }

    /// The complaint about what a scorer returned for a node.
    fn refused(&self, map: &Map, node: NodeIndex, value: &Value) -> ExtendError {
        let label = map.node(node).label();
        let returned = match value {
            Value::Number(number) => format!("returned {number} for `{label}`; a score lies in 0..1"),
            Value::Integer(number) => format!("returned {number} for `{label}`; a score lies in 0..1"),
            other => format!("returned a {} for `{label}`; a score is a number in 0..1, or nil for no opinion", type_word(other)),
        };
        Failure::Result(returned).error(&format!("plugin `{}`: scorer `{}`", self.plugin.name, self.entry.name))
    }

    fn each(&self, map: &Map, registry: &Registry, asked: &Each<'_>) -> Result<Scoring, ExtendError> {
        let vm = &self.plugin.vm;
        let limits = *vm.context.limits();
        let plan = order(map);
        let mut in_circle = vec![false; map.nodes().len()];
        for run in &plan.runs {
            if let Run::Circle(nodes) = run {
                for node in nodes {
                    in_circle[node.at()] = true;
                }
            }
        }
        // A circle starts from credences; elsewhere nothing is asked for before it is there.
        let start = map.nodes().iter().zip(&in_circle).map(|(node, in_circle)| match in_circle {
            true if node.kind != NodeKind::Question => node.base_credence().get(),
            _ => f64::NAN,
        });
        let start = columns::numbers(&vm.lua, start);
        let in_circle = Rc::new(in_circle);
        // One deadline for the whole map: calls within it end no later.
        let _whole = vm.start(limits.long);
        let outcome = vm.lua.scope(|scope| {
            let out = start?;
            let own = Own { scores: out.clone(), in_circle: Rc::clone(&in_circle) };
            let handle = MapHandle::lent(map, registry, &vm.context, Some(own));
            let chunk = CHUNK.min(map.nodes().len());
            let ids = vm.lua.create_buffer_with_capacity(if asked.positions { 0 } else { chunk * ID_LENGTH })?;
            let places = vm.lua.create_buffer_with_capacity(chunk * 4)?;
            let progress = vm.lua.create_buffer([0; 4])?;
            let mut shared = vec![ids.clone(), places.clone(), progress.clone(), out.clone()];
            for column in asked.columns {
                shared.push(handle.column(&vm.lua, column)?);
            }
            let driver = vm.lua.load(driver(asked.positions, asked.columns.len())).set_name("=host");
            let (row, list) = driver.call(shared.into_iter().collect::<Variadic<Buffer>>())?;
            let asking = Asking {
                scorer: self,
                map,
                score: asked.score,
                handle: scope.create_userdata(handle)?,
                options: options_table(&vm.lua, &self.plugin.options)?,
                row,
                list,
                ids: (!asked.positions).then_some(ids),
                places,
                progress,
                out,
                bytes: RefCell::default(),
            };
            Ok(asking.runs(&plan.runs))
        });
        outcome.map_err(|error| Failure::from(error).error(&self.failed(map, None)))?
    }

    fn whole(&self, map: &Map, registry: &Registry, score_all: &Function) -> Result<Scoring, ExtendError> {
        let vm = &self.plugin.vm;
        let limits = *vm.context.limits();
        let what = self.failed(map, None);
        let returned: Result<Value, Failure> = vm
            .lua
            .scope(|scope| {
                let handle = scope.create_userdata(MapHandle::lent(map, registry, &vm.context, None))?;
                let options = options_table(&vm.lua, &self.plugin.options)?;
                Ok(vm.call(score_all, (handle, options), limits.call))
            })
            .unwrap_or_else(|error| Err(Failure::from(error)));
        let returned = returned.map_err(|failure| failure.error(&what))?;
        let count = map.nodes().len();
        let mut nodes = Vec::with_capacity(count);
        let counted = |given: usize| {
            let message = format!("scorer returned {given} numbers for {count} nodes");
            Failure::Result(message).error(&format!("plugin `{}`: scorer `{}`", self.plugin.name, self.entry.name))
        };
        match &returned {
            Value::Buffer(buffer) => {
                if buffer.len() != count * 8 {
                    return Err(counted(buffer.len() / 8));
                }
                columns::read(buffer, |number| {
                    let score = Score::new(number).ok();
                    if score.is_none() && number != NONE {
                        return Err(self.refused(map, NodeIndex(nodes.len() as u32), &Value::Number(number)));
                    }
                    nodes.push(score);
                    Ok(())
                })?;
            }
            Value::Table(table) => {
                if table.raw_len() != count {
                    return Err(counted(table.raw_len()));
                }
                for at in 0..count {
                    let value: Value = table.raw_get(at + 1).map_err(|error| Failure::from(error).error(&what))?;
                    let none = matches!(value, Value::Boolean(false)) || value.as_number() == Some(NONE);
                    nodes.push(self.checked(map, at, &value, none)?);
                }
            }
            other => {
                let message =
                    format!("returned a {}; score_all returns a table or a buffer of {count} numbers", type_word(other));
                let who = format!("plugin `{}`: scorer `{}`", self.plugin.name, self.entry.name);
                return Err(Failure::Result(message).error(&who));
            }
        }
        Ok(Scoring { nodes, links: None, convergence: Convergence::AsGiven })
    }

    fn checked(&self, map: &Map, at: usize, value: &Value, none: bool) -> Result<Option<Score>, ExtendError> {
        if none {
            return Ok(None);
        }
        let number = match value {
            Value::Number(number) => Some(*number),
            Value::Integer(number) => Some(*number as f64),
            _ => None,
        };
        match number.and_then(|number| Score::new(number).ok()) {
            Some(score) => Ok(Some(score)),
            None => Err(self.refused(map, NodeIndex(at as u32), value)),
        }
    }
}

/// Who failed at what.
pub(crate) fn failed(plugin: &str, entry: &str, map: &Map, node: Option<NodeIndex>) -> String {
    let by = by(plugin, "scorer", entry);
    match node {
        Some(node) => format!("plugin `{plugin}` failed while scoring node `{}`{by}", map.node(node).label()),
        None => format!("plugin `{plugin}` failed while scoring map `{}`{by}", map.info().name),
    }
}

/// What a per-node scorer asks to be handed.
struct Each<'a> {
    score: &'a Function,
    positions: bool,
    columns: &'a [String],
}

/// One walk of a per-node scorer over a map.
struct Asking<'a> {
    scorer: &'a LuaScorer,
    map: &'a Map,
    score: &'a Function,
    handle: AnyUserData,
    options: Table,
    row: Function,
    list: Function,
    /// The ids of a chunk's nodes one after the other, where the scorer is handed ids.
    ids: Option<Buffer>,
    /// Where the chunk's nodes stand, where they do not stand in a row.
    places: Buffer,
    progress: Buffer,
    out: Buffer,
    bytes: RefCell<Vec<u8>>,
}

impl Asking<'_> {
    fn runs(&self, runs: &[Run]) -> Result<Scoring, ExtendError> {
        let mut convergence = Convergence::AsGiven;
        for run in runs {
            match run {
                Run::Line(nodes) => {
                    for chunk in nodes.chunks(CHUNK) {
                        match row_of(chunk) {
                            Some(row) => self.ask_row(chunk, row)?,
                            None => self.ask_list(chunk)?,
                        }
                    }
                }
                Run::Circle(nodes) => convergence = worse(convergence, self.circle(nodes)?),
            }
        }
        let mut nodes = Vec::with_capacity(self.map.nodes().len());
        columns::read(&self.out, |number| {
            nodes.push(Score::new(number).ok());
            Ok::<(), ExtendError>(())
        })?;
        Ok(Scoring { nodes, links: None, convergence })
    }

    /// Goes through a circle in map order until nothing moves.
    fn circle(&self, nodes: &[NodeIndex]) -> Result<Convergence, ExtendError> {
        let mut residual = f64::INFINITY;
        for sweeps in 1..=MAX_SWEEPS {
            let before: Vec<f64> = nodes.iter().map(|node| self.number(*node)).collect();
            for chunk in nodes.chunks(CHUNK) {
                self.ask_list(chunk)?;
            }
            let steps = nodes.iter().zip(&before).map(|(node, before)| step(*before, self.number(*node)));
            residual = steps.fold(0.0, f64::max);
            if residual <= SETTLED {
                return Ok(Convergence::Converged { residual, sweeps });
            }
        }
        Ok(Convergence::NotConverged { residual, sweeps: MAX_SWEEPS })
    }

    fn number(&self, node: NodeIndex) -> f64 {
        f64::from_le_bytes(self.out.read_bytes(node.at() * 8))
    }

    /// Puts the ids of nodes where the driver reads them.
    fn write_ids(&self, nodes: &[NodeIndex]) {
        let Some(ids) = &self.ids else { return };
        let mut bytes = self.bytes.borrow_mut();
        bytes.clear();
        for node in nodes {
            write_id(&mut bytes, self.map.node(*node).id.as_bytes());
        }
        ids.write_bytes(0, &bytes);
    }

    /// Asks nodes that stand in a row, none of which was asked before.
    fn ask_row(&self, nodes: &[NodeIndex], (first, last, step): (u32, u32, i32)) -> Result<(), ExtendError> {
        self.write_ids(nodes);
        let vm = &self.scorer.plugin.vm;
        let arguments = (self.score, &self.handle, &self.options, first, last, step);
        let outcome = vm.call(&self.row, arguments, vm.context.limits().long);
        self.judged(outcome, || nodes.iter().copied().find(|node| self.number(*node).is_nan()))
    }

    fn ask_list(&self, nodes: &[NodeIndex]) -> Result<(), ExtendError> {
        self.write_ids(nodes);
        let mut bytes = self.bytes.borrow_mut();
        bytes.clear();
        for node in nodes {
            bytes.extend_from_slice(&node.0.to_le_bytes());
        }
        self.places.write_bytes(0, &bytes);
        drop(bytes);
        let vm = &self.scorer.plugin.vm;
        let arguments = (self.score, &self.handle, &self.options, nodes.len());
        let outcome = vm.call(&self.list, arguments, vm.context.limits().long);
        self.judged(outcome, || {
            let at = u32::from_le_bytes(self.progress.read_bytes(0)) as usize;
            nodes.get(at.max(1) - 1).copied()
        })
    }

    /// What came of asking; `asked` tells which node was asked last.
    fn judged(&self, outcome: Result<Value, Failure>, asked: impl FnOnce() -> Option<NodeIndex>) -> Result<(), ExtendError> {
        match (outcome, asked) {
            (Ok(Value::Nil), _) => Ok(()),
            (Ok(wrong), asked) => Err(match asked() {
                Some(node) => self.scorer.refused(self.map, node, &wrong),
                None => Failure::Result(format!("returned a {}", type_word(&wrong))).error(&self.scorer.failed(self.map, None)),
            }),
            (Err(failure), asked) => Err(failure.error(&self.scorer.failed(self.map, asked()))),
        }
    }
}

/// Where nodes start and end and which way they go, if they stand in a row.
fn row_of(nodes: &[NodeIndex]) -> Option<(u32, u32, i32)> {
    let (first, last) = (nodes.first()?.0, nodes.last()?.0);
    let up = nodes.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0);
    let down = nodes.windows(2).all(|pair| pair[0].0 == pair[1].0 + 1);
    (up || down).then_some((first, last, if up { 1 } else { -1 }))
}

/// How far a number moved; from an opinion to none, or back, is the farthest.
fn step(before: f64, after: f64) -> f64 {
    match (before >= 0.0, after >= 0.0) {
        (true, true) => (before - after).abs(),
        (false, false) => 0.0,
        _ => 1.0,
    }
}

fn worse(one: Convergence, other: Convergence) -> Convergence {
    let rank = |convergence: &Convergence| match convergence {
        Convergence::Exact | Convergence::AsGiven => (0, 0.0, 0),
        Convergence::Converged { residual, sweeps } => (1, *residual, *sweeps),
        Convergence::NotConverged { residual, sweeps } => (2, *residual, *sweeps),
    };
    if rank(&other) > rank(&one) { other } else { one }
}

fn type_word(value: &Value) -> &'static str {
    match value {
        Value::Boolean(_) => "boolean",
        Value::String(_) => "text",
        Value::Nil => "nil",
        other => other.type_name(),
    }
}

impl Scorer for LuaScorer {
    fn name(&self) -> &str {
        &self.entry.name
    }

    fn summary(&self) -> &str {
        &self.entry.summary
    }

    fn plugin(&self) -> Option<&str> {
        Some(&self.plugin.name)
    }

    fn score(&self, map: &Map, registry: &Registry) -> Result<Scoring, ExtendError> {
        let failed = |failure: Failure| failure.error(&self.failed(map, None));
        let _at_work = self.plugin.vm.context.common.at_work(&self.entry.name).map_err(failed)?;
        let score = self.plugin.function(Role::Score, &self.entry.name).map_err(failed)?;
        if self.entry.is_whole {
            return self.whole(map, registry, score);
        }
        self.each(map, registry, &Each { score, positions: self.entry.positions, columns: &self.entry.columns })
    }
}
