//! What a scorer is handed and reads one scalar at a time, against what the tables say.

mod scene;

use agon_core::extend::{Exported, Exporter, Options, Registry};
use agon_core::model::{Map, MapBuilder, Relation};
use agon_lua::{Host, Settings};

use scene::{Plugins, complaint, debate, exporter, options, scorer, shipped, whole};

fn said(body: &str, map: &Map) -> String {
    let place = Plugins::new(&[("x", &exporter("x", body))]);
    let (_host, registry) = place.host(options());
    let found: &dyn Exporter = registry.exporter("x").expect("it is there");
    match found.export(map, &Options::default(), &registry) {
        Ok(Exported { output: agon_core::extend::Output::Document(text), .. }) => String::from_utf8(text).expect("text"),
        other => panic!("{other:?}"),
    }
}

fn contradiction() -> Map {
    MapBuilder::new("m").claim("a", "a").claim("b", "b").claim("c", "c").contradicts("a", "b").named("clash").build()
}

#[test]
fn readers_say_what_the_tables_say_by_id_by_name_and_by_position() {
    let body = r#"
for position, id in ipairs(map:ids()) do
    local node = map:node(id)
    for _, which in ipairs({ id, position, node.label, node.position }) do
        assert(map:id(which) == node.id and map:position(which) == position)
        assert(map:kind(which) == node.kind and map:text(which) == node.text and map:credence(which) == node.credence)
        assert(map:node(which).id == id)
        for n, link in ipairs(map:links_to(which)) do
            local at, sign, strength = map:link_to(which, n)
            assert(map:link(at).id == link.id and strength == link.strength and map:strength(at) == strength)
            assert(map:relation(at) == link.relation and map:relation(link.id) == link.relation)
            assert(sign == (if link.is_pro then 1 elseif link.is_con then -1 else 0) and map:sign(link.id) == sign)
            for m, premise in ipairs(link.premises) do
                assert(map:id(map:premise(at, m)) == premise)
            end
            assert(map:premise(at, #link.premises + 1) == nil)
            for m, other in ipairs(map:links_to_link(at)) do
                assert(map:link((map:link_to_link(at, m))).id == other.id)
            end
        end
        assert(map:link_to(which, #map:links_to(which) + 1) == nil)
    end
end
return "done"
"#;
    assert_eq!(said(body, &debate()), "done");
}

#[test]
fn what_is_not_there_is_nil() {
    let body = r#"
for _, none in ipairs({ "nobody", 0, -1, 1.5, 1e300, 7, "01932c4e-7d00-7a3b-9c55-0f2e41d7aa10" }) do
    for _, reader in ipairs({ "id", "position", "kind", "credence", "text", "node", "relation", "sign", "strength", "link", "weakest" }) do
        local read = map[reader]
        assert(read(map, none) == nil, reader)
    end
    assert(map:link_to(none, 1) == nil and map:link_to_link(none, 1) == nil and map:premise(none, 1) == nil)
end
assert(map:link_to("drift", 0) == nil and map:premise("from-polls", 0) == nil)
return "done"
"#;
    assert_eq!(said(body, &debate()), "done");
}

#[test]
fn a_contradiction_is_read_from_either_end() {
    let body = r#"
local seen = {}
for _, name in ipairs({ "a", "b", "c" }) do
    local link, sign = map:link_to(name, 1)
    table.insert(seen, if link then sign .. map:node(map:premise(link, 1, name)).name else "-")
end
table.insert(seen, map:node(map:premise("clash", 1)).name)
return table.concat(seen, " ")
"#;
    assert_eq!(said(body, &contradiction()), "-1b -1a - a");
}

fn scored(name: &str, source: &str, map: &Map) -> Vec<Option<f64>> {
    let place = Plugins::new(&[(name, source)]);
    let (_host, registry) = place.host(options());
    let scoring = registry.scorer(name).expect("it is there").score(map, &registry);
    scoring.unwrap_or_else(|error| panic!("{error:#?}")).nodes.iter().map(|score| score.map(|score| score.get())).collect()
}

fn asking(source: &str, asked: &str) -> String {
    source.replace("score = score }", &format!("score = score, {asked} }}"))
}

#[test]
fn a_scorer_is_handed_positions_and_the_numbers_of_columns() {
    let body = "assert(map:position(id) == id)\nlocal kind, credence = ...\nif credence < 0 then return nil end\nreturn (kind + credence + id) / 100";
    let source = scorer("x", body).replace("(map, id, options)", "(map, id, options, ...)");
    let numbers = scored("x", &asking(&source, "positions = true, columns = { \"kind\", \"credence\" }"), &debate());
    assert_eq!(numbers, [None, Some(0.045), Some(0.055), Some(0.075), Some(0.085), Some(0.105)]);
}

#[test]
fn a_number_may_be_the_position_of_a_node_and_a_scorer_may_be_a_column() {
    let map = debate();
    let source = asking(&scorer("x", "return map:score(id, 'y')"), "columns = { \"y\" }, positions = true");
    let place = Plugins::new(&[("x", &source), ("y", &scorer("y", "return 0.25"))]);
    let (_host, registry) = place.host(options());
    let scoring = registry.scorer("x").expect("it is there").score(&map, &registry).expect("numbers");
    assert!(scoring.nodes.iter().all(|score| score.is_some_and(|score| score.get() == 0.25)));
}

#[test]
fn what_a_scorer_asks_to_be_handed_is_checked() {
    let refused = |source: &str| {
        let place = Plugins::new(&[("x", source)]);
        let mut host = Host::new(options());
        let (_, complaints) = host.load_all(&[place.root()], &Settings::new());
        complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let each = scorer("x", "return 1");
    assert!(refused(&asking(&each, "positions = 1")).contains("`scorers.x.positions` must be true or false"));
    for wrong in ["{ 1 }", "{ a = \"kind\" }", "{ \"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\" }"] {
        let complaint = refused(&asking(&each, &format!("columns = {wrong}")));
        assert!(complaint.contains("`scorers.x.columns` must be a list of at most 8 names"), "{complaint}");
    }
    let all = whole("x", "return {}").replace("score_all = score }", "score_all = score, positions = true }");
    assert!(refused(&all).contains("handed no nodes"), "{}", refused(&all));

    let place = Plugins::new(&[("x", &asking(&each, "columns = { \"credance\" }"))]);
    let (_host, registry) = place.host(options());
    let failed = complaint(registry.scorer("x").expect("it is there").score(&debate(), &registry).expect_err("no column"));
    assert!(failed.excerpt.as_deref().is_some_and(|text| text.contains("columns: credence, kind")), "{failed:?}");
}

/// `evidence-weight` as one would write it with tables.
const BY_TABLES: &str = r#"
local function weakest(map, link, id)
	local premises = link.premises
	if link.relation == "contradicts" and premises[1] == id then
		premises = { link.target }
	end
	local least = 1
	for _, premise in ipairs(premises) do
		least = math.min(least, map:score(premise) or 1)
	end
	return least
end
local function weight(map, link, id)
	local own = link.strength * weakest(map, link, id)
	local pro, con = 1, 0
	for _, other in ipairs(map:links_to_link(link.id)) do
		local share = weight(map, other, nil)
		if other.is_pro then
			pro += share
		else
			con += share
		end
	end
	return own * pro / (pro + con)
end
local function score(map, id)
	local node = map:node(id)
	if node.kind == "question" then
		return nil
	end
	local credence = node.credence or 0.5
	local support, attack = 2 * credence, 2 * (1 - credence)
	for _, link in ipairs(map:links_to(id)) do
		if link.is_pro then
			support += weight(map, link, id)
		elseif link.is_con then
			attack += weight(map, link, id)
		end
	end
	return support / (support + attack)
end
return { api = 1, name = "t", summary = "s", scorers = { t = { summary = "s", score = score } } }
"#;

/// Claims and rebuttals of earlier ones; links on links, linked premises, contradictions among them.
fn tangle() -> Map {
    let mut map = MapBuilder::new("m").question("q", "q").claim("n0", "0").answers("n0", "q");
    let mut seed = 1u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for n in 1..300 {
        let (name, to) = (format!("n{n}"), format!("n{}", random(n)));
        map = map.claim(&name, "x");
        if random(3) > 0 {
            map = map.credence(random(100) as f64 / 99.0);
        }
        let relation = if random(2) == 0 { Relation::Supports } else { Relation::Rebuts };
        let link = format!("l{n}");
        map = match random(6) {
            0 if n > 1 => map.underpins(&name, &format!("l{}", 1 + random(n - 1))),
            1 if n > 1 => map.undercuts(&name, &format!("l{}", 1 + random(n - 1))),
            2 => map.contradicts(&name, &to),
            3 if n > 1 && to != "n0" => map.link(&[&name, "n0"], relation, &to),
            _ => map.link(&[&name], relation, &to),
        };
        map = map.named(&link);
        if random(2) == 0 {
            map = map.strength(random(100) as f64 / 99.0);
        }
    }
    map.build()
}

#[test]
fn evidence_weight_is_to_the_last_digit_what_the_tables_add_up_to() {
    let place = Plugins::new(&[("t", BY_TABLES)]);
    let mut host = Host::new(options());
    let (_, complaints) = host.load_all(&[shipped(), place.root()], &Settings::new());
    assert!(complaints.is_empty(), "{complaints:#?}");
    let mut registry = Registry::new();
    host.register(&mut registry);
    for map in [tangle(), debate(), contradiction()] {
        let of = |name: &str| registry.scorer(name).expect("it is there").score(&map, &registry).expect("numbers");
        let (readers, tables) = (of("evidence-weight"), of("t"));
        assert_eq!(readers.nodes, tables.nodes);
        assert_eq!(readers.convergence, tables.convergence);
        assert!(readers.nodes.iter().flatten().any(|score| score.get() != 0.5));
    }
}
