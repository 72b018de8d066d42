// Imported before uPlot, which formats numbers in the browser's language as soon as it is loaded,
// and so doesn't load where that is no valid tag: Chromium says `en-US@posix` where LANG is C
// (https://github.com/leeoniya/uPlot/issues/1053, fixed after 1.6.32).
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
