//! What a clerk could not see: what stands outside the window or is cut off.

use crate::window::Window;

/// Returns an array of texts, one for each thing that does not fit.
const DOES_NOT_FIT: &str = r#"
const scrolls = (element, axis) => {
  for (let box = element.parentElement; box; box = box.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(box)[`overflow${axis}`])) return true;
  }
  return false;
};
const found = [];
for (const element of document.body.querySelectorAll('*')) {
  const at = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  if (!at.width || !at.height || style.visibility === 'hidden' || element.closest('.hidden')) continue;
  const name = `${element.tagName} ${element.className} «${(element.textContent ?? '').trim().slice(0, 40)}»`;
  if ((at.right > innerWidth + 1 || at.left < -1) && !scrolls(element, 'X')) {
    found.push(`${name} reaches ${Math.round(at.left)}..${Math.round(at.right)} of ${innerWidth}`);
  }
  if ((at.bottom > innerHeight + 1 || at.top < -1) && !scrolls(element, 'Y')) {
    found.push(`${name} reaches ${Math.round(at.top)}..${Math.round(at.bottom)} of ${innerHeight} down`);
  }
  const cut = element.scrollWidth > element.clientWidth + 1 && style.overflowX === 'hidden';
  if (cut && !element.title) found.push(`${name} is cut off`);
}
// A page is turned down, never to the side.
const page = document.querySelector('main');
if (page && page.scrollWidth > page.clientWidth + 1) {
  found.push(`the page is ${page.scrollWidth} wide, of ${page.clientWidth}`);
}
return found;
"#;

impl Window {
    /// Returns what does not fit into the window, one line for each.
    ///
    /// # Panics
    /// The window is gone.
    pub async fn does_not_fit(&self) -> Vec<String> {
        let found = self.script(DOES_NOT_FIT, "").await;
        let found = found.as_array().expect("the script returns an array");
        found
            .iter()
            .filter_map(|line| line.as_str().map(str::to_owned))
            .collect()
    }
}
