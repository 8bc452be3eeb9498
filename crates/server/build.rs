//! Takes the page's modules from where npm puts them. Without them the page works, only without live updates.

use std::path::PathBuf;

fn main() {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap_or_default());
    let module = here.join("../../web/node_modules/htmx.org/dist/htmx.min.js");
    println!("cargo:rerun-if-changed={}", module.display());
    let script = std::fs::read(&module).unwrap_or_else(|_| {
        println!("cargo:warning=the page's modules are missing: `make` installs them; the page will load whole each time");
        Vec::new()
    });
    if let Err(error) = std::fs::write(out.join("htmx.min.js"), script) {
        println!("cargo:warning=failed to write the page's modules: {error}");
        std::process::exit(1);
    }
}
