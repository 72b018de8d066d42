import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import { badArgument, Failure } from '../../common/failure';
import { argumentWords } from '../../common/told';
import { findInWorkspace } from './workspaceFile';

/** What a model passed. It is checked as if a stranger had typed it. */
export class ToolInput {
  constructor(
    private readonly raw: object,
    private readonly tool: string,
  ) {}

  text(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return value;
    throw badArgument(this.tool, t('"{0}" must be a text.', key), value);
  }

  /** Ids are int64 in text. */
  id(key: string): string | undefined {
    const value = this.text(key);
    if (value === undefined || /^\d{1,20}$/.test(value)) return value;
    throw badArgument(
      this.tool,
      t('"{0}" must be an id: digits, as text (ids are too large for a number).', key),
      value,
    );
  }

  needId(key: string): string {
    const value = this.id(key);
    if (value === undefined) throw badArgument(this.tool, t('"{0}" is needed.', key));
    return value;
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const value = this.text(key);
    const found = allowed.find((one) => one.toLowerCase() === value?.toLowerCase());
    if (value !== undefined && found === undefined)
      throw badArgument(this.tool, t('"{0}" must be one of {1}.', key, allowed.join(', ')), value);
    return found;
  }

  /** A whole number, at most `most`. */
  whole(key: string, fallback: number, most: number): number {
    const value = this.value(key) ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0)
      return Math.min(most, value);
    throw badArgument(this.tool, t('"{0}" must be a whole number from 1 on.', key), value);
  }

  /** A header's name, or a number from 0. */
  column(): string | number | undefined {
    const value = this.value('column');
    if (value === undefined || value === null || value === '') return undefined;
    if (
      typeof value === 'string' ||
      (typeof value === 'number' && Number.isInteger(value) && value >= 0)
    )
      return value;
    throw badArgument(
      this.tool,
      t('"column" must be a name of the header, or a number from 0.'),
      value,
    );
  }

  /** A file of the workspace: nothing outside it is read for a model. */
  async file(): Promise<Uri> {
    const path = this.text('file');
    if (path === undefined) throw badArgument(this.tool, t('"{0}" is needed.', 'file'));
    const found = await findInWorkspace(path);
    if (found) return found;
    // The same words for one that is elsewhere: what there is outside is none of the model's
    // business.
    throw new Failure(
      'not-in-workspace',
      t(
        'There is no file {0} in the folders that are open. Give a path below one of them.',
        argumentWords(path),
      ),
      this.tool,
    );
  }

  private value(key: string): unknown {
    return (this.raw as Record<string, unknown>)[key];
  }
}
