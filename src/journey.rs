//! Journeys: how a paid ride is driven. Trip time is pressed together by a pace, and everything follows from when the ride was
//! paid, so that any server at any time tells the same journey.

use std::{num::NonZeroU32, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    Clp, Instant,
    city::approach,
    fare::{RideType, Trip},
};

/// What a rider pays who cancels when a driver has been on the way for a while.
pub const CANCELLATION_FEE: Clp = Clp::new(1_500);

/// How many minutes of the trip after a driver was found cancelling is still free.
const FREE_MINUTES: u32 = 2;

/// How many minutes of the trip a driver who was found needs to set out.
const SETTING_OUT: u32 = 1;

/// How many minutes of the trip a driver waits at the pickup until the rider is on board.
const BOARDING: u32 = 2;

/// How many minutes of a trip pass in a minute of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pace(NonZeroU32);

impl Default for Pace {
    /// One minute of the trip takes six seconds.
    fn default() -> Self {
        Self(NonZeroU32::new(10).unwrap_or(NonZeroU32::MIN))
    }
}

impl Pace {
    /// Reads a pace: a whole number from 1, which is real time, to 600, ten minutes a second.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|pace: &NonZeroU32| pace.get() <= 600).map(Self)
    }

    /// How long so many minutes of a trip take here.
    pub fn lasts(self, minutes: u32) -> Duration {
        Duration::from_millis(u64::from(minutes) * 60_000 / u64::from(self.0.get()))
    }
}

/// How far a journey has come, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody drives it yet.
    Looking,
    /// A driver took it.
    Found,
    /// The driver is on the way to the pickup.
    Coming,
    /// The driver waits there.
    Waiting,
    /// The rider is on board.
    Riding,
    /// They are there.
    Done,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [Self::Looking, Self::Found, Self::Coming, Self::Waiting, Self::Riding, Self::Done];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Looking => "looking",
            Self::Found => "found",
            Self::Coming => "coming",
            Self::Waiting => "waiting",
            Self::Riding => "riding",
            Self::Done => "done",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == word)
    }

    /// The one after it.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Looking => Some(Self::Found),
            Self::Found => Some(Self::Coming),
            Self::Coming => Some(Self::Waiting),
            Self::Waiting => Some(Self::Riding),
            Self::Riding => Some(Self::Done),
            Self::Done => None,
        }
    }
}

/// When each phase of a journey begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timetable {
    paid_at: Instant,
    pace: Pace,
    /// How many minutes of the trip it takes to find a driver, then for the driver to come, then to ride.
    looking: u32,
    coming: u32,
    riding: u32,
}

impl Timetable {
    /// The timetable of a trip that was paid then.
    pub fn new(paid_at: Instant, trip: &Trip, ride_type: RideType, pace: Pace) -> Self {
        let looking = match ride_type {
            RideType::Economico | RideType::Confort => 1,
            // There are fewer of them.
            RideType::Xl => 2,
        };
        let coming = approach(&trip.from, &trip.to).minutes.max(FREE_MINUTES);
        Self { paid_at, pace, looking, coming, riding: trip.route().minutes.max(1) }
    }

    /// When that phase begins.
    pub fn begins(&self, phase: Phase) -> Instant {
        let found = self.looking;
        let arrived = found + SETTING_OUT + self.coming;
        let minutes = match phase {
            Phase::Looking => 0,
            Phase::Found => found,
            Phase::Coming => found + SETTING_OUT,
            Phase::Waiting => arrived,
            Phase::Riding => arrived + BOARDING,
            Phase::Done => arrived + BOARDING + self.riding,
        };
        self.paid_at + self.pace.lasts(minutes)
    }

    /// The phase of that moment.
    pub fn phase(&self, now: Instant) -> Phase {
        Phase::ALL.into_iter().rfind(|phase| self.begins(*phase) <= now).unwrap_or(Phase::Looking)
    }

    /// When cancelling begins to cost something.
    pub fn free_until(&self) -> Instant {
        self.begins(Phase::Found) + self.pace.lasts(FREE_MINUTES)
    }
}

/// The journey of a ride, as it stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// When what happens.
    pub timetable: Timetable,
    /// The phase that the rider was told of last.
    pub told: Phase,
    /// The moment.
    pub now: Instant,
}

impl Journey {
    /// The phase that has begun and that the rider is to be told of now, and when it began. Each is told, however late.
    pub fn due(&self) -> Option<(Phase, Instant)> {
        let next = self.told.next()?;
        Some((next, self.timetable.begins(next))).filter(|(_, begins)| *begins <= self.now)
    }

    /// When the phase begins that the rider is told of next.
    pub fn next_at(&self) -> Option<Instant> {
        self.told.next().map(|next| self.timetable.begins(next))
    }

    /// How long the phase that was told of goes on from here.
    pub fn left(&self) -> Duration {
        self.next_at().map_or(Duration::ZERO, |end| end.since(self.now))
    }

    /// The same in minutes of the trip; the last one counts until it is over.
    pub fn minutes_left(&self) -> u32 {
        let minute = self.timetable.pace.lasts(1).as_millis();
        u32::try_from(self.left().as_millis().div_ceil(minute)).unwrap_or(u32::MAX).max(1)
    }

    /// When [`Self::minutes_left`] is another number.
    pub fn changes_in(&self) -> Duration {
        let minute = self.timetable.pace.lasts(1);
        let done = minute * (self.minutes_left() - 1);
        self.left().saturating_sub(done)
    }

    /// How much of the way of this phase lies behind the car, in thousandths.
    pub fn per_mille(&self) -> u16 {
        let Some(end) = self.next_at() else { return 1_000 };
        let whole = end.since(self.timetable.begins(self.told)).as_millis().max(1);
        let left = self.left().as_millis().min(whole);
        u16::try_from((whole - left) * 1_000 / whole).unwrap_or(1_000)
    }

    /// What cancelling costs now; `None` once the rider is on board.
    pub fn fee(&self) -> Option<Clp> {
        let phase = self.told.max(self.timetable.phase(self.now));
        let fee = if self.now < self.timetable.free_until() { Clp::ZERO } else { CANCELLATION_FEE };
        (phase < Phase::Riding).then_some(fee)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::PlaceId;

    const PAID: Instant = Instant::from_millis(1_000_000);

    fn trip() -> Trip {
        let place = |name| PlaceId::parse(name).unwrap();
        Trip::new(place("barrio-italia"), place("costanera-center")).unwrap()
    }

    fn timetable(pace: &str) -> Timetable {
        Timetable::new(PAID, &trip(), RideType::Economico, Pace::parse(pace).unwrap())
    }

    fn at(told: Phase, now: Instant) -> Journey {
        Journey { timetable: timetable("10"), told, now }
    }

    #[test]
    fn phases_come_in_order_and_a_minute_takes_six_seconds() {
        let timetable = timetable("10");
        let begins = Phase::ALL.map(|phase| timetable.begins(phase));
        assert!(begins.is_sorted());
        assert_eq!(timetable.begins(Phase::Found), PAID + Duration::from_secs(6));
        let ride = timetable.begins(Phase::Done).since(timetable.begins(Phase::Riding));
        assert_eq!(ride, Duration::from_secs(14 * 6), "fourteen minutes");
        for phase in Phase::ALL {
            assert_eq!(timetable.phase(timetable.begins(phase)), phase);
            assert_eq!(Phase::parse(phase.as_str()), Some(phase));
        }
    }

    #[test]
    fn a_pace_is_between_real_time_and_ten_minutes_a_second() {
        assert_eq!(Pace::parse("10"), Some(Pace::default()));
        assert!(["0", "601", "-1", "fast", ""].iter().all(|text| Pace::parse(text).is_none()));
        assert_eq!(Pace::parse("1").unwrap().lasts(14), Duration::from_secs(14 * 60));
    }

    #[test]
    fn whoever_comes_late_is_told_every_phase_in_its_turn() {
        let long_after = PAID + Duration::from_secs(86_400);
        let mut told = Phase::Looking;
        let mut said = Vec::new();
        while let Some((phase, _)) = at(told, long_after).due() {
            said.push(phase);
            told = phase;
        }
        assert_eq!(said, Phase::ALL[1..]);
        assert_eq!(at(Phase::Looking, PAID).due(), None);
    }

    #[test]
    fn the_car_moves_from_one_end_of_its_way_to_the_other() {
        let table = timetable("10");
        let (from, to) = (table.begins(Phase::Riding), table.begins(Phase::Done));
        assert_eq!(at(Phase::Riding, from).per_mille(), 0);
        assert_eq!(at(Phase::Riding, from + to.since(from) / 2).per_mille(), 500);
        assert_eq!(at(Phase::Riding, to + Duration::from_secs(9)).per_mille(), 1_000, "whoever tells it is late");
        assert_eq!(at(Phase::Done, to).per_mille(), 1_000);
    }

    #[test]
    fn minutes_count_down_and_say_when() {
        let from = timetable("10").begins(Phase::Riding);
        let mut journey = at(Phase::Riding, from);
        for minutes in (1..=14).rev() {
            assert_eq!(journey.minutes_left(), minutes);
            journey.now = journey.now + journey.changes_in();
        }
        assert_eq!((journey.left(), journey.minutes_left()), (Duration::ZERO, 1));
    }

    #[test]
    fn cancelling_is_free_at_first_then_costs_and_then_is_too_late() {
        let table = timetable("10");
        let fee = |now| at(Phase::Looking, now).fee();
        let moment = Duration::from_millis(1);
        assert_eq!(fee(PAID), Some(Clp::ZERO));
        assert_eq!(fee(table.free_until() - moment), Some(Clp::ZERO));
        assert_eq!(table.free_until(), table.begins(Phase::Found) + Duration::from_secs(12));
        assert_eq!(fee(table.free_until()), Some(CANCELLATION_FEE));
        assert_eq!(fee(table.begins(Phase::Riding) - moment), Some(CANCELLATION_FEE));
        assert_eq!(fee(table.begins(Phase::Riding)), None, "though nobody has said so yet");
        assert_eq!(at(Phase::Riding, PAID).fee(), None);
    }

    #[test]
    fn every_trip_is_free_to_cancel_before_its_driver_arrives() {
        for place in crate::city::places().iter().filter(|place| place.id != trip().from) {
            let trip = Trip::new(place.id.clone(), trip().from).unwrap();
            for ride_type in RideType::ALL {
                let table = Timetable::new(PAID, &trip, ride_type, Pace::default());
                assert!(table.free_until() <= table.begins(Phase::Waiting), "{}", place.id);
            }
        }
    }
}
