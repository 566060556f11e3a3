//! Steps in words.

use vuelta::backstage::{
    sequence::{Note, Step, Title},
    truth::Tone,
};

use crate::{
    copy::{Lang, backstage_stage as copy},
    parts::icon::Icon,
};

/// What a step is called.
pub(super) fn title(lang: Lang, step: &Step) -> String {
    let title = match &step.title {
        Title::Plain(text) => text.clone(),
        Title::Told(word) => copy::told(lang, word),
        Title::Wrote(book, word) => copy::wrote(lang, *book, word),
        Title::Charge(Some(amount)) => copy::charge_of(lang, &amount.to_string()),
        Title::Charge(None) => copy::charge(lang).to_owned(),
        Title::BankSays(word) => bank_says(lang, word).to_owned(),
        Title::Done(word) => copy::deed(lang, word),
    };
    if step.times > 1 { format!("{title} × {}", step.times) } else { title }
}

fn bank_says(lang: Lang, word: &str) -> &str {
    match word {
        "succeeded" => copy::bank_approves(lang),
        "rejected" => copy::bank_rejects(lang),
        "failed" => copy::bank_fails(lang),
        "pending" => copy::bank_pending(lang),
        other => other,
    }
}

/// What stands below, in one line.
pub(super) fn notes(lang: Lang, step: &Step) -> String {
    let notes: Vec<_> = step.notes.iter().map(|note| self::note(lang, note)).collect();
    notes.join(" · ")
}

fn note(lang: Lang, note: &Note) -> String {
    match note {
        Note::Plain(text) => text.clone(),
        Note::Status(status) => status.to_string(),
        Note::Took(time) => copy::took(lang, *time),
        Note::NoAnswer => copy::no_answer(lang).to_owned(),
        Note::Try(number) => copy::try_number(lang, *number),
        Note::Decision(decision) => copy::decision(lang, *decision).to_owned(),
        Note::Redirect => copy::redirect(lang).to_owned(),
        Note::NoRedirect => copy::no_redirect(lang).to_owned(),
        Note::Amount(amount) => amount.to_string(),
        Note::Also(book, word) => copy::wrote(lang, *book, word),
        Note::Verdict(word) => copy::verdict(lang, word).to_owned(),
        Note::Stream => copy::over_stream(lang).to_owned(),
        Note::AsFintocTells => copy::as_fintoc_tells(lang).to_owned(),
    }
}

/// At most so many letters, the last an ellipsis when there were more.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// The sign of a tone.
pub(super) const fn sign(tone: Tone) -> Icon {
    match tone {
        Tone::Ok => Icon::Check,
        Tone::Wait | Tone::Silent => Icon::Clock,
        Tone::Bad => Icon::Cross,
    }
}

/// The badge of a tone.
pub(super) const fn badge(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "badge badge--good",
        Tone::Wait => "badge badge--wait",
        Tone::Bad => "badge badge--bad",
        Tone::Silent => "badge",
    }
}
