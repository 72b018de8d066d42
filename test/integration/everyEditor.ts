const marked = new WeakSet<Mocha.Test | Mocha.Suite>();

/**
 * Marks a test, or all of a `describe`, of what may differ between versions of the editor. In `npm
 * test`, only these run in the lowest supported one; `npm run test:long` runs all of them there, too.
 */
export function inEveryEditor(tests: Mocha.Test | Mocha.Suite): void {
  marked.add(tests);
}

/** Removes the tests that aren't marked. */
export function leaveOutOtherEditors(suite: Mocha.Suite): void {
  if (marked.has(suite)) return;
  suite.tests = suite.tests.filter((test) => marked.has(test));
  for (const below of suite.suites) leaveOutOtherEditors(below);
}
