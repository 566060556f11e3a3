//! What more than one page says: navigation, menu, states.

use super::phrases;

phrases! {
    brand: "vuelta", "vuelta";
    titled(page: &str): "{page} · Vuelta", "{page} · Vuelta";
    skip: "Ir al contenido", "Skip to content";
    home: "Vuelta, inicio", "Vuelta, home";
    main_navigation: "Principal", "Main";
    go_book: "Pedir", "Ride";
    go_rides: "Mis viajes", "My rides";
    go_wallet: "Mis cuentas", "My accounts";
    go_profile: "Mi perfil", "My profile";
    back: "Volver", "Back";

    menu: "Menú", "Menu";
    language: "Idioma", "Language";
    spanish: "Español", "Español";
    english: "English", "English";
    theme: "Apariencia", "Appearance";
    theme_system: "Auto", "Auto";
    theme_light: "Claro", "Light";
    theme_dark: "Oscuro", "Dark";
    sign_out: "Cerrar sesión", "Sign out";

    notice: "Aviso", "Notice";
    demo: "Esto es una demo: no se mueve dinero real", "This is a demo: no real money moves";
    mend: "Revisa esto", "Please check this";
    refresh: "Actualizar", "Refresh";
    reconnecting: "Se cortó la conexión. Reconectando…", "Connection lost. Reconnecting…";

    map: "Mapa de Santiago", "Map of Santiago";
    map_of(from: &str, to: &str): "Mapa de Santiago con la ruta de {from} a {to}", "Map of Santiago with the route from {from} to {to}";
    from: "Desde", "From";
    to: "Hasta", "To";
    paid: "Pagado", "Paid";
    unpaid: "No cobrado", "Not charged";
    in_progress: "Procesando", "Processing";
    pending: "En camino", "On its way";
    approval: "Falta que confirmes", "Needs your approval";
    in_review: "En revisión", "Under review";
    cancelled: "Cancelado", "Cancelled";
    no_cost: "Sin costo", "No cost";
    refund_under_way: "En camino", "On its way";
    refunded: "Devuelta", "Given back";
}
