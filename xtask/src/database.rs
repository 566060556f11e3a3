//! A throw-away PostgreSQL for the store's stories: its own cluster, port and folder, gone when dropped.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::shell::{self, Outcome, at, free_port, program, read};

const PATIENCE: Duration = Duration::from_secs(30);
const ADVICE: &str = "PostgreSQL is missing: install it (Debian: apt-get install postgresql; macOS: brew install postgresql), \
                      or leave it out with `cargo xtask test --without-postgres`";

/// The folder with PostgreSQL's programs. Debian keeps them off the PATH.
pub fn programs() -> Option<PathBuf> {
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let mut of_debian: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    of_debian.sort();
    on_path
        .into_iter()
        .chain(of_debian.into_iter().rev())
        .find(|folder| ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file()))
}

/// A running server; dropping it stops it and removes its folder.
pub struct Cluster {
    server: Child,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    pub fn start() -> Outcome<Self> {
        if programs().is_none() && shell::may_install() {
            shell::install("postgresql")?;
        }
        let programs = programs().ok_or(ADVICE)?;
        let owner = Owner::choose()?;
        let folder = env::temp_dir().join(format!("vuelta-postgres-{}", std::process::id()));
        at(&folder, fs::create_dir_all(&folder))?;
        owner.own(&folder)?;
        let data = folder.join("data");

        let mut initdb = owner.program(&programs.join("initdb"), &folder);
        initdb.args([
            "--username",
            "postgres",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync",
            "--pgdata",
        ]);
        read(initdb.arg(&data))?;

        let port = free_port()?;
        let log = folder.join("log");
        let output = at(&log, fs::File::create(&log))?;
        let mut server = owner.program(&programs.join("postgres"), &folder);
        server.arg("-D").arg(&data).args([
            "-p",
            &port.to_string(),
            "-c",
            "fsync=off",
            "-c",
            "listen_addresses=127.0.0.1",
        ]);
        server
            .arg("-c")
            .arg(format!("unix_socket_directories={}", folder.display()))
            .args(["-c", "max_connections=200"]);
        let server = server.stdout(Stdio::null()).stderr(output).spawn();
        let server = server.map_err(|error| format!("postgres could not be started: {error}"))?;
        let mut cluster = Self { server, folder, port };
        cluster.wait(&programs, &log)?;
        Ok(cluster)
    }

    /// What `TEST_POSTGRES_URL` shall say.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&mut self, programs: &Path, log: &Path) -> Outcome {
        let asked = Instant::now();
        loop {
            let mut ready = program(programs.join("pg_isready"));
            ready.args(["--quiet", "--host", "127.0.0.1", "--port", &self.port.to_string()]);
            if read(&mut ready).is_ok() {
                return Ok(());
            }
            if asked.elapsed() > PATIENCE || !matches!(self.server.try_wait(), Ok(None)) {
                return Err(format!("PostgreSQL did not start:\n{}", fs::read_to_string(log).unwrap_or_default()));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Asked by signal, so that it frees its shared memory; killed only when it does not listen.
        let asked = Command::new("kill").args(["-s", "QUIT", &self.server.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Whom the server runs as: PostgreSQL refuses root.
enum Owner {
    Ourselves,
    Other { user: u32, group: u32 },
}

impl Owner {
    fn choose() -> Outcome<Self> {
        if !shell::is_root() {
            return Ok(Self::Ourselves);
        }
        let id = |kind| {
            let number = read(program("id").args([kind, "postgres"]))?;
            number.trim().parse().map_err(|_| format!("`id {kind} postgres` printed no number"))
        };
        Ok(Self::Other { user: id("-u")?, group: id("-g")? })
    }

    #[cfg(unix)]
    fn own(&self, folder: &Path) -> Outcome {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { user, group } => at(folder, std::os::unix::fs::chown(folder, Some(*user), Some(*group))),
        }
    }

    #[cfg(unix)]
    fn program(&self, path: &Path, folder: &Path) -> Command {
        use std::os::unix::process::CommandExt;
        let mut command = Command::new(path);
        // Its own folder: that user may not be able to enter ours.
        command.current_dir(folder);
        if let Self::Other { user, group } = self {
            command.uid(*user).gid(*group);
        }
        command
    }

    #[cfg(not(unix))]
    fn own(&self, _: &Path) -> Outcome {
        Ok(())
    }

    #[cfg(not(unix))]
    fn program(&self, path: &Path, folder: &Path) -> Command {
        let mut command = Command::new(path);
        command.current_dir(folder);
        command
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_leaves_nothing_behind() {
        // Without PostgreSQL there is nothing to leave.
        if programs().is_none() {
            return;
        }
        let cluster = Cluster::start().unwrap();
        let folder = cluster.folder.clone();
        assert!(folder.join("data").is_dir());
        drop(cluster);
        assert!(!folder.exists());
    }
}
