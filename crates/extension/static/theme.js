// @ts-check
// Puts the theme and the size of text that were last in use on the page before anything is drawn;
// the wasm module follows the settings from then on.
for (const name of ["theme", "text", "keys"]) {
  const value = localStorage.getItem(name);
  if (value) document.documentElement.dataset[name] = value;
}
