//! Where and when it was measured.

use serde::Serialize;

/// The machine, as far as Linux says what it is.
#[derive(Debug, Serialize)]
pub struct Machine {
    cores: usize,
    processor: Option<String>,
    memory_gib: Option<f64>,
    load_before: Option<String>,
}

impl Machine {
    /// This one, now.
    pub fn here() -> Self {
        let read = |file: &str| std::fs::read_to_string(file).ok();
        let field = |file: &str, name: &str| {
            let text = read(file)?;
            let line = text.lines().find(|line| line.starts_with(name))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        };
        let memory = field("/proc/meminfo", "MemTotal")
            .and_then(|kib| kib.split_whitespace().next()?.parse::<f64>().ok());
        let load = read("/proc/loadavg").and_then(|l| Some(l.split_whitespace().next()?.into()));
        Self {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            processor: field("/proc/cpuinfo", "model name"),
            memory_gib: memory.map(|kib| (kib / f64::from(1 << 20) * 10.0).round() / 10.0),
            load_before: load,
        }
    }
}

impl std::fmt::Display for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} cores", self.cores)?;
        if let Some(processor) = &self.processor {
            write!(f, " of {processor}")?;
        }
        if let Some(memory) = self.memory_gib {
            write!(f, ", {memory} GiB")?;
        }
        match &self.load_before {
            Some(load) => write!(f, "; load before: {load}"),
            None => Ok(()),
        }
    }
}
