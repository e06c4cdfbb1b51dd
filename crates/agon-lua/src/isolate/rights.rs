//! What a worker may do: think, and speak through its pipes. On Linux nothing else.
//!
//! Three walls stand there, each enough alone against most of what a broken interpreter could try: a filter of system
//! calls (no files, no network, no processes, no executable memory), no new file descriptors, processes or file bytes by
//! resource limits, and a bound on address space that the host sets from outside. On other systems a worker is a process
//! without environment that is killed on its deadline, and no more; `docs/plugin-guide.md` says so.

use std::process::{Child, ExitStatus};

/// Address space that the program itself takes, with what its allocator sets aside.
const OWN_ROOM: u64 = 1 << 30;

/// The address space of a worker whose plugin may hold so many bytes.
pub(super) fn room(memory: usize) -> u64 {
    OWN_ROOM + memory as u64 * 5 / 4
}

/// How a process ended, in words.
pub(super) fn in_words(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("killed by signal {signal}");
    }
    match status.code() {
        Some(code) => format!("status {code}"),
        None => "nobody knows how".to_owned(),
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::process::Child;

    use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit, setrlimit};
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
        apply_filter_all_threads,
    };

    /// What needs no right: memory, time, locks, pipes that are open, and an end.
    const ALLOWED: [i64; 25] = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    pub(crate) fn give_room(child: &Child, bytes: u64) {
        let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else { return };
        let maximum = getrlimit(Resource::As).maximum;
        let current = maximum.map_or(bytes, |maximum| bytes.min(maximum));
        // A process that has ended needs no room.
        if let Err(error) = prlimit(Some(pid), Resource::As, Rlimit { current: Some(current), maximum }) {
            tracing::debug!(%error, "bounding a worker's address space");
        }
    }

    pub(crate) fn give_up() -> Result<(), String> {
        let none = || Rlimit { current: Some(0), maximum: Some(0) };
        for (resource, name) in [
            (Resource::Nofile, "open files"),
            (Resource::Nproc, "processes"),
            (Resource::Fsize, "file size"),
            (Resource::Core, "core files"),
        ] {
            setrlimit(resource, none()).map_err(|error| format!("its limit of {name} cannot be set: {error}"))?;
        }
        let filter = filter().map_err(|error| format!("the filter of system calls cannot be made: {error}"))?;
        apply_filter_all_threads(&filter).map_err(|error| format!("the filter of system calls cannot be set: {error}"))
    }

    fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALLOWED.into_iter().map(|call| (call, Vec::new())).collect();
        // Memory that could be run as code is nobody's need here: the interpreter compiles to its own bytecode.
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            let no_code = SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64), 0)?;
            rules.insert(call, vec![SeccompRule::new(vec![no_code])?]);
        }
        let arch = TargetArch::try_from(std::env::consts::ARCH)?;
        let refused = SeccompAction::Errno(libc::EPERM as u32);
        SeccompFilter::new(rules, refused, SeccompAction::Allow, arch)?.try_into()
    }
}

/// Bounds the address space of a worker, from outside.
pub(super) fn give_room(child: &Child, bytes: u64) {
    #[cfg(target_os = "linux")]
    linux::give_room(child, bytes);
    #[cfg(not(target_os = "linux"))]
    let _ = (child, bytes);
}

/// Gives up, for this whole process and for good, every right that a worker does not need. Threads that it wants must
/// run already.
///
/// # Errors
/// The system does not let it: then nothing untrusted may run here.
pub fn give_up_rights() -> Result<(), String> {
    #[cfg(target_os = "linux")]
    return linux::give_up();
    #[cfg(not(target_os = "linux"))]
    Ok(())
}
