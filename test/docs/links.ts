import path from 'node:path';

/** The text without fenced blocks and code, which may look like links and headings. */
const prose = (text: string): string =>
  text
    .replace(/^```[^]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, (found) => found.replace(/[[\]()]/g, '_'));

/** The anchors of a page, as GitHub and the editor's preview make them from its headings. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replace(/^```[^]*?^```$/gm, '').matchAll(/^#{1,6} (.*)$/gm)) {
    const anchor = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replace(/ /g, '-');
    let unique = anchor;
    for (let next = 1; anchors.has(unique); next++) unique = `${anchor}-${next}`;
    anchors.add(unique);
  }
  return anchors;
}

/**
 * The relative links and pictures that lead nowhere, each as `FILE: TARGET`.
 * @param files their names, with `/`, below a common folder
 * @param textOf the text of a file; undefined if there is none
 */
export function brokenLinks(
  files: readonly string[],
  textOf: (file: string) => string | undefined,
): string[] {
  return files.flatMap((file) => {
    const text = textOf(file);
    if (text === undefined) return [`${file}: missing`];
    const targets = [...prose(text).matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)];
    const sources = [...prose(text).matchAll(/\b(?:href|src)="([^"]+)"/g)];
    return [...targets, ...sources]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/i.test(target) && !leads(file, target, textOf))
      .map((target) => `${file}: ${target}`);
  });
}

function leads(
  from: string,
  target: string,
  textOf: (file: string) => string | undefined,
): boolean {
  const [name = '', anchor] = target.split('#');
  const text = textOf(name === '' ? from : path.posix.join(path.posix.dirname(from), name));
  return text !== undefined && (anchor === undefined || anchorsOf(text).has(anchor));
}
