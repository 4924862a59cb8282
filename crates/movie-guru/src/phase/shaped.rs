//! The operations that a scenario can shape, under the names of the contract.

use movie_guru_contract::{Operation, Unmeasured};

/// What users ask of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shaped {
    /// One that the backend measures.
    Measured(Operation),
    /// What was said before, read or deleted.
    History,
}

impl Shaped {
    /// All of them. The health check is none: it says whether the app is there, whatever the scenario.
    pub const ALL: [Self; 8] = [
        Self::Measured(Operation::Login),
        Self::Measured(Operation::Startup),
        Self::Measured(Operation::Chat),
        Self::Measured(Operation::PrefGet),
        Self::Measured(Operation::PrefUpdate),
        Self::Measured(Operation::Search),
        Self::History,
        Self::Measured(Operation::Logout),
    ];

    /// How it is written in a scenario.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Measured(operation) => operation.name(),
            Self::History => Unmeasured::History.call().name,
        }
    }

    /// The operation that is measured; none where the backend measures nothing of it.
    pub const fn measured(self) -> Option<Operation> {
        match self {
            Self::Measured(operation) => Some(operation),
            Self::History => None,
        }
    }
}

impl From<Operation> for Shaped {
    fn from(operation: Operation) -> Self {
        Self::Measured(operation)
    }
}
