//! One moment, to the byte.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde_json::Value;
use vuelta::{
    backstage::{
        Call, Delivery, Moment, What,
        code::Language,
        compare::compare,
        log::{Filter, Kind},
    },
    id::MomentId,
    refusal::Refusal,
};

use super::{
    super::{
        body,
        frame::{Frame, Presenter, Room},
    },
    HERE, MODULE, line, purpose,
};
use crate::{
    copy::{Lang, backstage_logs as copy, time},
    parts::icon::{Icon, icon},
    site::{Visit, answered},
};

/// What of a call or a delivery is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Response,
    Request,
    Headers,
    Body,
}

impl Part {
    const OF_CALL: [Self; 3] = [Self::Response, Self::Request, Self::Headers];
    const OF_DELIVERY: [Self; 2] = [Self::Body, Self::Headers];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Request => "request",
            Self::Headers => "headers",
            Self::Body => "body",
        }
    }

    const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Response => copy::part_response(lang),
            Self::Request => copy::part_request(lang),
            Self::Headers => copy::part_headers(lang),
            Self::Body => copy::part_body(lang),
        }
    }
}

/// How a moment is looked at. All of it is in the address, so that it can be sent to somebody.
#[derive(Debug, Clone, Default)]
struct Look {
    filter: Filter,
    part: Option<String>,
    language: Language,
    with: Option<MomentId>,
}

impl Look {
    /// The address of that moment, looked at so.
    fn address(&self, moment: &Moment, part: Option<&str>, language: Language) -> String {
        let mut more = Vec::new();
        more.extend(part.map(|part| ("part", part)));
        if language != Language::default() {
            more.push(("code", language.as_str()));
        }
        more.extend(self.with.as_ref().map(|with| ("with", with.as_str())));
        self.filter.address(&format!("{HERE}/{}", moment.id), &more)
    }
}

/// The page.
#[component]
pub(crate) fn MomentPage() -> impl IntoView {
    let presenter = Presenter::current();
    let id = MomentId::new(use_params_map().read_untracked().get("id").unwrap_or_default());
    let query = use_query_map().read_untracked().clone();
    let look = Look {
        filter: Filter::read(|name| query.get(name)),
        part: query.get("part"),
        language: query.get("code").and_then(|word| Language::parse(&word)).unwrap_or_default(),
        with: query.get("with").filter(|id| !id.is_empty()).map(MomentId::new),
    };
    answered(async move {
        let Presenter { visit, rider, backstage } = presenter?;
        let rider = rider.ok_or(Refusal::NotFound)?;
        let moment = backstage.moment(&rider.id, &id).await?;
        let other = match &look.with {
            Some(with) => Some(backstage.moment(&rider.id, with).await?),
            None => None,
        };
        let moments = backstage.moments(&rider.id, None).await?;
        Ok(page(visit, &look, &moment, other.as_ref(), &moments).into_any())
    })
}

fn page(
    visit: Visit,
    look: &Look,
    moment: &Moment,
    other: Option<&Moment>,
    moments: &[Moment],
) -> impl IntoView + use<> {
    let lang = visit.lang;
    let aside = match &moment.what {
        What::Called(call) => Some(call_code(lang, look, moment, call).into_any()),
        What::Delivered(_) => Some(verification(lang, look, moment).into_any()),
        What::Asked(_) | What::Told(_) | What::Written(_) | What::Done(_) => None,
    };
    let class = if aside.is_some() { "log log--two" } else { "log log--one" };
    let ways = ways(lang, look, moment, moments);
    let subject = subject(lang, look, moment, other, moments);
    view! {
        <Frame visit here=Room::Calls title=copy::title_calls(lang) module=MODULE>
            <main id="main" class=class>
                {ways}
                {subject}
                {aside}
            </main>
        </Frame>
    }
}

/// Back to the list, and to the lines before and after among those that are looked for.
fn ways(lang: Lang, look: &Look, moment: &Moment, moments: &[Moment]) -> impl IntoView + use<> {
    let found: Vec<&Moment> = moments.iter().filter(|one| look.filter.fits(one)).collect();
    let place = found.iter().position(|one| one.id == moment.id);
    let at =
        |place: Option<usize>| place.and_then(|place| found.get(place)).map(|one| line::address(&look.filter, one));
    let before = at(place.and_then(|place| place.checked_sub(1)));
    let after = at(place.and_then(|place| place.checked_add(1)));
    let list = format!("{}#m-{}", look.filter.address(HERE, &[]), moment.id);
    view! {
        <nav class="log__ways" aria-label=copy::back(lang)>
            <a class="tool" href=list>{icon(Icon::Back)}{copy::back(lang)}</a>
            {before.map(|address| view! { <a class="tool" rel="prev" href=address>{copy::previous(lang)}</a> })}
            {after.map(|address| view! { <a class="tool" rel="next" href=address>{copy::next(lang)}</a> })}
        </nav>
    }
}

/// What happened: its facts, what it means, and its bodies.
fn subject(
    lang: Lang,
    look: &Look,
    moment: &Moment,
    other: Option<&Moment>,
    moments: &[Moment],
) -> impl IntoView + use<> {
    let (from, to) = line::route(lang, &moment.what);
    let (meaning, docs) = match &moment.what {
        What::Called(call) => purpose::of(lang, call),
        What::Delivered(_) => (copy::meaning(lang, &moment.what), Some(purpose::VALIDATING)),
        what => (copy::meaning(lang, what), None),
    };
    let docs = docs.map(|address| {
        view! { <a class="link" href=address target="_blank" rel="noopener">{copy::docs(lang)}</a> }
    });
    let tone = match line::tone(&moment.what) {
        "bad" => "badge badge--bad",
        "wait" => "badge badge--wait",
        _ => "badge badge--good",
    };
    let said = line::result(lang, moment).into_iter().next();
    let bodies = match (&moment.what, other) {
        (_, Some(other)) => Some(comparison(lang, moment, other).into_any()),
        (What::Called(call), None) => {
            Some(parts(lang, look, moment, &Part::OF_CALL, |part| call_part(lang, call, part)))
        }
        (What::Delivered(delivery), None) => {
            Some(parts(lang, look, moment, &Part::OF_DELIVERY, |part| delivery_part(lang, delivery, part)))
        }
        _ => None,
    };
    view! {
        <section class="pane" aria-label=copy::kind(lang, Kind::of(&moment.what))>
            <div class="pane__head">
                <h1 tabindex="-1"><code>{line::title(lang, &moment.what)}</code></h1>
                {said.map(|said| view! { <span class=tone>{said}</span> })}
            </div>
            <p class="bs__mono dim">{from}{to.map(|to| format!(" → {to}"))}" · "{copy::clock(lang, moment.at)}</p>
            <p class="log__meaning">{meaning} {docs}</p>
            {facts(lang, moment)}
            {checks_of(lang, &moment.what)}
            {bodies}
            {comparing(lang, look, moment, moments)}
        </section>
    }
}

/// What is known of it, as names and values.
fn facts(lang: Lang, moment: &Moment) -> impl IntoView + use<> {
    let mut facts = vec![(copy::fact_when(lang), time::machine(moment.at))];
    facts.extend(moment.took.map(|took| (copy::fact_took(lang), format!("{} ms", took.as_millis()))));
    facts.extend(facts_of(lang, &moment.what));
    let about = &moment.about;
    facts.extend(about.ride.as_ref().map(|id| (copy::fact_ride(lang), id.to_string())));
    facts.extend(about.setup.as_ref().map(|id| (copy::fact_setup(lang), id.to_string())));
    facts.extend(about.payment.as_ref().map(|id| (copy::fact_payment(lang), id.to_string())));
    let fact = |(name, value): (&'static str, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    view! { <dl class="log__facts">{facts.into_iter().map(fact).collect_view()}</dl> }
}

fn facts_of(lang: Lang, what: &What) -> Vec<(&'static str, String)> {
    let some = |name: &'static str, value: &Option<String>| value.clone().map(|value| (name, value));
    match what {
        What::Asked(asked) => [
            Some((copy::fact_status(lang), asked.status.to_string())),
            some(copy::fact_leads_to(lang), &asked.leads_to),
        ]
        .into_iter()
        .flatten()
        .collect(),
        What::Told(told) => {
            vec![(copy::fact_number(lang), told.number.to_string()), (copy::fact_word(lang), told.word.clone())]
        }
        What::Called(call) => [
            call.status.map(|status| (copy::fact_status(lang), status.to_string())),
            Some((copy::fact_attempt(lang), (call.attempt + 1).to_string())),
            some(copy::fact_request_id(lang), &call.request_id),
            some(copy::fact_key(lang), &call.idempotency_key),
            some(copy::fact_failure(lang), &call.failure),
        ]
        .into_iter()
        .flatten()
        .collect(),
        What::Delivered(delivery) => [
            Some((copy::fact_status(lang), delivery.status.to_string())),
            Some((copy::fact_decision(lang), copy::decision(lang, delivery.decision).to_owned())),
            some(copy::fact_event(lang), &delivery.event),
            Some((copy::fact_size(lang), copy::bytes(lang, delivery.size))),
        ]
        .into_iter()
        .flatten()
        .collect(),
        What::Written(written) => [
            Some((copy::fact_book(lang), copy::book(lang, written.book).to_owned())),
            Some((copy::fact_word(lang), written.word.clone())),
            written.amount.map(|amount| (copy::fact_amount(lang), amount.to_string())),
            some(copy::fact_reason(lang), &written.reason),
            some(copy::fact_event(lang), &written.event),
        ]
        .into_iter()
        .flatten()
        .collect(),
        What::Done(deed) => some(copy::fact_detail(lang), &deed.detail).into_iter().collect(),
    }
}

fn checks_of(lang: Lang, what: &What) -> Option<impl IntoView + use<>> {
    let What::Delivered(delivery) = what else { return None };
    Some(checks(lang, delivery))
}

/// The checks that a delivery went through, up to the first that it did not pass.
pub(super) fn checks(lang: Lang, delivery: &Delivery) -> impl IntoView + use<> {
    let check = |check: &vuelta::backstage::Check| {
        let (mark, class, word) = if check.passed {
            (Icon::Check, "", copy::passed(lang))
        } else {
            (Icon::Cross, "checks__bad", copy::stopped(lang))
        };
        view! {
            <li class=class>{icon(mark)}{copy::check(lang, check.name)}<span>{word}" · "{check.detail.clone()}</span></li>
        }
    };
    let list = delivery.checks.iter().map(check).collect_view();
    view! { <ol class="checks" aria-label=copy::checks(lang)>{list}</ol> }
}

/// Parts of which one is shown, as links.
fn parts<V: IntoView + 'static>(
    lang: Lang,
    look: &Look,
    moment: &Moment,
    parts: &[Part],
    draw: impl Fn(Part) -> V,
) -> AnyView {
    let wanted = parts.iter().find(|part| Some(part.as_str()) == look.part.as_deref()).or(parts.first());
    let Some(&shown) = wanted else { return ().into_any() };
    let link = |part: &Part| {
        let address = look.address(moment, Some(part.as_str()), look.language);
        view! { <a href=address aria-current=(*part == shown).then_some("true")>{part.name(lang)}</a> }
    };
    view! {
        <nav class="tabs" aria-label=copy::parts(lang)>{parts.iter().map(link).collect_view()}</nav>
        {draw(shown)}
    }
    .into_any()
}

fn call_part(lang: Lang, call: &Call, part: Part) -> AnyView {
    match part {
        Part::Request | Part::Body => body_or(copy::part_request(lang), call.request.as_ref(), copy::no_body(lang)),
        Part::Response => body_or(copy::part_response(lang), call.response.as_ref(), copy::no_body(lang)),
        Part::Headers => view! {
            <h2>{copy::sent_headers(lang)}</h2>
            {headers(lang, &call.request_headers)}
            <h2>{copy::received_headers(lang)}</h2>
            {headers(lang, &call.response_headers)}
        }
        .into_any(),
    }
}

fn delivery_part(lang: Lang, delivery: &Delivery, part: Part) -> AnyView {
    match part {
        Part::Headers => headers(lang, &delivery.headers).into_any(),
        Part::Body | Part::Request | Part::Response => {
            body_or(copy::part_body(lang), delivery.body.as_ref(), copy::no_json(lang))
        }
    }
}

fn body_or(label: &'static str, body: Option<&Value>, otherwise: &'static str) -> AnyView {
    match body {
        Some(body) => body::json(label, body).into_any(),
        None => view! { <p class="dim">{otherwise}</p> }.into_any(),
    }
}

fn headers(lang: Lang, headers: &[(String, String)]) -> impl IntoView + use<> {
    let header =
        |(name, value): &(String, String)| view! { <div><dt>{name.clone()}</dt><dd>{value.clone()}</dd></div> };
    let none = headers.is_empty().then(|| view! { <p class="dim">{copy::no_headers(lang)}</p> });
    view! { {none}<dl class="log__facts">{headers.iter().map(header).collect_view()}</dl> }
}

/// The call as code.
fn call_code(lang: Lang, look: &Look, moment: &Moment, call: &Call) -> impl IntoView + use<> {
    let sample = look.language.sample(call).ok_or(copy::no_sdk_call(lang));
    code_pane(lang, look, moment, (copy::code(lang), copy::code_lead(lang), Language::Curl.name()), sample)
}

/// How a delivery is verified.
fn verification(lang: Lang, look: &Look, moment: &Moment) -> impl IntoView + use<> {
    let sample = look.language.verification().map(str::to_owned).ok_or(copy::no_sdk_verification(lang));
    code_pane(lang, look, moment, (copy::verify(lang), copy::verify_lead(lang), "Shell"), sample)
}

/// A piece of code in the language that is looked at, or why there is none.
fn code_pane(
    lang: Lang,
    look: &Look,
    moment: &Moment,
    (title, lead, shell): (&'static str, &'static str, &'static str),
    sample: Result<String, &'static str>,
) -> impl IntoView + use<> {
    let link = |language: Language| {
        let address = look.address(moment, look.part.as_deref(), language);
        let name = if language == Language::Curl { shell } else { language.name() };
        view! { <a href=address aria-current=(language == look.language).then_some("true")>{name}</a> }
    };
    let text = match sample {
        Ok(text) => view! {
            {body::code(title, &text)}
            <div class="pane__acts">
                <button class="tool" type="button" data-copy="code" data-done=copy::copied(lang) hidden>
                    {copy::copy(lang)}
                </button>
            </div>
        }
        .into_any(),
        Err(why) => view! { <p class="dim">{why}</p> }.into_any(),
    };
    view! {
        <section class="pane log__code">
            <div class="pane__head">
                <h2>{title}</h2>
            </div>
            <p class="dim">{lead}</p>
            <nav class="tabs" aria-label=title>
                {Language::ALL.map(link).into_iter().collect_view()}
            </nav>
            {text}
        </section>
    }
}

/// The form that puts another moment of the same sort beside this one.
fn comparing(lang: Lang, look: &Look, moment: &Moment, moments: &[Moment]) -> Option<impl IntoView + use<>> {
    let kind = Kind::of(&moment.what);
    if !matches!(kind, Kind::Called | Kind::Delivered) {
        return None;
    }
    let others = moments.iter().rev().filter(|one| one.id != moment.id && Kind::of(&one.what) == kind);
    let option = |one: &Moment| {
        let name = format!("{} {}", copy::clock(lang, one.at), line::title(lang, &one.what));
        let selected = look.with.as_ref() == Some(&one.id);
        view! { <option value=one.id.to_string() selected=selected>{name}</option> }
    };
    let options: Vec<_> = others.map(option).collect();
    let kept = look
        .filter
        .pairs()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> });
    (!options.is_empty()).then(|| {
        view! {
            <form class="log__filter" method="get" action=format!("{HERE}/{}", moment.id)>
                {kept.collect_view()}
                <label><span>{copy::compare_with(lang)}</span><select name="with">{options}</select></label>
                <button class="tool">{icon(Icon::Swap)}{copy::compare(lang)}</button>
            </form>
        }
    })
}

/// What differs between the bodies of two moments.
fn comparison(lang: Lang, moment: &Moment, other: &Moment) -> impl IntoView + use<> {
    let pairs = match (&moment.what, &other.what) {
        (What::Called(one), What::Called(other)) => vec![
            (copy::part_request(lang), compare(one.request.as_ref(), other.request.as_ref())),
            (copy::part_response(lang), compare(one.response.as_ref(), other.response.as_ref())),
        ],
        (What::Delivered(one), What::Delivered(other)) => {
            vec![(copy::part_body(lang), compare(one.body.as_ref(), other.body.as_ref()))]
        }
        _ => Vec::new(),
    };
    let table = |(name, (differences, same)): (&'static str, (Vec<vuelta::backstage::compare::Difference>, usize))| {
        let cell = |value: Option<String>| value.unwrap_or_else(|| format!("({})", copy::absent(lang)));
        let is_same = differences.is_empty();
        let rows = differences.into_iter().map(|difference| {
            view! {
                <tr><th scope="row">{difference.field}</th><td>{cell(difference.one)}</td><td>{cell(difference.other)}</td></tr>
            }
        });
        let body = if is_same {
            view! { <p class="dim">{copy::compared_none(lang)}</p> }.into_any()
        } else {
            view! {
                <table>
                    <thead><tr>
                        <th scope="col">{copy::column_field(lang)}</th>
                        <th scope="col">{copy::column_this(lang)}</th>
                        <th scope="col">{copy::column_other(lang)}</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            }
            .into_any()
        };
        view! { <h2>{name} <span class="bs__mono">{copy::compared_same(lang, same)}</span></h2>{body} }
    };
    view! { <div class="log__compared" tabindex="0" role="region" aria-label=copy::compared(lang)>{pairs.into_iter().map(table).collect_view()}</div> }
}
