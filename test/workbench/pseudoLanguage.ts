import fs from 'node:fs';
import path from 'node:path';
import { root } from '../host/root';
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
 * Gives the extension that is installed in a folder the pseudo language, under the name of a real one
 * that the editor knows. Its texts come from the sources, not from a translation, so a text that is
 * missing in every language shows too.
 */
export function translate(extensionsDir: string, language: string): void {
  const isOurs = (name: string): boolean => name.startsWith('retail-media-tools.');
  const ours = fs.readdirSync(extensionsDir).find(isOurs) ?? '';
  const write = (file: string, texts: Iterable<readonly [string, string]>): void =>
    fs.writeFileSync(
      path.join(extensionsDir, ours, file),
      JSON.stringify(
        Object.fromEntries([...texts].map(([key, text]) => [key, pseudo(text)] as const)),
      ),
    );
  const nls = fs.readFileSync(path.join(root, 'package.nls.json'), 'utf8');
  write(`package.nls.${language}.json`, Object.entries(JSON.parse(nls) as Record<string, string>));
  write(
    `l10n/bundle.l10n.${language}.json`,
    readTexts().texts.map(({ key }) => [key, key] as const),
  );
}
