//! Devices: the browsers a rider is signed in with, as they recognise them.

use crate::{Instant, id::DeviceId};

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// What it is.
    pub agent: Agent,
    /// When it was last here, give or take a few minutes.
    pub seen_at: Instant,
}

/// What a browser says it is: as much of it as its owner recognises, and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agent {
    /// Which browser.
    pub browser: Browser,
    /// On what.
    pub system: System,
}

/// The browsers that most people have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Microsoft's.
    Edge,
    /// Opera's.
    Opera,
    /// Samsung's.
    Samsung,
    /// Mozilla's.
    Firefox,
    /// Google's.
    Chrome,
    /// Apple's.
    Safari,
    /// Another.
    Other,
}

/// What browsers run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// A phone or tablet with Android.
    Android,
    /// An iPhone.
    Iphone,
    /// An iPad.
    Ipad,
    /// A computer with Windows.
    Windows,
    /// A Mac.
    Mac,
    /// A Chromebook.
    ChromeOs,
    /// A computer with Linux.
    Linux,
    /// Something else.
    Other,
}

impl Browser {
    /// All of them, in the order in which their marks are looked for: every browser but Firefox claims to be Safari too, and all
    /// but Safari and Firefox claim to be Chrome.
    pub const ALL: [Self; 7] =
        [Self::Edge, Self::Opera, Self::Samsung, Self::Firefox, Self::Chrome, Self::Safari, Self::Other];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Opera => "opera",
            Self::Samsung => "samsung",
            Self::Firefox => "firefox",
            Self::Chrome => "chrome",
            Self::Safari => "safari",
            Self::Other => "other",
        }
    }

    const fn marks(self) -> &'static [&'static str] {
        match self {
            Self::Edge => &["Edg/", "EdgA/", "EdgiOS/"],
            Self::Opera => &["OPR/", "OPT/"],
            Self::Samsung => &["SamsungBrowser/"],
            Self::Firefox => &["Firefox/", "FxiOS/"],
            Self::Chrome => &["Chrome/", "CriOS/"],
            Self::Safari => &["Safari/"],
            Self::Other => &[""],
        }
    }
}

impl System {
    /// All of them, in the order in which their marks are looked for: an iPhone says it is like a Mac, and Android runs on Linux.
    pub const ALL: [Self; 8] =
        [Self::Android, Self::Iphone, Self::Ipad, Self::Windows, Self::Mac, Self::ChromeOs, Self::Linux, Self::Other];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Android => "android",
            Self::Iphone => "iphone",
            Self::Ipad => "ipad",
            Self::Windows => "windows",
            Self::Mac => "mac",
            Self::ChromeOs => "chromeos",
            Self::Linux => "linux",
            Self::Other => "other",
        }
    }

    const fn mark(self) -> &'static str {
        match self {
            Self::Android => "Android",
            Self::Iphone => "iPhone",
            Self::Ipad => "iPad",
            Self::Windows => "Windows NT",
            Self::Mac => "Macintosh",
            Self::ChromeOs => "CrOS",
            Self::Linux => "Linux",
            Self::Other => "",
        }
    }
}

impl Agent {
    /// Reads a `User-Agent` header.
    pub fn of_header(header: &str) -> Self {
        let browser = Browser::ALL.into_iter().find(|browser| browser.marks().iter().any(|mark| header.contains(mark)));
        let system = System::ALL.into_iter().find(|system| header.contains(system.mark()));
        Self { browser: browser.unwrap_or(Browser::Other), system: system.unwrap_or(System::Other) }
    }

    /// `firefox/linux`, for the database.
    pub fn as_text(self) -> String {
        format!("{}/{}", self.browser.as_str(), self.system.as_str())
    }

    /// Reads it back; what nobody wrote is another browser on something else.
    pub fn parse(text: &str) -> Self {
        let (browser, system) = text.split_once('/').unwrap_or_default();
        let browser = Browser::ALL.into_iter().find(|known| known.as_str() == browser);
        let system = System::ALL.into_iter().find(|known| known.as_str() == system);
        Self { browser: browser.unwrap_or(Browser::Other), system: system.unwrap_or(System::Other) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_though_all_claim_to_be_each_other() {
        let chrome = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0";
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        for (header, browser, system) in [
            (chrome, Browser::Chrome, System::Android),
            (safari, Browser::Safari, System::Iphone),
            (edge, Browser::Edge, System::Windows),
            (firefox, Browser::Firefox, System::Linux),
            ("curl/8.5.0", Browser::Other, System::Other),
            ("", Browser::Other, System::Other),
        ] {
            let agent = Agent::of_header(header);
            assert_eq!(agent, Agent { browser, system }, "{header}");
            assert_eq!(Agent::parse(&agent.as_text()), agent);
        }
    }
}
