//! `agon repl`: one input after another in one state.

mod scene;

use std::rc::Rc;
use std::time::Duration;

use agon_core::extend::{Desk, Registry};
use agon_lua::{Host, HostOptions, Limits, Outcome, PluginSettings, Repl};

use scene::desk::PaperDesk;
use scene::{debate, options};

fn repl_within(long: Duration) -> Repl {
    let limits = Limits { long, ..Limits::default() };
    let host = Host::new(HostOptions { limits, ..options() });
    let desk: Rc<dyn Desk> = Rc::new(PaperDesk::over(debate()));
    host.repl(&PluginSettings::default(), desk, Rc::new(Registry::new())).expect("a state")
}

fn repl() -> Repl {
    repl_within(Duration::from_secs(30))
}

fn done(text: &str) -> Outcome {
    Outcome::Done(text.to_owned())
}

#[test]
fn globals_live_on_and_locals_do_not() {
    let repl = repl();
    assert_eq!(repl.evaluate("x = 4"), done(""));
    assert_eq!(repl.evaluate("x + 1"), done("5\n"));
    assert_eq!(repl.evaluate("_ * 2"), done("10\n"));
    assert_eq!(repl.evaluate("local y = 1"), done(""));
    assert_eq!(repl.evaluate("y"), done("nil\n"));
    assert_eq!(repl.evaluate("return 1, 'two'"), done("1\n\"two\"\n"));
    assert_eq!(repl.evaluate("-- nothing"), done(""));
}

#[test]
fn what_is_not_done_goes_on() {
    let repl = repl();
    for text in
        ["for i = 1, 2 do", "x = {", "1 +", "f(function()", "s = [[a", "if a then f()", "if a then f() else g()", "--[[ a"]
    {
        assert!(matches!(repl.evaluate(text), Outcome::Incomplete(_)), "{text}: {:?}", repl.evaluate(text));
    }
    for text in ["1 + * 2", "foo bar", "\"open", "end", "x = = 1", ")"] {
        assert!(matches!(repl.evaluate(text), Outcome::Failed(_)), "{text}: {:?}", repl.evaluate(text));
    }
    assert_eq!(repl.evaluate("if nil then 1 else 2"), done("2\n"));
}

#[test]
fn what_is_shown_is_bounded_and_runs_nothing() {
    let repl = repl();
    assert_eq!(repl.evaluate("t = {} t.t = t"), done(""));
    let Outcome::Done(shown) = repl.evaluate("t") else { panic!("it is shown") };
    assert!(shown.lines().count() < 10, "{shown}");
    let wide = "w = {} for i = 1, 50 do w[i] = {} for j = 1, 50 do w[i][j] = { j, j, { j } } end end return w";
    let Outcome::Done(shown) = repl.evaluate(wide) else { panic!("it is shown") };
    assert!(shown.lines().count() < 700 && shown.contains("30 more") && shown.ends_with("50 entries\n"), "{shown}");
    let trap = "setmetatable({}, { __index = function() error('run') end, __tostring = function() error('run') end, __len = function() error('run') end })";
    assert_eq!(repl.evaluate(trap), done("{}\n"));
    assert_eq!(repl.evaluate("agon.db:map('debate')"), done("map \"debate\": 6 nodes\n"));
}

#[test]
fn what_runs_too_long_or_is_stopped_leaves_the_state_usable() {
    let repl = repl_within(Duration::from_millis(100));
    let Outcome::Failed(message) = repl.evaluate("x = 1\nwhile true do\n  x += 1\nend") else { panic!("it ends") };
    assert!(message.starts_with("line ") && message.ends_with("it ran longer than 100 ms"), "{message}");
    assert_eq!(repl.evaluate("x > 1"), done("true\n"));

    let repl = repl_within(Duration::from_secs(60));
    let stopper = repl.stopper();
    let other = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        stopper.stop()
    });
    assert_eq!(repl.evaluate("while true do pcall(error) end"), Outcome::Stopped);
    assert!(!other.join().expect("it ends"), "nobody asked before");
    assert_eq!(repl.evaluate("1"), done("1\n"));
}

#[test]
fn names_are_completed_without_running_code() {
    let repl = repl();
    let words = |line: &str| repl.complete(line, line.len());
    assert_eq!(words("agon.pl"), (5, vec!["plot".to_owned()]));
    assert_eq!(words("x = agon.db:ch"), (12, vec!["chunks".to_owned()]));
    assert_eq!(words("stri"), (0, vec!["string".to_owned()]));
    assert_eq!(words("agon.db:map(\"deb"), (13, vec!["debate".to_owned()]));
    assert!(matches!(repl.evaluate("mine = agon.db:map('debate')"), Outcome::Done(_)));
    assert_eq!(words("min"), (0, vec!["mine".to_owned()]));
    assert_eq!(words("mine:links_f"), (5, vec!["links_from".to_owned()]));
    assert_eq!(words("mine.t"), (5, vec!["title".to_owned()]));
    assert!(matches!(repl.evaluate("trap = setmetatable({}, { __index = function() error('run') end })"), Outcome::Done(_)));
    assert_eq!(words("trap.x.y"), (7, vec![]));
    assert_eq!(words("é."), (3, vec![]));
}

/// What the reference and the completion say of a map is there.
#[test]
fn every_function_of_the_reference_is_there() {
    let repl = repl();
    let (_, names) = {
        assert!(matches!(repl.evaluate("m = agon.db:map('debate')"), Outcome::Done(_)));
        repl.complete("m:", 2)
    };
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        assert_eq!(repl.evaluate(&format!("type(m.{name})")), done("\"function\"\n"), "{name}");
    }
}
