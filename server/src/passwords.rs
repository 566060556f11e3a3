//! Passwords: argon2id with the parameters OWASP gives as the least (19 MiB, two passes, one lane).

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;
use vuelta::rider::Password;

/// Hashes and checks passwords, a few at a time: each needs 19 MiB, and thirty at once would take what the machine has.
#[derive(Debug, Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// Checked when nobody has that e-mail, so that the answer takes as long.
    decoy: Arc<str>,
}

/// Hashing failed; it only can when memory is out.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct HashError;

impl Passwords {
    /// How many are hashed at once.
    const AT_ONCE: usize = 2;

    /// Makes the hasher.
    ///
    /// # Errors
    /// When the first hash fails.
    pub fn new() -> Result<Self, HashError> {
        let decoy = hash(b"nobody's password")?;
        Ok(Self { permits: Arc::new(Semaphore::new(Self::AT_ONCE)), decoy: decoy.into() })
    }

    /// The PHC string of a password.
    ///
    /// # Errors
    /// When hashing fails.
    pub async fn hash(&self, password: &Password) -> Result<String, HashError> {
        let typed = password.clone();
        self.run(move || hash(typed.expose().as_bytes())).await?
    }

    /// Whether the password belongs to the hash; with no hash, takes as long and says no.
    ///
    /// # Errors
    /// When the hasher is gone.
    pub async fn matches(&self, password: &Password, hash: Option<String>) -> Result<bool, HashError> {
        let (typed, known) = (password.clone(), hash.is_some());
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let matches = move || {
            // Bounded before hashing: the cost must not grow with what a stranger sends.
            let fits = typed.expose().chars().count() <= Password::MOST;
            let parsed = PasswordHash::new(&hash).ok();
            fits && parsed
                .is_some_and(|parsed| Argon2::default().verify_password(typed.expose().as_bytes(), &parsed).is_ok())
        };
        Ok(self.run(matches).await? && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| HashError)?;
        // The permit goes with the work: whoever hangs up does not make room for another while theirs still runs.
        let work = move || {
            let done = work();
            drop(permit);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| HashError)
    }
}

fn hash(password: &[u8]) -> Result<String, HashError> {
    Argon2::default().hash_password(password).map(|hash| hash.to_string()).map_err(|_| HashError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let passwords = Passwords::new().unwrap();
        let right = Password::typed("una clave larga");
        let hash = passwords.hash(&right).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.matches(&right, Some(hash.clone())).await.unwrap());
        assert!(!passwords.matches(&Password::typed("otra clave larga"), Some(hash)).await.unwrap());
        assert!(!passwords.matches(&Password::typed("nobody's password"), None).await.unwrap());
    }
}
