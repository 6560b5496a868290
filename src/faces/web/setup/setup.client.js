// What the browser knows of where somebody is, for fields that nobody has chosen yet.
const known = {
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  country: new Intl.Locale(navigator.language).maximize().region,
};
for (const field of document.querySelectorAll("[data-from-browser]")) {
  const value = known[field.dataset.fromBrowser];
  if ([...field.options].some((option) => option.value === value)) field.value = value;
}
