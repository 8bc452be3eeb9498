//! `xinglin knowledge review`: a named person vouches for an entry as it is now.

use std::io::{BufRead, Write};
use std::path::Path;

use anyhow::{Context, bail};
use knowledge::{REVIEWS, Review, contents, read_files};

/// Shows the entry, asks, and appends the review to the folder.
pub fn run(folder: &Path, id: &str, by: &str, role: &str, yes: bool) -> anyhow::Result<()> {
    let (by, role) = (by.trim(), role.trim());
    if by.is_empty() || role.is_empty() {
        bail!("a review needs a name (--by) and a role (--as)");
    }
    let files = knowledge::files(folder).with_context(|| format!("failed to read {}", folder.display()))?;
    let Some(content) = contents(&files).remove(id) else { bail!("there is nothing called {id:?} in {}", folder.display()) };
    let Some(knowledge) = read_files(files).0 else {
        bail!("the knowledge in {} has errors: mend what `xinglin knowledge check` reports first", folder.display())
    };
    crate::look::show(&std::sync::Arc::new(knowledge), id)?;
    if !yes {
        print!("\n{by}, {role}: have you read this entry and do you vouch for it? Type yes: ");
        std::io::stdout().flush()?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        if answer.trim() != "yes" {
            bail!("nothing was recorded");
        }
    }
    let on = jiff::Zoned::now().date().to_string();
    let review = Review { of: id.to_owned(), by: by.to_owned(), role: role.to_owned(), on: on.clone(), content };
    let path = folder.join(REVIEWS);
    let mut file =
        std::fs::OpenOptions::new().append(true).create(true).open(&path).with_context(|| format!("failed to open {}", path.display()))?;
    file.write_all(review.to_toml()?.as_bytes()).with_context(|| format!("failed to write {}", path.display()))?;
    println!("{id} is reviewed by {by}, {role}, on {on}, as it is now");
    Ok(())
}
