# The same recipes for a person and for CI. `just` is optional: each line is an ordinary command.

# List the recipes
default:
    @just --list

# Start the lab
lab *arguments:
    cargo run --release -- {{arguments}}

# All tests
test:
    cargo test --workspace

# What CI refuses besides tests
lint:
    cargo fmt --all --check
    scripts/check-circles
    cargo clippy --workspace --all-targets -- -D warnings
    scripts/features --check
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items

# The docs of all modules, private ones too, in the browser
docs:
    cargo doc --workspace --no-deps --document-private-items --open

# Licences, banned crates, sources (needs cargo-deny)
deny:
    cargo deny check bans licenses sources

# The pictures of docs/images, from the tests that look at every page
pictures:
    MOVIE_GURU_PICTURES={{justfile_directory()}}/target/pictures/web cargo test -p movie-guru-web --test web looks
    MOVIE_GURU_PICTURES={{justfile_directory()}}/target/pictures/monitor cargo test -p movie-guru-monitor --test pages
    rm -f target/pictures/*/webp/between-*
    MOVIE_GURU_PICTURES={{justfile_directory()}}/target/pictures/coach cargo test -p movie-guru-classroom --test classroom console
    cp target/pictures/web/webp/*.webp docs/images/
    for name in console-wide-light console-narrow-dark console-team-wide-dark; do cp "target/pictures/coach/webp/$name.webp" "docs/images/coach-$name.webp"; done
    for kept in docs/images/monitor-*.webp; do name="$(basename "$kept")"; for made in "$name" "${name#monitor-}"; do cp "target/pictures/monitor/webp/$made" "$kept" 2>/dev/null && break; done; done

# What is kept of the page of metrics, a fresh exposition, rendered SLOs and dashboards, written anew
rendered:
    UPDATE=1 cargo test -p movie-guru-contract -p movie-guru-slo -p movie-guru-dashboards
    UPDATE=1 cargo test -p movie-guru --test api exposition
    UPDATE=1 cargo test -p movie-guru-deploy-checks kept

# The workshop's alerts on 200 runs of eight hours each, in which nothing is wrong; some minutes once built
false-alarms:
    LAB_SEEDS=200 cargo test -p movie-guru-monitor --test slos with_five_people -- --nocapture

# Speed, as ratios, and what the lab needs; about three minutes once built
bench:
    ulimit -n 8192 && cargo bench -p movie-guru --bench speed
    cargo bench -p movie-guru-web --bench edge
    cargo bench -p lab --bench start

# The monitor beside Debian's Prometheus on the same figures; some minutes once built
bench-monitor:
    cargo bench -p movie-guru-monitor --bench monitor

# A grade of two weeks on all timelines, beside Debian's Prometheus on the same rules; a minute once built
bench-grade:
    cargo bench -p movie-guru-grader --bench grade

# How much load one core makes, beside wrk and Locust (from PyPI); some minutes once built
bench-load:
    ulimit -n 16384 && cargo bench -p movie-guru-loadtest --bench load
