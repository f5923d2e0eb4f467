//! The colours. `anstream` takes them away where they are not wanted: off a terminal, `NO_COLOR`.

use anstyle::{AnsiColor, Style};

/// As it should be.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Worth a look.
pub const WARN: Style = AnsiColor::Yellow.on_default().bold();
/// Wrong.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// Of less weight than what is around it.
pub const DIM: Style = Style::new().dimmed();
/// Of more weight.
pub const STRONG: Style = Style::new().bold();
/// Names of channels and routes.
pub const NAME: Style = AnsiColor::Cyan.on_default();
