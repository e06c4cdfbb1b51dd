//! The host of Lua plugins: finds them, loads them in a sandbox, and lets them in by the doors of `agon_core::extend`.
