//! The contrast of every pair of colours that text is written in (WCAG 2.2, 1.4.3: 4.5 to 1).

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../style.css");

/// Colours of text, and what they are written on.
const PAIRS: &[(&str, &[&str])] = &[
    ("ink", &["page", "card", "outbound", "internal"]),
    ("soft", &["page", "card", "outbound", "internal"]),
    ("link", &["page", "card", "outbound", "internal"]),
    ("button-ink", &["button"]),
];
/// Families of a text and its own ground.
const FAMILIES: [&str; 5] = ["good", "warm", "bad", "cool", "calm"];
/// What shows where a field or a focus is needs 3 to 1 (1.4.11).
const EDGES: &[(&str, &[&str])] = &[
    ("edge", &["page", "card", "outbound", "internal"]),
    ("link", &["page", "card", "outbound", "internal"]),
];

/// The named colours of one scheme: the first `:root`, and the second on top of it.
fn schemes() -> [BTreeMap<String, [u8; 3]>; 2] {
    let mut roots = STYLE.split(":root {").skip(1).map(|root| {
        let (block, _) = root.split_once('}').unwrap();
        let mut colours = BTreeMap::new();
        for line in block.lines() {
            if let Some((name, value)) = line.trim().split_once(": #") {
                let mut colour = [0; 3];
                hex::decode_to_slice(value.trim_end_matches(';'), &mut colour).unwrap();
                colours.insert(name.trim_start_matches("--").to_owned(), colour);
            }
        }
        colours
    });
    let light = roots.next().unwrap();
    let dark = roots.next().unwrap();
    assert!(roots.next().is_none());
    assert!(
        light.keys().eq(dark.keys()),
        "both schemes name the same colours"
    );
    [light, dark]
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: [u8; 3]) -> f64 {
    let [r, g, b] = colour.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn contrast_is_what_the_guideline_measures() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x77; 3], [255; 3]) - 4.478).abs() < 1e-3);
}

#[test]
fn every_text_can_be_read() {
    let mut measured = 0;
    for (scheme, colours) in ["light", "dark"].into_iter().zip(schemes()) {
        let families = FAMILIES.map(str::to_owned).into_iter();
        let families = families.chain((0..8).map(|hue| format!("hue-{hue}")));
        let own = families.map(|name| (format!("{name}-ink"), format!("{name}-fill"), 4.5));
        let of = |pairs: &[(&str, &[&str])], least: f64| {
            let pairs = pairs.iter().flat_map(|(ink, grounds)| {
                grounds
                    .iter()
                    .map(move |on| ((*ink).to_owned(), (*on).to_owned()))
            });
            pairs.map(|(ink, on)| (ink, on, least)).collect::<Vec<_>>()
        };
        for (ink, on, least) in own.chain(of(PAIRS, 4.5)).chain(of(EDGES, 3.0)) {
            let contrast = contrast(colours[&ink], colours[&on]);
            assert!(
                contrast >= least,
                "{scheme}: {ink} on {on} is {contrast:.2}"
            );
            measured += 1;
        }
    }
    assert_eq!(measured, 2 * (13 + 13 + 8));
}

#[test]
fn no_colour_stands_outside_of_the_names() {
    let after = STYLE.split("/* Everywhere */").nth(1).unwrap();
    for line in after.lines() {
        let value = line.split_once(": ").map_or("", |(_, value)| value);
        assert!(!value.contains('#') && !value.contains("rgb"), "{line}");
    }
}
