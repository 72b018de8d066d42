import { t } from '@vscode/l10n';
import type { Segment } from '../../api/types';
import { badArgument, Failure } from '../../common/failure';
import type { AccountHandle } from '../accounts/account';
import { accessOf, nameOf } from './labels';
import type { SegmentList } from './segmentList';

/**
 * Reads the arguments of the public contract: a bad value of a known key rejects with what was
 * expected.
 */
export class Arguments {
  constructor(
    private readonly raw: Record<string, unknown>,
    private readonly operation: string,
  ) {}

  text(key: string): string {
    const value = this.optionalText(key);
    if (value === undefined || value.trim() === '')
      throw badArgument(this.operation, t('“{0}” is needed: a text.', key), value);
    return value;
  }

  optionalText(key: string): string | undefined {
    const value = this.raw[key];
    if (value === undefined || typeof value === 'string') return value;
    throw badArgument(this.operation, t('“{0}” must be a text.', key), value);
  }

  /** Ids are int64 in text: a JavaScript number has already lost digits. */
  id(key: string): string {
    const value = this.optionalId(key);
    if (value === undefined)
      throw badArgument(this.operation, t('“{0}” is needed: an id, as text.', key));
    return value;
  }

  optionalId(key: string): string | undefined {
    const value = this.raw[key];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value;
    throw badArgument(this.operation, t('“{0}” must be an id: digits, as text.', key), value);
  }

  ids(key: string): string[] {
    const value = this.optionalTexts(key);
    if (!value || value.length === 0)
      throw badArgument(this.operation, t('“{0}” is needed: a list of ids, as texts.', key));
    const wrong = value.find((id) => !/^\d{1,20}$/.test(id));
    if (wrong !== undefined)
      throw badArgument(this.operation, t('“{0}” must be ids: digits, as texts.', key), wrong);
    return [...new Set(value)];
  }

  optionalTexts(key: string): string[] | undefined {
    const value = this.raw[key];
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string'))
      return [...value];
    throw badArgument(this.operation, t('“{0}” must be a list of texts.', key), value);
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    const value = this.raw[key];
    const found = allowed.find((item) => item === value);
    if (found === undefined)
      throw badArgument(
        this.operation,
        t('“{0}” must be one of: {1}.', key, allowed.join(', ')),
        value,
      );
    return found;
  }

  /** `false`, or the account's id for a protected account; undefined where the window is to ask. */
  confirm(): Confirm {
    const value = this.raw.confirm;
    if (value === undefined || value === true) return undefined;
    if (value === false || typeof value === 'string') return value;
    throw badArgument(
      this.operation,
      t('“confirm” must be false, or the account id as text.'),
      value,
    );
  }
}

export type Confirm = false | string | undefined;

/**
 * The segment in the list, else from the API. Rejects before any other call where there is none of
 * that id.
 */
export async function requireSegment(
  list: SegmentList,
  account: AccountHandle,
  id: string,
  operation: string,
): Promise<Segment> {
  return list.find(account, id) ?? readSegment(list, account, id, operation);
}

/** The segment straight from the API: the list may be old. Rejects where there is none of that id. */
export async function readSegment(
  list: Pick<SegmentList, 'search'>,
  account: AccountHandle,
  id: string,
  operation: string,
): Promise<Segment> {
  const found = (await list.search(account, { segmentIds: [id] })).find(
    (segment) => segment.id === id,
  );
  if (found) return found;
  throw new Failure(
    'segment-not-found',
    t(
      'Account {0} has no segment {1}. Refresh the list of segments and choose again.',
      account.label.forNotification(),
      id,
    ),
    operation,
  );
}

/** Rejects for a segment whose identifiers cannot be changed from here. */
export function requireWritable(segment: Segment, operation: string): void {
  switch (accessOf(segment)) {
    case 'writable':
      return;
    case 'readOnly':
      throw new Failure(
        'segment-read-only',
        t(
          '“{0}” is read-only: its identifiers are managed elsewhere. Choose another segment.',
          nameOf(segment).forNotification(),
        ),
        operation,
      );
    case 'events':
      throw new Failure(
        'segment-events',
        t(
          '“{0}” is an Events segment: it follows a rule and has no list of identifiers. Choose another segment.',
          nameOf(segment).forNotification(),
        ),
        operation,
      );
    case 'other':
      throw new Failure(
        'segment-not-contact-list',
        t(
          '“{0}” is not a contact list. Choose another segment.',
          nameOf(segment).forNotification(),
        ),
        operation,
      );
  }
}
