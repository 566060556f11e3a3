//! Where the rider is signed in.

use leptos::prelude::*;
use vuelta::{device::Device, id::DeviceId};

use crate::{
    copy::{Lang, profile, time},
    parts::icon::{Icon, icon},
};

/// Every device, with the way to sign it out.
#[component]
pub(super) fn Devices(lang: Lang, devices: Vec<Device>, this: Option<DeviceId>) -> impl IntoView {
    let is_this = |device: &Device| this.as_ref() == Some(&device.id);
    let others = devices.iter().any(|device| !is_this(device)).then(|| {
        view! {
            <form method="post" action="/profile/devices/others">
                <button class="btn btn--wide">{profile::end_others(lang)}</button>
            </form>
        }
    });
    let rows = devices
        .into_iter()
        .map(|device| {
            let is_this = is_this(&device);
            view! { <DeviceRow lang device is_this /> }
        })
        .collect_view();
    view! {
        <section class="card panel">
            <h2>{profile::devices(lang)}</h2>
            <ul class="devices">{rows}</ul>
            {others}
        </section>
    }
}

#[component]
fn DeviceRow(lang: Lang, device: Device, is_this: bool) -> impl IntoView {
    let name = profile::agent(lang, device.agent);
    let end = if is_this {
        view! { <span class="badge badge--good">{icon(Icon::Check)}{profile::this_device(lang)}</span> }.into_any()
    } else {
        view! {
            <form method="post" action="/profile/devices">
                <input type="hidden" name="device" value=device.id.as_str().to_owned() />
                <button class="btn btn--slim" aria-label=profile::end_named(lang, &name)>{profile::end_device(lang)}</button>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="devices__one">
            <span>
                <b>{name.clone()}</b>
                <small class="soft">{profile::seen(lang, &time::short(lang, device.seen_at))}</small>
            </span>
            {end}
        </li>
    }
}
