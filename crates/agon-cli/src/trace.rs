//! Tracing to stderr: `-v` shows what is done and how long it takes.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::arguments::Global;

/// Starts tracing as the flags say. `--log-filter` and `AGON_LOG` come before `-v` and `-q`.
pub fn start(global: &Global) {
    let level = match (global.quiet, global.verbose) {
        (true, _) => "error",
        (false, 0) => "warn",
        (false, 1) => "info",
        (false, 2) => "debug",
        (false, _) => "trace",
    };
    let filter = global.log_filter.clone().unwrap_or_else(|| level.to_owned());
    let filter = EnvFilter::try_new(&filter).unwrap_or_else(|_| EnvFilter::new(level));
    let spans = if global.verbose > 0 { FmtSpan::CLOSE } else { FmtSpan::NONE };
    // A second call in one process (tests) keeps the first: nothing to do about it.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_span_events(spans)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time()
        .try_init();
}
