//! A quote: the price of a trip, for one rider, until an instant. What it says in a form is this module's affair; that
//! nobody altered it there is the server's, which signs it.

use std::{fmt, time::Duration};

use crate::{
    Clp, Instant,
    city::PlaceId,
    fare::{Fare, RideType, Trip},
    id::RiderId,
};

/// How long a price holds.
pub const HOLDS: Duration = Duration::from_mins(5);

/// A price that holds, whatever becomes of the tariff meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Whom it was made for.
    pub rider: RiderId,
    /// For which trip.
    pub trip: Trip,
    /// Until when it holds.
    pub until: Instant,
    fares: [Fare; 3],
}

/// A quote with the text that carries it through a form, signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedQuote {
    /// What it says.
    pub quote: Quote,
    /// What the form holds.
    pub text: String,
}

/// Why a quote books nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// It was made for another rider or another trip.
    #[error("the quote is for another rider or another trip")]
    NotForThis,
    /// It does not hold any more.
    #[error("the quote has expired")]
    Expired,
}

/// The text is no quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no quote")]
pub struct NotAQuote;

/// The first part of a quote's text; another one when its shape changes.
const SHAPE: &str = "quote1";

impl Quote {
    /// What the trip costs this rider from `now` on, as long as prices hold.
    pub fn new(rider: RiderId, trip: Trip, now: Instant) -> Self {
        let route = trip.route();
        let fares = RideType::ALL.map(|ride_type| route.fare(ride_type));
        Self { rider, trip, until: now + HOLDS, fares }
    }

    /// The price with one ride type.
    pub const fn fare(&self, ride_type: RideType) -> Fare {
        let [economico, confort, xl] = self.fares;
        match ride_type {
            RideType::Economico => economico,
            RideType::Confort => confort,
            RideType::Xl => xl,
        }
    }

    /// The price it promises to this rider for this trip now.
    ///
    /// # Errors
    /// When it was made for another rider or trip, or has expired.
    pub fn promise(&self, rider: &RiderId, trip: &Trip, ride_type: RideType, now: Instant) -> Result<Fare, Broken> {
        if self.rider != *rider || self.trip != *trip {
            Err(Broken::NotForThis)
        } else if now > self.until {
            Err(Broken::Expired)
        } else {
            Ok(self.fare(ride_type))
        }
    }

    /// Reads what [`Display`](fmt::Display) wrote. There is one text for each quote and no other.
    ///
    /// # Errors
    /// When no quote is written like that.
    pub fn parse(text: &str) -> Result<Self, NotAQuote> {
        let read = Self::read(text).ok_or(NotAQuote)?;
        if read.to_string() == text { Ok(read) } else { Err(NotAQuote) }
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('~');
        let mut next = || parts.next();
        if next()? != SHAPE {
            return None;
        }
        let rider = RiderId::new(next()?);
        let from = PlaceId::parse(next()?).ok()?;
        let trip = Trip::new(from, PlaceId::parse(next()?).ok()?).ok()?;
        let until = Instant::from_millis(next()?.parse().ok()?);
        let (hectometres, minutes) = (next()?.parse().ok()?, next()?.parse().ok()?);
        let mut pesos = || Some(Clp::new(next()?.parse().ok()?));
        let (base, distance, time, service) = (pesos()?, pesos()?, pesos()?, pesos()?);
        let mut fare = |ride_type| {
            let category = pesos()?;
            let total = [base, distance, time, service, category].into_iter().sum();
            Some(Fare { ride_type, hectometres, minutes, base, distance, time, service, category, total })
        };
        let fares = [fare(RideType::Economico)?, fare(RideType::Confort)?, fare(RideType::Xl)?];
        parts.next().is_none().then_some(Self { rider, trip, until, fares })
    }
}

/// What forms carry: its parts in a row. The fares share all lines but one, and their totals follow from the lines.
impl fmt::Display for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [economico, confort, xl] = &self.fares;
        let Fare { hectometres, minutes, base, distance, time, service, .. } = economico;
        write!(f, "{SHAPE}~{}~{}~{}~{}", self.rider, self.trip.from, self.trip.to, self.until.millis())?;
        write!(f, "~{hectometres}~{minutes}")?;
        let lines = [base, distance, time, service, &economico.category, &confort.category, &xl.category];
        lines.into_iter().try_for_each(|line| write!(f, "~{}", line.pesos()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::city::places;

    const NOW: Instant = Instant::from_millis(1_800_000_000_000);

    fn place(id: &str) -> PlaceId {
        PlaceId::parse(id).unwrap()
    }

    fn trip() -> Trip {
        Trip::new(place("barrio-italia"), place("costanera-center")).unwrap()
    }

    fn quote() -> Quote {
        Quote::new(RiderId::new("rider_1"), trip(), NOW)
    }

    #[test]
    fn a_quote_is_written_in_one_row() {
        let text = "quote1~rider_1~barrio-italia~costanera-center~1800000300000~54~14~1200~2430~1050~310~0~1500~2990";
        assert_eq!(quote().to_string(), text);
        assert_eq!(Quote::parse(text), Ok(quote()));
    }

    #[test]
    fn a_quote_promises_its_price_to_its_rider_for_its_trip_until_it_expires() {
        let (ana, quote, xl) = (RiderId::new("rider_1"), quote(), RideType::Xl);
        assert_eq!(quote.promise(&ana, &trip(), xl, NOW + HOLDS), Ok(trip().fare(xl)));
        let late = NOW + HOLDS + Duration::from_millis(1);
        assert_eq!(quote.promise(&ana, &trip(), xl, late), Err(Broken::Expired));
        assert_eq!(quote.promise(&RiderId::new("rider_2"), &trip(), xl, NOW), Err(Broken::NotForThis));
        let back = Trip::new(place("costanera-center"), place("barrio-italia")).unwrap();
        assert_eq!(quote.promise(&ana, &back, xl, NOW), Err(Broken::NotForThis));
    }

    #[test]
    fn what_is_written_otherwise_is_no_quote() {
        let text = quote().to_string();
        for other in [
            String::new(),
            format!("{text}~0"),
            format!("{text} "),
            text.replace("quote1", "quote2"),
            text.replace("~1200~", "~01200~"),
            text.replace("~1200~", "~+1200~"),
            text.replace("~1200~", "~1200.0~"),
            text.replace("costanera-center", "barrio-italia"),
            text.replace("costanera-center", "valparaiso"),
        ] {
            assert_eq!(Quote::parse(&other), Err(NotAQuote), "{other}");
        }
    }

    proptest! {
        #[test]
        fn every_quote_reads_back_and_its_lines_add_up(from in 0_usize..30, on in 1_usize..30, rider in "rider_[0-9a-f]{1,32}", at in 0_i64..4_000_000_000_000) {
            let (from, to) = (&places()[from], &places()[(from + on) % 30]);
            let trip = Trip::new(from.id.clone(), to.id.clone()).unwrap();
            let quote = Quote::new(RiderId::new(rider), trip.clone(), Instant::from_millis(at));
            prop_assert_eq!(Quote::parse(&quote.to_string()), Ok(quote.clone()));
            for ride_type in RideType::ALL {
                prop_assert_eq!(quote.fare(ride_type), trip.fare(ride_type));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "(quote1)?[~a-z0-9-]{0,80}") {
            let _ = Quote::parse(&text);
        }
    }
}
