//! Every attack ends in time, is blamed on its plugin, and leaves the next plugin unharmed.

mod scene;

use std::time::{Duration, Instant};

use agon_core::extend::{ExtendError, Options, Output, Registry};

use scene::attacks::{own, shared};
use scene::{Plugins, complaint, debate, exporter, scorer, tight, whole};

/// Far above twice the limit of 500 ms, so that a busy machine does not fail the test.
const BOUND: Duration = Duration::from_secs(10);

/// A fifth of the time, for the second and third way of running the same attack.
fn tighter() -> agon_lua::HostOptions {
    let mut options = tight();
    options.limits.call = Duration::from_millis(100);
    options.limits.long = Duration::from_millis(100);
    options
}

/// What came of one attack: the complaint, or nothing where it did no harm.
fn attack(registry: &Registry, kind: &str) -> Option<ExtendError> {
    let map = debate();
    match kind {
        "exporter" => {
            let exporter = registry.exporter("hostile").expect("it is there");
            exporter.export(&map, &Options::check(exporter.options(), []).expect("defaults"), registry).err()
        }
        _ => registry.scorer("hostile").expect("it is there").score(&map, registry).err(),
    }
}

fn check(scripts: &[(String, String)]) {
    let good = exporter("good", "return string.format('%d nodes, %s', map:count(), ('x'):upper())");
    for (name, body) in scripts {
        for (kind, source, limits) in [
            ("scorer", scorer("hostile", body), tight()),
            ("whole", whole("hostile", body), tighter()),
            ("exporter", exporter("hostile", body), tighter()),
        ] {
            let place = Plugins::new(&[("hostile", &source), ("good", &good)]);
            let (_host, registry) = place.host(limits);
            let start = Instant::now();
            let failed = attack(&registry, kind);
            assert!(start.elapsed() < BOUND, "{name} as {kind} took {:?}", start.elapsed());
            if start.elapsed() > Duration::from_secs(1) {
                println!("{name} as {kind} took {:?}", start.elapsed());
            }
            let mut timed = false;
            if let Some(failed) = failed {
                let complaint = complaint(failed);
                timed = complaint.code == "plugin/time";
                assert!(complaint.message.contains("plugin `hostile`"), "{name} as {kind}: {complaint}");
                let shown = format!("{complaint} {}", complaint.excerpt.as_deref().unwrap_or_default());
                assert!(!shown.replace('\n', "").chars().any(char::is_control), "{name}: {shown:?}");
                assert!(shown.len() < 5_000, "{name}: {} bytes of complaint", shown.len());
            }
            // The same plugin may be asked again, and the next one does not notice.
            let again = Instant::now();
            if kind == "exporter" || !timed {
                attack(&registry, kind);
            }
            assert!(again.elapsed() < BOUND, "{name} as {kind} again took {:?}", again.elapsed());
            let good = registry.exporter("good").expect("it is there");
            let exported = good.export(&debate(), &Options::default(), &registry).expect("the next plugin works").output;
            assert_eq!(exported, Output::Document(b"6 nodes, X".to_vec()), "{name}");
        }
    }
}

/// The same scripts where plugins are loaded: at the top of `init.lua`.
fn check_loading(scripts: &[(String, String)]) {
    for (name, body) in scripts {
        let place = Plugins::new(&[("hostile", body)]);
        let mut host = agon_lua::Host::new(tighter());
        let start = Instant::now();
        let (_, complaints) = host.load_all(&[place.root()], &agon_lua::Settings::new());
        assert!(start.elapsed() < BOUND, "loading {name} took {:?}", start.elapsed());
        assert!(!complaints.is_empty(), "{name} is no plugin");
    }
}

#[test]
fn our_own_attacks_are_bounded() {
    let scripts = own();
    assert!(scripts.len() >= 80);
    check(&scripts);
}

#[test]
fn our_own_attacks_are_bounded_while_loading() {
    check_loading(&own());
}

#[test]
fn the_shared_attacks_are_bounded() {
    let scripts = shared();
    check(&scripts);
    check_loading(&scripts);
}

#[test]
fn attacks_that_return_fail_the_contract() {
    let refused = [
        "return_nan",
        "return_infinity",
        "return_negative",
        "return_text",
        "return_cycle",
        "return_deep",
        "return_map",
        "return_liar",
        "keep_map",
    ];
    for (name, body) in own().iter().filter(|(name, _)| refused.contains(&name.as_str())) {
        let (_host, registry) = Plugins::new(&[("hostile", &scorer("hostile", body))]).host(tight());
        assert!(attack(&registry, "scorer").is_some(), "{name}");
        let (_host, registry) = Plugins::new(&[("hostile", &whole("hostile", body))]).host(tight());
        assert!(attack(&registry, "whole").is_some(), "{name}");
    }
}

#[test]
fn what_a_plugin_prints_is_named_escaped_and_bounded() {
    use std::cell::RefCell;
    use std::rc::Rc;
    let said: Rc<RefCell<Vec<String>>> = Rc::default();
    let held = Rc::clone(&said);
    let mut options = tight();
    options.log = Rc::new(move |_, plugin, line| held.borrow_mut().push(format!("{plugin}: {line}")));
    let body = "print('a', 1, nil, {}) print('\\27[2J') while true do print(string.rep('x', 100000)) end";
    let (_host, registry) = Plugins::new(&[("hostile", &exporter("hostile", body))]).host(options);
    assert!(attack(&registry, "exporter").is_some());
    let said = said.borrow();
    assert_eq!(said[0], "hostile: a\t1\tnil\ttable");
    assert_eq!(said[1], "hostile: \\u{1b}[2J");
    assert!(said.iter().map(String::len).sum::<usize>() < 2 << 20);
    assert!(said.last().is_some_and(|line| line.contains("says too much")));
}
