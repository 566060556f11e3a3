//! Who is told when something changes. A page that is open hears that its ride or setup changed, and reads it again.

use std::time::Duration;

use tokio::sync::broadcast;

/// Every so often an open page reads again without being told: another server may have written.
pub const READ_AGAIN: Duration = Duration::from_secs(2);

/// Tells open pages, within this server.
#[derive(Debug, Clone)]
pub struct Live {
    changes: broadcast::Sender<String>,
}

impl Default for Live {
    fn default() -> Self {
        Self { changes: broadcast::Sender::new(256) }
    }
}

impl Live {
    /// A ride or setup changed; call it after the commit.
    pub fn changed(&self, id: &str) {
        // Nobody listening is no error.
        let _ = self.changes.send(id.to_owned());
    }

    /// Hears every change from now on.
    pub fn listen(&self) -> Changes {
        Changes { changes: self.changes.subscribe() }
    }
}

/// The changes one page hears.
#[derive(Debug)]
pub struct Changes {
    changes: broadcast::Receiver<String>,
}

impl Changes {
    /// Waits until that id changed, or until it is time to read again anyway.
    pub async fn of(&mut self, id: &str) {
        let told = async {
            loop {
                match self.changes.recv().await {
                    Ok(changed) if changed == id => break,
                    Ok(_) => {}
                    // Too many at once to hear them all, so this one may have been among them.
                    Err(_) => break,
                }
            }
        };
        let _ = tokio::time::timeout(READ_AGAIN, told).await;
    }
}
