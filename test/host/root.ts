import fs from 'node:fs';
import path from 'node:path';

/**
 * The checkout: the nearest folder above this file with a package.json, wherever the file was
 * bundled to; otherwise the current folder.
 */
export const root = above(__dirname);
export const defaultVsix = path.join(root, 'out', 'criteo-audience-segments.vsix');

/** The terminal's package of this version. */
export function defaultTarball(): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return path.join(root, 'out', `criteo-audiences-${version}.tgz`);
}

function above(folder: string): string {
  for (let at = folder; at !== path.dirname(at); at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, 'package.json'))) return at;
  }
  return process.cwd();
}

/** The English title of the extension's container in the activity bar; undefined if it has none. */
export function containerTitle(): string | undefined {
  const read = (file: string): unknown =>
    JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
  const manifest = read('package.json') as {
    contributes?: { viewsContainers?: { activitybar?: Array<{ title: string }> } };
  };
  const title = manifest.contributes?.viewsContainers?.activitybar?.[0]?.title;
  const key = title && /^%(.*)%$/.exec(title)?.[1];
  return key ? (read('package.nls.json') as Record<string, string>)[key] : title;
}
