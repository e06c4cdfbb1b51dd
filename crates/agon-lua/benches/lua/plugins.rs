//! The plugins that are measured, behind a host as the program has it.

use std::time::Duration;

use agon_core::extend::Registry;
use agon_lua::{Host, HostOptions, Limits, SearchRoot, Settings};

/// Whole-map scorers, per-node scorers and an exporter. `LOOP` and `SWEEPS` stand for the loops that the yardsticks run
/// word for word.
const BENCH: &str = r#"
LOOP
SWEEPS

local function score_all(map)
    local edges = map:edges()
    return strongest(map:count(), map:column("credence"), edges.count, edges.premise, edges.target, edges.sign)
end

local function sweep_all(map)
    local edges = map:edges()
    return sweep(map:count(), map:column("credence"), edges.count, edges.premise, edges.target, edges.sign, edges.strength)
end

local function handed(map, node, options, credence)
    return credence / 2
end

local function by_id(map, id)
    return (map:credence(id) or 0.5) / 2
end

local function by_tables(map, id)
    local best = 0
    for _, link in ipairs(map:links_to(id)) do
        if link.is_pro then
            best = math.max(best, map:score(link.premises[1]))
        end
    end
    return (0.5 + best) / 2
end

local function by_readers(map, node, options, credence)
    local best, n, link, sign = 0, 1, map:link_to(node, 1)
    while link do
        if sign > 0 then
            best = math.max(best, map:weakest(link, node))
        end
        n += 1
        link, sign = map:link_to(node, n)
    end
    return (0.5 + best) / 2
end

local function export(map)
    local lines = {}
    for at, id in ipairs(map:ids()) do
        lines[at] = map:node(id).text
    end
    return table.concat(lines, "\n")
end

return {
    api = 1,
    name = "bench",
    summary = "For the benchmark.",
    scorers = {
        whole = { summary = "By columns.", score_all = score_all },
        sweeps = { summary = "By columns, gone through ten times.", score_all = sweep_all },
        handed = { summary = "A number of each node.", score = handed, positions = true, columns = { "credence" } },
        ["by-id"] = { summary = "The id of each node, and one question about it.", score = by_id },
        ["by-tables"] = { summary = "By nodes and the tables of their links.", score = by_tables },
        ["by-readers"] = { summary = "By nodes and what is read of their links.", score = by_readers, positions = true, columns = { "credence" } },
    },
    exporters = { texts = { summary = "Every text.", extension = "txt", export = export } },
}
"#;

/// Gives each node the mean of its credence and the strongest support it receives.
pub const LOOP: &str = r#"
local function strongest(count, credence, edges, premises, targets, sign)
    local best, out = buffer.create(count * 8), buffer.create(count * 8)
    for e = 0, edges - 1 do
        if buffer.readi8(sign, e) > 0 then
            local target = (buffer.readu32(targets, e * 4) - 1) * 8
            local weight = buffer.readf64(credence, (buffer.readu32(premises, e * 4) - 1) * 8)
            if weight > buffer.readf64(best, target) then
                buffer.writef64(best, target, weight)
            end
        end
    end
    for n = 0, count * 8 - 8, 8 do
        buffer.writef64(out, n, (buffer.readf64(credence, n) + buffer.readf64(best, n)) / 2)
    end
    return out
end
"#;

/// Goes ten times through all links and nodes, so that what the host does around it does not show.
pub const SWEEPS: &str = r#"
local function sweep(count, credence, edges, premises, targets, sign, strength)
    local now, pro, con = buffer.create(count * 8), buffer.create(count * 8), buffer.create(count * 8)
    buffer.copy(now, 0, credence)
    for sweep = 1, 10 do
        buffer.fill(pro, 0, 0)
        buffer.fill(con, 0, 0)
        for e = 0, edges - 1 do
            local premise, target = (buffer.readu32(premises, e * 4) - 1) * 8, (buffer.readu32(targets, e * 4) - 1) * 8
            local weight = buffer.readf64(now, premise) * buffer.readf64(strength, e * 8)
            local side = if buffer.readi8(sign, e) > 0 then pro else con
            buffer.writef64(side, target, buffer.readf64(side, target) + weight)
        end
        for n = 0, count * 8 - 8, 8 do
            local for_it, against_it = buffer.readf64(credence, n) + buffer.readf64(pro, n), 1 + buffer.readf64(con, n)
            buffer.writef64(now, n, for_it / (for_it + against_it))
        end
    end
    return now
end
"#;

const EVIDENCE_WEIGHT: &str = include_str!("../../../../plugins/evidence-weight/init.lua");

/// Within the memory that a plugin has unless the user says otherwise.
pub fn bench() -> (Host, Registry) {
    host("bench", BENCH.replace("LOOP", LOOP).replace("SWEEPS", SWEEPS), Limits::default().memory)
}

/// Within a gigabyte: an exporter that gathers a million texts holds them.
pub fn roomy() -> (Host, Registry) {
    host("bench", BENCH.replace("LOOP", LOOP).replace("SWEEPS", SWEEPS), 1 << 30)
}

/// As shipped, within the usual memory.
pub fn evidence_weight() -> (Host, Registry) {
    host("evidence-weight", EVIDENCE_WEIGHT.to_owned(), Limits::default().memory)
}

/// With time enough for a busy machine.
fn host(name: &'static str, source: String, memory: usize) -> (Host, Registry) {
    let limits = Limits { call: Duration::from_secs(60), long: Duration::from_secs(120), memory, ..Limits::default() };
    let mut host = Host::new(HostOptions { limits, ..HostOptions::default() });
    let files: &'static [(&str, &str)] = Box::leak(Box::new([("init.lua", &*source.leak())]));
    let root: &'static [_] = Box::leak(Box::new([(name, files)]));
    let (_, complaints) = host.load_all(&[SearchRoot::Memory(root)], &Settings::new());
    assert!(complaints.is_empty(), "{complaints:#?}");
    let mut registry = Registry::new();
    host.register(&mut registry);
    (host, registry)
}
