//! Signing up and signing in.

use vuelta::{
    rider::{Password, SignUpProblem},
    rut::RutError,
};

use super::{Lang, phrases};

phrases! {
    sign_up_title: "Crea tu cuenta", "Create your account";
    sign_up_lead: "Un minuto, y después cada viaje se paga con un toque.", "One minute now, then every ride is one tap.";
    sign_up: "Crear cuenta", "Create account";
    have_account: "¿Ya tienes cuenta?", "Already have an account?";
    sign_in_title: "Hola de nuevo", "Welcome back";
    sign_in_lead: "Inicia sesión para pedir tu viaje.", "Sign in to book your ride.";
    sign_in: "Iniciar sesión", "Sign in";
    no_account: "¿Primera vez por acá?", "First time here?";
    name: "Nombre", "Name";
    name_hint: "Como quieres que te llamemos.", "What we should call you.";
    email: "Correo", "E-mail";
    rut: "RUT", "RUT (Chilean ID)";
    rut_hint: "Por ejemplo 12.345.678-5. Con o sin puntos, como prefieras.", "For example 12.345.678-5. With or without dots.";
    password: "Contraseña", "Password";
    password_hint(least: usize): "Al menos {least} caracteres. Una frase corta funciona bien.",
        "At least {least} characters. A short sentence works well.";
    demo_note: "Esto es una demo: usa datos inventados. El RUT solo se revisa por su dígito verificador.",
        "This is a demo: use made-up details. Only the RUT’s check digit is verified.";

    name_wrong: "Escribe tu nombre, entre 2 y 80 letras.", "Enter your name, 2 to 80 letters.";
    email_wrong: "Ese correo no parece completo. Revisa que tenga @ y un dominio.",
        "That e-mail looks incomplete. Check that it has an @ and a domain.";
    email_taken: "Ya existe una cuenta con ese correo. Inicia sesión.", "There is an account with that e-mail already. Sign in.";
    rut_empty: "Escribe tu RUT.", "Enter your RUT.";
    rut_malformed: "Ese RUT no tiene la forma 12.345.678-5.", "That RUT does not look like 12.345.678-5.";
    rut_digit: "El dígito verificador no coincide. Revisa el número.", "The check digit does not match. Check the number.";
    password_short(least: usize): "Tu contraseña necesita al menos {least} caracteres.", "Your password needs at least {least} characters.";
    password_long(most: usize): "Tu contraseña puede tener hasta {most} caracteres.", "Your password can have up to {most} characters.";
    password_guessable: "Esa contraseña es de las primeras que alguien probaría. Elige otra.",
        "That password is among the first anybody would try. Pick another.";
    current_password: "Esa no es tu contraseña actual. Inténtalo de nuevo.", "That isn’t your current password. Try again.";
    unconfirmed: "Marca la casilla para confirmar que quieres borrar todo.", "Tick the box to confirm that you want to delete everything.";
}

/// What to mend, in a sentence.
pub(crate) fn problem(lang: Lang, problem: SignUpProblem) -> String {
    match problem {
        SignUpProblem::Name => name_wrong(lang).to_owned(),
        SignUpProblem::Email => email_wrong(lang).to_owned(),
        SignUpProblem::EmailTaken => email_taken(lang).to_owned(),
        SignUpProblem::Rut(RutError::Empty) => rut_empty(lang).to_owned(),
        SignUpProblem::Rut(RutError::Malformed) => rut_malformed(lang).to_owned(),
        SignUpProblem::Rut(RutError::WrongCheckDigit) => rut_digit(lang).to_owned(),
        SignUpProblem::PasswordShort => password_short(lang, Password::LEAST),
        SignUpProblem::PasswordLong => password_long(lang, Password::MOST),
        SignUpProblem::PasswordGuessable => password_guessable(lang).to_owned(),
        SignUpProblem::CurrentPassword => current_password(lang).to_owned(),
        SignUpProblem::Unconfirmed => unconfirmed(lang).to_owned(),
    }
}
