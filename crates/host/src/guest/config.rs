//! `spin:variables` and `wasi:config`: a component's variables.

use wasmtime::Result;
use wasmtime::component::{Accessor, HasData, Linker};

use super::Guest;
use super::bindings::spin::variables::variables;
use super::bindings::wasi::config::store;
use crate::manifest::check_variable_name;
use crate::variables::ComponentVariables;

struct Config;

impl HasData for Config {
    type Data<'a> = &'a mut ComponentVariables;
}

pub fn add_to_linker(linker: &mut Linker<Guest>) -> Result<()> {
    variables::add_to_linker::<_, Config>(linker, |guest| &mut guest.variables)?;
    store::add_to_linker::<_, Config>(linker, |guest| &mut guest.variables)
}

impl variables::Host for &mut ComponentVariables {}

impl<T> variables::HostWithStore<T> for Config {
    async fn get(
        accessor: &Accessor<T, Self>,
        name: String,
    ) -> Result<Result<String, variables::Error>> {
        if let Err(error) = check_variable_name(&name) {
            return Ok(Err(variables::Error::InvalidName(error.to_string())));
        }
        let value = accessor.with(|mut access| access.get().get(&name).map(str::to_owned));
        Ok(value.ok_or_else(|| {
            variables::Error::Undefined(format!("the component's stanza has no variable {name:?}"))
        }))
    }
}

impl store::Host for &mut ComponentVariables {
    async fn get(&mut self, key: String) -> Result<Result<Option<String>, store::Error>> {
        Ok(Ok(ComponentVariables::get(self, &key).map(str::to_owned)))
    }

    async fn get_all(&mut self) -> Result<Result<Vec<(String, String)>, store::Error>> {
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Ok(Ok(self.iter().map(own).collect()))
    }
}
