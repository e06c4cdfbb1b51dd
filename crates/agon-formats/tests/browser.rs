//! The page in a browser that is not ours: hostile texts open no dialog, change no title and fetch nothing.

mod sink;

use std::net::TcpListener;
use std::process::{Command, Stdio};

use agon_core::model::MapBuilder;

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

#[test]
fn nothing_of_a_map_runs_in_a_browser_and_nothing_is_fetched() {
    let starts = |name: &&&str| Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    let Some(browser) = BROWSERS.iter().find(starts) else {
        eprintln!("skipped: no Chromium is in the path");
        return;
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.set_nonblocking(true).expect("it can wait without blocking");
    let address = listener.local_addr().expect("it has an address");
    let map = MapBuilder::new("hostile")
        .question("q", &format!("<img src=http://{address}/1 onerror=\"document.title='pwned'\">"))
        .claim("a", "</script><script>document.title='pwned'</script>")
        .claim("b", &format!("</title></desc></svg><svg onload=\"document.title='pwned'\"><image href='http://{address}/2'/>"))
        .claim("c", &format!("</style><style>@import 'http://{address}/3';</style><iframe src=http://{address}/4>"))
        .answers("a", "q")
        .supports("b", "a")
        .rebuts("c", "a")
        .build();
    let page = sink::export(&map, "html", &[]);
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("hostile.html");
    std::fs::write(&file, page).expect("the page can be written");
    let profile = folder.join("browser");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", file.display()))
        .stderr(Stdio::null())
        .output()
        .expect("the browser ends");
    let dom = String::from_utf8_lossy(&output.stdout);
    if dom.is_empty() {
        eprintln!("skipped: the browser shows nothing on this machine");
        return;
    }
    assert!(dom.contains("<title>hostile</title>"), "the title is as it was");
    let (_, tools) = dom.split_once("id=\"tools\"").expect("the page has tools");
    assert!(!tools.split('>').next().unwrap_or_default().contains("hidden"), "the script of the page ran");
    assert!(listener.accept().is_err(), "nothing was fetched");
}
