//! Riders: what they type when they sign up, checked before it is believed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Instant, Rut, id::RiderId, rut::RutError};

/// A person with an account here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rider {
    /// Who.
    pub id: RiderId,
    /// How we call them.
    pub name: String,
    /// How they sign in.
    pub email: Email,
    /// Sent to Fintoc as the customer's tax id and as `holder_id`; not unique with us.
    pub rut: Rut,
    /// When they signed up.
    pub joined_at: Instant,
    /// Since when they try things out, as long as they are a guest: their name, e-mail and RUT are made up, and they have no
    /// password.
    pub guest_at: Option<Instant>,
}

impl Rider {
    /// Whether they try things out without an account.
    pub const fn is_guest(&self) -> bool {
        self.guest_at.is_some()
    }

    /// The first word of the name.
    pub fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }
}

/// An e-mail address, trimmed and in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address. Only its shape is checked; whether it exists, only a mail could tell.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.split_once('@')?;
        let domain_fits =
            domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.') && !domain.contains("..");
        let clean =
            !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'));
        let fits = !local.is_empty() && domain_fits && clean && !domain.contains('@') && text.len() <= 254;
        fits.then_some(Self(text))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A password on its way to be hashed. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Fewest characters a new password may have.
    pub const LEAST: usize = 10;
    /// Most characters: hashing is meant to be slow, so its input is bounded.
    pub const MOST: usize = 128;

    /// Takes a password as it was typed; nothing is trimmed.
    pub fn typed(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The characters, for the one function that hashes them.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What a sign-up form holds, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// RUT.
    pub rut: String,
    /// Password.
    pub password: Password,
}

/// What a sign-up form holds, once every field is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRider {
    /// Trimmed, 2 to 80 characters.
    pub name: String,
    /// Well-formed.
    pub email: Email,
    /// With the right check digit.
    pub rut: Rut,
    /// Long enough.
    pub password: Password,
}

/// One thing to mend in what a rider typed about themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "field", content = "problem", rename_all = "snake_case")]
pub enum SignUpProblem {
    /// No name, or an endless one.
    Name,
    /// Not an address.
    Email,
    /// Somebody signed up with it already.
    EmailTaken,
    /// Not a RUT.
    Rut(RutError),
    /// Too short.
    PasswordShort,
    /// Too long.
    PasswordLong,
    /// Among the first that anybody would try, or made of the e-mail or the brand.
    PasswordGuessable,
    /// Not the password they have.
    CurrentPassword,
    /// What cannot be undone was not confirmed.
    Unconfirmed,
}

/// Passwords that every list of leaked ones starts with and that are long enough to pass otherwise.
const GUESSABLE: [&str; 12] = [
    "1234567890",
    "12345678910",
    "0123456789",
    "9876543210",
    "qwertyuiop",
    "password123",
    "password1234",
    "contraseña1",
    "contrasena1",
    "contraseña123",
    "contrasena123",
    "iloveyou123",
];

impl SignUp {
    /// Checks every field and reports all that is wrong at once.
    ///
    /// # Errors
    /// The problems, in the order of the form.
    pub fn check(self) -> Result<NewRider, Vec<SignUpProblem>> {
        let mut problems = Vec::new();
        let name = check_name(&self.name).map_err(|problem| problems.push(problem)).unwrap_or_default();
        let email = Email::parse(&self.email);
        if email.is_none() {
            problems.push(SignUpProblem::Email);
        }
        let rut = self.rut.parse::<Rut>().map_err(|error| problems.push(SignUpProblem::Rut(error)));
        problems.extend(password_problem(&self.password, email.as_ref()));
        match (email, rut, problems.is_empty()) {
            (Some(email), Ok(rut), true) => Ok(NewRider { name, email, rut, password: self.password }),
            _ => Err(problems),
        }
    }
}

/// What a guest types to keep their rides and accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeepAccount {
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: Password,
}

/// The same, once every field is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Trimmed, 2 to 80 characters.
    pub name: String,
    /// Well-formed.
    pub email: Email,
    /// Long enough.
    pub password: Password,
}

impl KeepAccount {
    /// Checks every field and reports all that is wrong at once.
    ///
    /// # Errors
    /// The problems, in the order of the form.
    pub fn check(self) -> Result<Kept, Vec<SignUpProblem>> {
        let mut problems = Vec::new();
        let name = check_name(&self.name).map_err(|problem| problems.push(problem)).unwrap_or_default();
        let email = Email::parse(&self.email);
        if email.is_none() {
            problems.push(SignUpProblem::Email);
        }
        problems.extend(password_problem(&self.password, email.as_ref()));
        match (email, problems.is_empty()) {
            (Some(email), true) => Ok(Kept { name, email, password: self.password }),
            _ => Err(problems),
        }
    }
}

/// How a rider says that they mean to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Farewell {
    /// Of a rider with an account.
    pub password: Password,
    /// Of a guest, who has none.
    pub is_sure: bool,
}

/// Tidies a name.
///
/// # Errors
/// When there is none, or an endless one.
pub fn check_name(typed: &str) -> Result<String, SignUpProblem> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (2..=80).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(SignUpProblem::Name) }
}

/// What is wrong with a new password, if anything.
pub fn password_problem(password: &Password, email: Option<&Email>) -> Option<SignUpProblem> {
    let typed = password.expose();
    let length = typed.chars().count();
    let lower = typed.to_lowercase();
    let one_character = typed.chars().next().is_some_and(|first| typed.chars().all(|c| c == first));
    let from_email = email.is_some_and(|email| lower == email.as_str());
    match length {
        _ if length < Password::LEAST => Some(SignUpProblem::PasswordShort),
        _ if length > Password::MOST => Some(SignUpProblem::PasswordLong),
        _ if GUESSABLE.contains(&lower.as_str()) || one_character || from_email || lower.starts_with("vuelta123") => {
            Some(SignUpProblem::PasswordGuessable)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> SignUp {
        SignUp {
            name: "  Ana   Rojas ".into(),
            email: " Ana@Example.CL ".into(),
            rut: "12.345.678-5".into(),
            password: Password::typed("una clave larga"),
        }
    }

    #[test]
    fn a_good_form_is_tidied() {
        let rider = form().check().unwrap();
        assert_eq!((rider.name.as_str(), rider.email.as_str()), ("Ana Rojas", "ana@example.cl"));
    }

    #[test]
    fn every_problem_is_reported_at_once() {
        let form =
            SignUp { name: "A".into(), email: "ana@".into(), rut: "1-1".into(), password: Password::typed("corta") };
        assert_eq!(
            form.check().unwrap_err(),
            [
                SignUpProblem::Name,
                SignUpProblem::Email,
                SignUpProblem::Rut(RutError::WrongCheckDigit),
                SignUpProblem::PasswordShort
            ]
        );
    }

    #[test]
    fn passwords_that_anybody_would_try_are_refused() {
        for typed in ["1234567890", "aaaaaaaaaaaa", "ana@example.cl", "Vuelta1234"] {
            let form = SignUp { password: Password::typed(typed), ..form() };
            assert_eq!(form.check().unwrap_err(), [SignUpProblem::PasswordGuessable], "{typed}");
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        assert_eq!(format!("{:?}", form().password), "Password(…)");
    }

    #[test]
    fn texts_that_are_no_address_are_refused() {
        for text in ["", "ana", "ana@", "@x.cl", "ana@x", "ana@x..cl", "a b@x.cl", "ana@x.cl>", "a@b@c.cl"] {
            assert_eq!(Email::parse(text), None, "{text}");
        }
    }
}
