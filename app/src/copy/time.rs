//! Dates and times as people in Santiago read them.

use jiff::{Timestamp, Zoned};
use vuelta::Instant;

use super::Lang;

const ZONE: &str = "America/Santiago";

/// The instant on Santiago's clocks; `None` for one no calendar holds.
fn in_santiago(at: Instant) -> Option<Zoned> {
    let timestamp = Timestamp::from_millisecond(at.millis()).ok()?;
    timestamp.in_tz(ZONE).ok()
}

/// `14:03`.
pub(crate) fn clock(at: Instant) -> String {
    in_santiago(at).map_or_else(String::new, |at| at.strftime("%H:%M").to_string())
}

/// `14:03:07,042`.
pub(crate) fn to_the_millisecond(at: Instant) -> String {
    in_santiago(at).map_or_else(String::new, |at| at.strftime("%H:%M:%S,%3f").to_string())
}

/// What machines read in `<time datetime>`.
pub(crate) fn machine(at: Instant) -> String {
    Timestamp::from_millisecond(at.millis()).map_or_else(|_| String::new(), |at| at.to_string())
}

/// `22 de noviembre`, `22 November`.
pub(crate) fn day(lang: Lang, at: Instant) -> String {
    in_santiago(at).map_or_else(String::new, |at| match lang {
        Lang::EsCl => format!("{} de {}", at.day(), month(lang, &at)),
        Lang::En => format!("{} {}", at.day(), month(lang, &at)),
    })
}

/// `22 de noviembre de 2026`, `22 November 2026`.
pub(crate) fn day_of_year(lang: Lang, at: Instant) -> String {
    in_santiago(at).map_or_else(String::new, |at| match lang {
        Lang::EsCl => format!("{} de {} de {}", at.day(), month(lang, &at), at.year()),
        Lang::En => format!("{} {} {}", at.day(), month(lang, &at), at.year()),
    })
}

/// `Noviembre de 2026`, `November 2026`.
pub(crate) fn month_of(lang: Lang, at: Instant) -> String {
    in_santiago(at).map_or_else(String::new, |at| {
        let (month, year) = (month(lang, &at), at.year());
        match lang {
            Lang::EsCl => {
                let mut letters = month.chars();
                let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
                format!("{first}{} de {year}", letters.as_str())
            }
            Lang::En => format!("{month} {year}"),
        }
    })
}

/// `22 de noviembre, 14:03`, `22 November, 14:03`.
pub(crate) fn short(lang: Lang, at: Instant) -> String {
    format!("{}, {}", day(lang, at), clock(at))
}

/// `domingo 22 de noviembre de 2026, 14:03`, `Sunday 22 November 2026, 14:03`.
pub(crate) fn full(lang: Lang, at: Instant) -> String {
    in_santiago(at).map_or_else(String::new, |at| {
        let (weekday, day, month, year) = (weekday(lang, &at), at.day(), month(lang, &at), at.year());
        let clock = at.strftime("%H:%M");
        match lang {
            Lang::EsCl => format!("{weekday} {day} de {month} de {year}, {clock}"),
            Lang::En => format!("{weekday} {day} {month} {year}, {clock}"),
        }
    })
}

/// How long ago that was. For what a page says only; nothing is decided by it.
pub(crate) fn ago(at: Instant) -> std::time::Duration {
    let now = Timestamp::now().as_millisecond();
    Instant::from_millis(now).since(at)
}

fn weekday(lang: Lang, at: &Zoned) -> &'static str {
    use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    match (at.weekday(), lang) {
        (Monday, Lang::EsCl) => "lunes",
        (Tuesday, Lang::EsCl) => "martes",
        (Wednesday, Lang::EsCl) => "miércoles",
        (Thursday, Lang::EsCl) => "jueves",
        (Friday, Lang::EsCl) => "viernes",
        (Saturday, Lang::EsCl) => "sábado",
        (Sunday, Lang::EsCl) => "domingo",
        (Monday, Lang::En) => "Monday",
        (Tuesday, Lang::En) => "Tuesday",
        (Wednesday, Lang::En) => "Wednesday",
        (Thursday, Lang::En) => "Thursday",
        (Friday, Lang::En) => "Friday",
        (Saturday, Lang::En) => "Saturday",
        (Sunday, Lang::En) => "Sunday",
    }
}

fn month(lang: Lang, at: &Zoned) -> &'static str {
    let names = match lang {
        Lang::EsCl => [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        Lang::En => [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    };
    usize::try_from(at.month()).ok().and_then(|month| names.get(month.wrapping_sub(1))).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22T17:03:00Z; Santiago is on summer time then, three hours behind.
    const AFTERNOON: Instant = Instant::from_millis(1_795_366_980_000);

    #[test]
    fn an_instant_is_told_in_santiagos_time() {
        assert_eq!(clock(AFTERNOON), "14:03");
        assert_eq!(full(Lang::EsCl, AFTERNOON), "domingo 22 de noviembre de 2026, 14:03");
        assert_eq!(full(Lang::En, AFTERNOON), "Sunday 22 November 2026, 14:03");
        assert_eq!(day(Lang::EsCl, AFTERNOON), "22 de noviembre");
        assert_eq!(
            [Lang::EsCl, Lang::En].map(|lang| month_of(lang, AFTERNOON)),
            ["Noviembre de 2026", "November 2026"]
        );
        assert_eq!(machine(AFTERNOON), "2026-11-22T17:03:00Z");
    }

    #[test]
    fn winter_is_one_hour_more_behind() {
        assert_eq!(clock(Instant::from_millis(1_783_706_580_000)), "14:03");
    }
}
