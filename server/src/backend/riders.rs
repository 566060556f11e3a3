//! People: taking them in, and telling who signs in.

use async_trait::async_trait;
use vuelta::{
    id::RiderId,
    ports::Riders,
    refusal::{Refusal, Trouble},
    rider::{Email, Password, Rider, SignUp, SignUpProblem},
};

use super::{Backend, calls, incident::OrIncident};
use crate::{
    ids,
    points::{Write, commit},
    store::riders,
};

#[async_trait]
impl Riders for Backend {
    async fn sign_up(&self, form: SignUp) -> Result<RiderId, Trouble> {
        let new = form.check().map_err(|problems| Refusal::SignUp { problems })?;
        let password_hash = self.passwords.hash(&new.password).await.or_incident()?;
        let id = ids::rider();
        let now = self.clock.now();
        let row = riders::NewRow {
            id: &id,
            name: &new.name,
            email: &new.email,
            rut: &new.rut,
            password_hash: &password_hash,
            joined_at: now,
        };
        let mut tx = self.store.begin().await.or_incident()?;
        if !riders::insert(&mut tx, &row).await.or_incident()? {
            return Err(Refusal::SignUp { problems: vec![SignUpProblem::EmailTaken] }.into());
        }
        // Fintoc's customer is owed from now on; the outbox makes it before anybody needs it.
        let rider = Rider { id, name: new.name, email: new.email, rut: new.rut, joined_at: now };
        calls::owe_customer(&mut tx, &rider, now).await.or_incident()?;
        commit(tx, Write::SignUp).await.or_incident()?;
        self.wake();
        Ok(rider.id)
    }

    async fn sign_in(&self, email: &str, password: &Password) -> Result<RiderId, Trouble> {
        let Some(email) = Email::parse(email) else { return Err(Refusal::WrongCredentials.into()) };
        if self.sign_ins.check_key(&email.to_string()).is_err() {
            return Err(Refusal::TooManyTries.into());
        }
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let found = riders::credentials(&mut connection, &email).await.or_incident()?;
        drop(connection);
        let (id, hash) = found.unzip();
        let matches = self.passwords.matches(password, hash).await.or_incident()?;
        match id {
            Some(id) if matches => Ok(id),
            _ => Err(Refusal::WrongCredentials.into()),
        }
    }

    async fn rider(&self, id: &RiderId) -> Result<Rider, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        Ok(riders::find(&mut connection, id).await.or_incident()?.ok_or(Refusal::NotFound)?)
    }
}
