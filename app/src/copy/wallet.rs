//! The wallet.

use super::phrases;

phrases! {
    title: "Mis cuentas", "My accounts";
    lead: "Pagas con la principal. Puedes elegir otra en cada viaje.", "You pay with the main one. You can pick another for each ride.";
    lead_empty: "Guarda tu cuenta bancaria una sola vez. Después pagas cada viaje con un toque.",
        "Save your bank account once. After that, every ride is one tap.";
    saved_accounts: "Cuentas guardadas", "Saved accounts";
    empty_title: "Todavía no tienes cuentas", "No accounts yet";
    empty_text: "Elige tu banco y autoriza una vez. Te toma un minuto.", "Choose your bank and approve once. It takes a minute.";
    dead_since(date: &str): "Tu banco desconectó esta cuenta el {date}. Vuelve a agregarla para pagar con ella.",
        "Your bank disconnected this account on {date}. Add it again to pay with it.";
    add_again: "Volver a agregar", "Add again";
    forget: "Olvidar esta cuenta", "Forget this account";
    forget_short: "Olvidar", "Forget";
    forget_named(account: &str): "Olvidar {account}", "Forget {account}";
    forget_question(account: &str): "¿Olvidar {account}?", "Forget {account}?";
    forget_here: "La borramos de Vuelta y la cancelamos en Fintoc: nadie podrá cobrarle otro viaje.",
        "We remove it from Vuelta and cancel it at Fintoc: no ride can be charged to it any more.";
    forget_bank: "En tu banco no cambia nada. Si quieres quitar el permiso también allá, entra a su sitio.",
        "Nothing changes at your bank. To withdraw the permission there too, visit its site.";
    forget_under_way: "Un pago que ya está en camino termina igual.", "A payment that is under way is still completed.";
    forget_receipts: "Tus comprobantes conservan sus últimos cuatro dígitos.", "Your receipts keep its last four digits.";
    forget_next(account: &str): "Desde ahora pagarás con {account}.", "From now on you’ll pay with {account}.";
    forget_last: "Es tu única cuenta activa: para pedir otro viaje tendrás que agregar una.",
        "It is your only active account: to book another ride you’ll have to add one.";
    keep: "Conservarla", "Keep it";
    forgotten(account: &str): "Olvidamos {account}", "We forgot {account}";
    forgotten_text: "Ya no se puede pagar con ella. Si la quieres de vuelta, agrégala de nuevo.",
        "It can’t be used to pay any more. If you want it back, add it again.";
    forget_note: "Al olvidar una cuenta la borramos de Vuelta. Para quitar el permiso en tu banco, entra a su sitio.",
        "When you forget an account we remove it from Vuelta. To withdraw the permission at your bank, visit its site.";
    add_title: "Agregar una cuenta", "Add an account";
    add_lead: "Elige tu banco. Te llevaremos a una página segura de Fintoc y volverás aquí.",
        "Choose your bank. We’ll take you to Fintoc’s secure page, and you’ll come back here.";
    any_bank: "Elegir en la página segura", "Choose on the secure page";
    never_password: "Tu clave se escribe solo en la página de tu banco o de Fintoc. Nosotros nunca la vemos.",
        "You type your password only on your bank’s or Fintoc’s page. We never see it.";

    confirming: "Estamos confirmando con tu banco…", "We’re confirming with your bank…";
    confirming_text: "Suele tomar unos segundos. Puedes cerrar esta página: tu cuenta aparecerá acá.",
        "It usually takes a few seconds. You can close this page: your account will appear here.";
    confirming_badge: "Confirmando", "Confirming";
    longer: "Está tardando más de lo normal", "This is taking longer than usual";
    longer_text: "Tu banco todavía no nos confirma. No tienes que hacer nada: te avisamos acá mismo.",
        "Your bank hasn’t confirmed yet. There’s nothing to do: we’ll tell you right here.";
    saved(account: &str): "¡Listo! {account} quedó guardada.", "Done! {account} is saved.";
    saved_unnamed: "¡Listo! Tu cuenta quedó guardada.", "Done! Your account is saved.";
    saved_text: "Ya puedes pagar tus viajes con un toque.", "You can now pay for rides with one tap.";
    book_now: "Pedir un viaje", "Book a ride";
    cancelled: "No guardamos nada", "Nothing was saved";
    cancelled_text: "Saliste o rechazaste en la página de tu banco. Elige tu banco otra vez o sigue donde quedaste.",
        "You left your bank’s page or rejected there. Choose your bank again, or carry on where you left off.";
    unfinished: "Dejaste una cuenta a medio guardar", "You left an account half saved";
    unfinished_text: "Puedes seguir donde quedaste o empezar de nuevo con otro banco.",
        "You can carry on where you left off, or start again with another bank.";
    carry_on: "Continuar donde quedaste", "Carry on where you left off";
    preparing: "Estamos preparando la página segura", "We’re preparing the secure page";
    preparing_text: "Fintoc todavía no nos responde. No guardamos nada: actualiza en un momento o elige tu banco otra vez.",
        "Fintoc hasn’t answered yet. Nothing was saved: refresh in a moment or choose your bank again.";
    expired: "Se acabó el tiempo", "Time ran out";
    expired_text: "No alcanzaste a autorizar y no guardamos nada. Elige tu banco para intentarlo de nuevo.",
        "It wasn’t approved in time and nothing was saved. Choose your bank to try again.";
    failed: "No pudimos guardar tu cuenta", "We couldn’t save your account";
    failed_text: "Tu banco no lo permitió o algo se cortó en el camino. No guardamos nada. Intenta de nuevo o con otro banco.",
        "Your bank didn’t allow it or something broke on the way. Nothing was saved. Try again or use another bank.";
}
