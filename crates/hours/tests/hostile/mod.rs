//! What must hold for any bytes: shared by the fuzz target and the replay of its seeds.

use throughline_hours::Hours;

const NOW: u64 = 1_795_321_020_123;
const TWO_WEEKS: u64 = 14 * 24 * 60 * 60 * 1000;

/// A value is read or refused in a few words; an opening is one, and not far away.
pub fn value(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let hours = match Hours::parse(&text) {
        Ok(hours) => hours,
        Err(wrong) => {
            let length = wrong.to_string().chars().count();
            assert!((1..=600).contains(&length), "{wrong}");
            return;
        }
    };
    for at in [0, NOW, NOW + TWO_WEEKS * 20, u64::MAX] {
        let opens = hours.opens_at(at);
        assert_eq!(hours.is_open(at), opens == Some(at));
        if let Some(opens) = opens {
            assert!(hours.is_open(opens) && opens >= at && opens - at <= TWO_WEEKS);
        }
    }
}
