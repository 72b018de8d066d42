import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { configureFormat, configureUtcTimes } from '../common/format';
import { configureOptionNames } from '../common/optionNames';
import { flagOf } from './flags';

/** Languages with texts of their own, besides English. */
const TRANSLATED: readonly string[] = ['fr'];

/** Sets what texts say otherwise in the terminal than in the window. Call it once per process. */
export function configureTexts(): void {
  configureOptionNames(flagOf);
  configureUtcTimes();
}

/**
 * Sets the language of texts and numbers by `LC_ALL`, `LC_MESSAGES` or `LANG`, like other
 * programs. Returns the texts as JSON, for the worker; undefined for English. `folder`: where the
 * bundles are.
 */
export function configureLanguage(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): string | undefined {
  const [locale] = (env.LC_ALL || env.LC_MESSAGES || env.LANG || 'en').split(/[.@]/);
  const tag = locale.replace('_', '-');
  const [language] = tag.toLowerCase().split('-');
  const isTranslated = TRANSLATED.includes(language);
  // Numbers follow the language of the texts around them.
  configureFormat(isTranslated || language === 'en' ? tag : 'en');
  if (!isTranslated) return undefined;
  const contents = readFileSync(join(folder, `bundle.l10n.${language}.json`), 'utf8');
  l10n.config({ contents });
  return contents;
}
