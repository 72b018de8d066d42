import assert from 'node:assert/strict';
import { pages, readDocument } from './pages';

/** A fenced block. `title`: its first comment, which names the file that it is. */
interface Example {
  language: string;
  title: string;
  text: string;
}

const examplesIn = (document: string): Example[] =>
  [...document.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    title: /^# (.*)$/m.exec(text)?.[1] ?? '',
    text,
  }));

/** All that users read. */
export const DOCUMENTATION = ['src/cli/README.md', 'README.md', ...pages()]
  .map(readDocument)
  .join('\n');

const EXAMPLES: readonly Example[] = examplesIn(DOCUMENTATION);

export const exampleLanguages = (): string[] => [
  ...new Set(EXAMPLES.map(({ language }) => language)),
];

export function examplesOf(...languages: string[]): Example[] {
  const found = EXAMPLES.filter(({ language }) => languages.includes(language));
  assert.ok(found.length > 0, languages.join());
  return found;
}

/** The example that is the file of this name. */
export function exampleFile(name: string): string {
  const found = EXAMPLES.filter(({ title }) => title.split(',')[0].endsWith(name));
  assert.equal(found.length, 1, name);
  return found[0].text;
}

/** The only example of a page that this is part of. */
export function onlyExample(page: string, part: string, language = 'sh'): string {
  const found = examplesIn(readDocument(page)).filter(
    (one) => one.language === language && one.text.includes(part),
  );
  assert.equal(found.length, 1, part);
  return found[0].text;
}

/** The words of a command, with quotes and continued lines as a shell and systemd read them. */
export const wordsOf = (command: string): string[] =>
  [...command.replaceAll('\\\n', ' ').matchAll(/"([^"]*)"|\S+/g)].map(
    ([word, quoted]) => quoted ?? word,
  );
