import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defaultVsix, root } from '../host/root';
import { readZip, writeZip } from '../host/zip';
import { readTexts } from '../unit/product/texts';

/** A text in the pseudo language: whatever is shown without these brackets was not translated. */
export function pseudo(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      // A line of a welcome text that only contains a link becomes a button.
      const [, label, link] = /^\[([^\]]*)\](\([^)]*\))$/.exec(line) ?? [];
      return label === undefined ? line && `⟦${line}⟧` : `[⟦${label}⟧]${link}`;
    })
    .join('\n');
}

/**
 * A copy of the package with the pseudo language under the name of a real one that the editor
 * knows. Its texts come from the sources, not from a translation, so a text that is missing in
 * every language shows too.
 */
export function pseudoPackage(language: string): { vsix: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-pseudo-'));
  const files = new Map(readZip(defaultVsix).map(({ name, content }) => [name, content()]));
  const nls = JSON.parse(fs.readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<
    string,
    string
  >;
  const json = (texts: Iterable<readonly [string, string]>): Buffer =>
    Buffer.from(JSON.stringify(Object.fromEntries(texts)));
  files.set(
    `extension/package.nls.${language}.json`,
    json(Object.entries(nls).map(([key, text]) => [key, pseudo(text)] as const)),
  );
  files.set(
    `extension/l10n/bundle.l10n.${language}.json`,
    json(readTexts().texts.map(({ key }) => [key, pseudo(key)] as const)),
  );
  const vsix = path.join(folder, 'pseudo.vsix');
  writeZip(vsix, files);
  return { vsix, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
