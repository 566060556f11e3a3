//! Who is told when something changes. A page that is open hears that its ride or setup changed, and reads it again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use tokio::sync::Notify;

/// Every so often an open page reads again without being told: whoever wrote may have died before it could say so.
pub const READ_AGAIN: Duration = Duration::from_secs(15);

/// Tells open pages. What this server writes it says at once; what others write, `workers/elsewhere.rs` finds out.
#[derive(Debug, Clone, Default)]
pub struct Live {
    subjects: Arc<Mutex<HashMap<String, Subject>>>,
}

/// Something that pages listen to.
#[derive(Debug, Default)]
struct Subject {
    pages: Vec<Arc<Notify>>,
    /// What the database said last; nothing before the first look.
    mark: Option<i64>,
}

impl Subject {
    fn ring(&self) {
        // A page that is busy reading finds the bell rung when it comes back: nothing is lost, and nothing queues up.
        self.pages.iter().for_each(|page| page.notify_one());
    }
}

impl Live {
    /// A ride, a setup or a rider's wallet changed; call it after the commit.
    pub fn changed(&self, id: &str) {
        if let Some(subject) = self.lock().get(id) {
            subject.ring();
        }
    }

    /// Hears every change of these from now on. Whoever reads after this call, and again whenever told, misses nothing.
    pub fn listen(&self, ids: &[&str]) -> Changes {
        let changes = Changes {
            live: self.clone(),
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            bell: Arc::new(Notify::new()),
        };
        let mut subjects = self.lock();
        for id in &changes.ids {
            subjects.entry(id.clone()).or_default().pages.push(Arc::clone(&changes.bell));
        }
        drop(subjects);
        changes
    }

    /// What pages listen to now.
    pub fn subjects(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    /// Takes in the marks that the database has for subjects, tells whoever listens to one whose mark is new, and gives their
    /// number. The first mark of a subject counts as new: its page may have read just before it.
    pub fn compare(&self, marks: &[(String, i64)]) -> usize {
        let mut subjects = self.lock();
        let mut told = 0;
        for (id, mark) in marks {
            if let Some(subject) = subjects.get_mut(id)
                && subject.mark.replace(*mark) != Some(*mark)
            {
                subject.ring();
                told += 1;
            }
        }
        told
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Subject>> {
        self.subjects.lock().expect("nobody panics while holding the subjects")
    }
}

/// The changes one page hears.
#[derive(Debug)]
pub struct Changes {
    live: Live,
    ids: Vec<String>,
    bell: Arc<Notify>,
}

impl Changes {
    /// Waits until something changed, or until it is time to read again anyway.
    pub async fn next(&self) {
        let _ = tokio::time::timeout(READ_AGAIN, self.bell.notified()).await;
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        let mut subjects = self.live.lock();
        for id in &self.ids {
            if let Some(subject) = subjects.get_mut(id) {
                subject.pages.retain(|page| !Arc::ptr_eq(page, &self.bell));
                if subject.pages.is_empty() {
                    subjects.remove(id);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    fn is_told(changes: &Changes) -> bool {
        changes.bell.notified().now_or_never().is_some()
    }

    #[test]
    fn a_page_hears_of_what_it_listens_to_even_if_it_was_not_waiting_yet() {
        let live = Live::default();
        let page = live.listen(&["ride_1", "rider_1"]);
        live.changed("ride_2");
        assert!(!is_told(&page));
        for id in ["ride_1", "rider_1"] {
            live.changed(id);
            live.changed(id);
            assert!(is_told(&page), "{id}");
            assert!(!is_told(&page), "once is enough");
        }
    }

    #[test]
    fn a_mark_is_told_when_it_is_the_first_or_another_one() {
        let live = Live::default();
        let page = live.listen(&["ride_1"]);
        let marks = |mark| [("ride_1".to_owned(), mark), ("ride_2".to_owned(), mark)];
        let told = [1, 1, 2, 2, 1].map(|mark| (live.compare(&marks(mark)), is_told(&page)));
        assert_eq!(told, [(1, true), (0, false), (1, true), (0, false), (1, true)]);
    }

    #[test]
    fn what_nobody_listens_to_any_more_is_forgotten() {
        let live = Live::default();
        let (one, other) = (live.listen(&["ride_1"]), live.listen(&["ride_1", "rider_1"]));
        drop(other);
        assert_eq!(live.subjects(), ["ride_1"]);
        drop(one);
        assert!(live.subjects().is_empty());
    }
}
