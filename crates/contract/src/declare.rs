//! How rows are declared: name and list at once, and their doc comments kept as text for `docs/metrics.md`.

/// An enum, the list of its variants, and a column with a value for each.
macro_rules! rows {
    (
        $(#[$about:meta])* enum $enum:ident;
        $(#[$says:meta])* fn $column:ident -> $type:ty;
        $($(#[doc = $doc:literal])+ $variant:ident = $value:expr;)+
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $enum { $($(#[doc = $doc])+ $variant),+ }

        impl $enum {
            /// All of them, in the order of the contract.
            pub const ALL: [Self; [$(stringify!($variant)),+].len()] = [$(Self::$variant),+];

            $(#[$says])*
            pub const fn $column(self) -> $type {
                match self { $(Self::$variant => const { $value }),+ }
            }

            /// What it means, for people.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii_start()),+ }
            }
        }
    };
}

/// Metrics as constants, and the list of them.
macro_rules! metrics {
    ($(#[$about:meta])* $list:ident; $($(#[doc = $doc:literal])+ $constant:ident = $metric:expr;)+) => {
        $($(#[doc = $doc])+ pub const $constant: Metric = $metric.about(concat!($($doc),+).trim_ascii_start());)+

        $(#[$about])*
        pub const $list: &[Metric] = &[$($constant),+];
    };
}

/// Label names as constants, and the list of them with what they say.
macro_rules! labels {
    ($($(#[doc = $doc:literal])+ $constant:ident = $name:literal;)+) => {
        $($(#[doc = $doc])+ pub const $constant: &str = $name;)+

        /// Every label name, and what it says.
        pub const ALL: &[(&str, &str)] = &[$(($constant, concat!($($doc),+).trim_ascii_start())),+];
    };
}

pub(crate) use {labels, metrics, rows};
