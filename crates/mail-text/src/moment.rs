//! Dates, times and addresses in a line, whatever its language.

/// What a line in normal form says about when and whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Moment {
    /// A year with all its digits, or a date in numbers.
    pub date: bool,
    /// A time of day.
    pub time: bool,
    /// A mail address between `<>` or `()`.
    pub address: bool,
}

/// A run of digits and what stands before it.
struct Number<'a> {
    value: u32,
    digits: usize,
    before: &'a str,
}

pub(crate) fn moment(line: &str) -> Moment {
    let numbers = numbers(line);
    // The years of the calendars in use: Persian 1403, ours 2025, Thai 2568.
    let year = numbers
        .iter()
        .any(|n| n.digits == 4 && (1300..2700).contains(&n.value));
    let joined = |n: &Number<'_>| matches!(n.before.trim_end(), "." | "/" | "-");
    let in_numbers = |three: &[Number<'_>]| {
        let short = three.iter().all(|n| n.digits <= 4)
            && three.iter().filter(|n| n.digits <= 2).count() >= 2;
        short && three.iter().skip(1).all(joined)
    };
    let dates: Vec<usize> = numbers
        .windows(3)
        .enumerate()
        .filter(|(_, w)| in_numbers(w))
        .map(|(at, _)| at)
        .collect();
    let in_date = |at: usize| dates.iter().any(|date| (*date..date + 3).contains(&at));
    let time = numbers.windows(2).enumerate().any(|(at, pair)| {
        let [hour, minute] = pair else { return false };
        let sign = minute.before;
        let colon = sign == ":" || sign == "h" || sign == "시 " || sign == "时" || sign == "時";
        let point = sign == "." && !in_date(at) && !in_date(at + 1);
        (colon || point)
            && hour.digits <= 2
            && hour.value < 25
            && minute.digits == 2
            && minute.value < 60
    });
    Moment {
        date: year || !dates.is_empty(),
        time,
        address: has_address(line),
    }
}

/// The first 64 numbers of a line.
fn numbers(line: &str) -> Vec<Number<'_>> {
    let mut numbers: Vec<Number<'_>> = Vec::new();
    let mut end = 0;
    let mut inside = false;
    for (at, c) in line.char_indices() {
        let Some(digit) = digit(c) else {
            if numbers.len() == 64 {
                break;
            }
            inside = false;
            continue;
        };
        match numbers.last_mut().filter(|_| inside) {
            Some(number) => {
                number.value = number.value.saturating_mul(10).saturating_add(digit);
                number.digits += 1;
            }
            None => {
                let before = line.get(end..at).unwrap_or("");
                numbers.push(Number {
                    value: digit,
                    digits: 1,
                    before,
                });
            }
        }
        inside = true;
        end = at + c.len_utf8();
    }
    numbers
}

/// Latin, Arabic, Persian, Devanagari and Thai digits.
pub(crate) fn digit(c: char) -> Option<u32> {
    let zero = ['0', '٠', '۰', '०', '๐'].into_iter().map(u32::from);
    zero.filter_map(|zero| u32::from(c).checked_sub(zero))
        .find(|value| *value < 10)
}

fn has_address(line: &str) -> bool {
    line.match_indices('@').take(8).any(|(at, _)| {
        let (before, after) = line.split_at_checked(at).unwrap_or((line, ""));
        let open = before.rfind(['<', '(', '[']).unwrap_or(0);
        let inside = before.get(open..).unwrap_or("");
        inside.starts_with(['<', '(', '['])
            && !inside.contains(['>', ')', ']'])
            && after.contains(['>', ')', ']'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_and_addresses_are_found_in_every_form() {
        let table = [
            (
                "on tue, 4 mar 2025 at 16:42, nora field <help@example.com> wrote:",
                "dta",
            ),
            ("25. 3. 7. 14:48에 김서연 이(가) 쓴 글:", "dt"),
            (
                "to 6. maalisk. 2025 klo 12.10 aino (help@example.com) kirjoitti:",
                "dta",
            ),
            ("aino kirjoitti 6.3.2025 klo 12.10:", "dt"),
            ("dne 07. 03. 25 v 16:00 lenka napsal(a):", "dt"),
            ("on monday my father wrote:", ""),
            ("le 3 mars, votre technicien a écrit :", ""),
            ("۱۴۰۳/۱۲/۱۳ ۱۶:۴۲", "dt"),
            ("fatura: örnek cad. no: 5, 3,5 kg", ""),
            ("le 6 mars 2025 à 11h30", "dt"),
            ("write to <nora> at nora@example.com", ""),
        ];
        for (line, expected) in table {
            let found = moment(line);
            let shown = [(found.date, 'd'), (found.time, 't'), (found.address, 'a')];
            let shown: String = shown
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, c)| *c)
                .collect();
            assert_eq!(shown, expected, "{line}");
        }
    }
}
