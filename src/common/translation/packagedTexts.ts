/**
 * What builds have in the place of `@vscode/l10n` (see esbuild.js): translations by a key that is made
 * of the English text, so that a package has each English text once, in the code.
 */
let translations: Readonly<Record<string, string>> = {};

/** `contents`: a bundle of a build, or its JSON. */
export function config({ contents }: { contents: string | Record<string, string> }): void {
  translations =
    typeof contents === 'string' ? (JSON.parse(contents) as Record<string, string>) : contents;
}

/** The text in the language of the bundle, or in English; `{0}` is the first of the values. */
export function t(text: string, ...values: readonly (string | number | boolean)[]): string {
  const translated = translations[keyOfText(text)] ?? text;
  return values.length === 0
    ? translated
    : translated.replace(/\{(\d+)\}/g, (placeholder, index: number) =>
        String(values[index] ?? placeholder),
      );
}

/** The key of an English text in a build's bundles: 28 bits of its FNV-1a hash. */
export function keyOfText(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 4).toString(36);
}
