//! What riders read about themselves: their details, password and devices, and how to leave.

use vuelta::device::{Agent, Browser, System};

use super::{Lang, phrases};

phrases! {
    title: "Mi perfil", "My profile";
    since(day: &str): "En Vuelta desde el {day}", "With Vuelta since {day}";
    guest_since(day: &str): "De visita desde el {day}", "Visiting since {day}";

    details: "Tus datos", "Your details";
    save_name: "Guardar nombre", "Save name";
    rut_kept: "Solo mostramos una parte, por seguridad.", "We only show part of it, for your safety.";
    looks: "Idioma y apariencia", "Language and appearance";

    keep_title: "Quédate con esta cuenta", "Keep this account";
    keep_lead: "Pon tu nombre, un correo y una contraseña. Tus viajes y tus cuentas bancarias siguen acá.",
        "Add your name, an e-mail and a password. Your rides and your bank accounts stay right here.";
    keep: "Crear mi cuenta", "Create my account";

    password: "Contraseña", "Password";
    password_lead: "Al cambiarla cerramos tu sesión en los demás dispositivos.", "Changing it signs you out on your other devices.";
    current_password: "Contraseña actual", "Current password";
    new_password: "Contraseña nueva", "New password";
    change_password: "Cambiar contraseña", "Change password";

    devices: "Dispositivos con tu sesión", "Where you’re signed in";
    this_device: "Este dispositivo", "This device";
    seen(when: &str): "Última vez: {when}", "Last seen: {when}";
    end_device: "Cerrar sesión", "Sign out";
    end_named(device: &str): "Cerrar sesión en {device}", "Sign out on {device}";
    end_others: "Cerrar sesión en todos los demás", "Sign out everywhere else";

    data: "Tu información", "Your data";
    data_lead: "Descarga todo lo que guardamos sobre ti, o borra tu cuenta para siempre.",
        "Download everything we keep about you, or delete your account for good.";
    export: "Descargar mis datos", "Download my data";
    leave: "Borrar mi cuenta", "Delete my account";

    done_name: "Guardamos tu nombre.", "Your name is saved.";
    done_password: "Cambiaste tu contraseña. Cerramos tu sesión en los demás dispositivos.",
        "Your password is changed. You’re signed out on your other devices.";
    done_account: "¡Listo! Esta cuenta ya es tuya.", "Done! This account is yours now.";
    done_device: "Cerramos la sesión de ese dispositivo.", "That device is signed out.";
    done_devices: "Cerramos tu sesión en los demás dispositivos.", "You’re signed out everywhere else.";

    leave_title: "Borrar tu cuenta", "Delete your account";
    leave_lead: "Es para siempre. Esto es lo que va a pasar:", "This is for good. Here is what will happen:";
    leave_accounts: "Tus cuentas bancarias guardadas se desconectan de Vuelta.", "Your saved bank accounts are disconnected from Vuelta.";
    leave_person: "Borramos tu nombre, correo, RUT y contraseña.", "We delete your name, e-mail, RUT and password.";
    leave_sessions: "Cerramos tu sesión en todos tus dispositivos.", "You are signed out on all your devices.";
    leave_books: "Los viajes y pagos quedan en nuestros libros con un código, sin tu nombre: la contabilidad no se borra.",
        "Rides and payments stay in our books under a code, without your name: bookkeeping can’t be erased.";
    leave_export: "¿Quieres una copia antes? Descarga tus datos.", "Want a copy first? Download your data.";
    leave_password: "Tu contraseña, para confirmar", "Your password, to confirm";
    leave_sure: "Entiendo que no se puede deshacer", "I understand that this can’t be undone";
    leave_now: "Borrar mi cuenta para siempre", "Delete my account for good";
    leave_not: "Mejor no, volver a mi perfil", "On second thought, back to my profile";
    leave_wallet: "Ver mis cuentas", "See my accounts";

    goodbye_title: "Listo. Que te vaya bien.", "Done. Take care.";
    goodbye_text: "Borramos tus datos y cerramos tus sesiones. Si algún día quieres volver, puedes usar el mismo correo.",
        "We deleted your details and signed you out. If you ever want to come back, you can use the same e-mail.";
    goodbye_home: "Ir al inicio", "Go to the start";

    browser_on(browser: &str, system: &str): "{browser} en {system}", "{browser} on {system}";
    unknown_on(system: &str): "Un navegador en {system}", "A browser on {system}";
    browser_alone(browser: &str): "{browser}", "{browser}";
    unknown: "Otro navegador", "Another browser";
}

/// A browser, as its owner would name it.
pub(crate) fn agent(lang: Lang, agent: Agent) -> String {
    match (browser(agent.browser), system(agent.system)) {
        (Some(browser), Some(system)) => browser_on(lang, browser, system),
        (None, Some(system)) => unknown_on(lang, system),
        (Some(browser), None) => browser_alone(lang, browser),
        (None, None) => unknown(lang).to_owned(),
    }
}

const fn browser(browser: Browser) -> Option<&'static str> {
    match browser {
        Browser::Edge => Some("Edge"),
        Browser::Opera => Some("Opera"),
        Browser::Samsung => Some("Samsung Internet"),
        Browser::Firefox => Some("Firefox"),
        Browser::Chrome => Some("Chrome"),
        Browser::Safari => Some("Safari"),
        Browser::Other => None,
    }
}

const fn system(system: System) -> Option<&'static str> {
    match system {
        System::Android => Some("Android"),
        System::Iphone => Some("iPhone"),
        System::Ipad => Some("iPad"),
        System::Windows => Some("Windows"),
        System::Mac => Some("Mac"),
        System::ChromeOs => Some("ChromeOS"),
        System::Linux => Some("Linux"),
        System::Other => None,
    }
}
