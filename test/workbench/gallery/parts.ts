import type {
  CellKind,
  FileSection,
  KindsSection,
  OperationSection,
  ProgressSection,
  RowsSection,
  ShareKind,
  SizeSection,
  TimesSection,
  UploadModel,
} from '../../../src/webview/uploadModel';

// Short forms for the models of the gallery: English, with the words and figures of the mock.

const number = new Intl.NumberFormat('en');

/** A model's parts that most states leave empty. */
export const NONE = { intro: [], first: [], main: [], last: [] } satisfies Partial<UploadModel>;

type Context = UploadModel['context'];

export function context(account: string, badge: 'live' | 'protected', change = false): Context {
  return {
    items: [{ text: 'Email', icon: 'mail' }, { text: 'Maple & Main' }, { text: account }],
    badge: { kind: badge, text: badge === 'live' ? 'Live' : 'Live, protected' },
    ...(change && { press: { label: 'Change Segment', action: 'changeSegment' } }),
  };
}

/** Columns as "name: detail"; "*" before the name chooses one. Cells that start with "!" are invalid. */
export function file(
  name: string,
  summary: string,
  columns: readonly string[],
  records: string,
  hint?: string,
): FileSection {
  const heads = columns.map((column, index) => {
    const [head, detail] = column.split(': ');
    const chosen = column.startsWith('*');
    return {
      name: (head ?? '').replace('*', ''),
      detail: detail ?? '',
      chosen,
      press: { label: column, action: 'chooseColumn', value: String(index) },
    } as const;
  });
  return {
    type: 'file',
    title: 'File',
    summary,
    change: {
      label: 'Change',
      action: 'changeReading',
      description: 'Change how the file is read',
    },
    label: `First 20 rows of ${name}`,
    lineLabel: 'Line',
    columns: heads,
    rows: records
      .trim()
      .split('\n')
      .map((record, index) => ({
        line: String(index + 2),
        cells: record.split('|').map((text, at) => {
          if (!heads[at]?.chosen) return { text };
          if (text === '') return { text, mark: 'blank' };
          return /@.*@|[<;]/.test(text) ? { text, mark: 'invalid' } : { text };
        }),
      })),
    marks: { invalid: 'Invalid', blank: 'blank' },
    ...(hint !== undefined && { hint }),
  };
}

export function rows(
  title: string,
  shares: readonly (readonly [ShareKind, number, string])[],
  hint?: string,
): RowsSection {
  return {
    type: 'rows',
    title,
    legend: shares.map(([kind, count, text]) => ({ kind, count: number.format(count), text })),
    shares: shares.map(([kind, count]) => ({ kind, rows: count })),
    ...(hint !== undefined && { hint }),
  };
}

/** Kinds as [text, count, can be fixed, rejected]. */
export function kinds(
  title: string,
  exportLabel: string,
  fixable: number,
  list: readonly (readonly [string, number, ('fix' | 'rejected')?])[],
  more?: KindsSection['more'],
): KindsSection {
  const most = Math.max(...list.map(([, count]) => count));
  return {
    type: 'kinds',
    title,
    presses: [
      { label: exportLabel, action: 'exportRows' },
      { label: `Fix All That Can Be Fixed (${fixable})`, action: 'fixAll' },
    ],
    items: list.map(([text, count, mark]) => ({
      text,
      count: number.format(count),
      share: count / most,
      kind: mark === 'rejected' ? 'rejected' : 'invalid',
      ...(mark === 'fix' && {
        fix: {
          label: `Fix ${count}`,
          action: 'fix',
          value: text,
          description: `Fix ${count}: ${text}`,
        },
      }),
      show: { label: 'Show', action: 'showRows', value: text, description: `Show: ${text}` },
    })),
    ...(more && { more }),
  };
}

const KINDS: Record<string, CellKind> = {
  a: 'accepted',
  p: 'partly',
  r: 'rejected',
  k: 'unknown',
  u: 'underWay',
  w: 'waiting',
};
const NAMES: Record<CellKind, string> = {
  accepted: 'accepted',
  partly: 'partly rejected',
  rejected: 'rejected',
  unknown: 'unknown',
  underWay: 'under way',
  waiting: 'waiting',
};

/** Cells as letters, each with a count: "a2pk" is two accepted, one partly rejected, one unknown. */
export function progress(
  cells: string,
  head: Pick<ProgressSection, 'percent' | 'texts'>,
  options: { title?: string; hint?: string; waiting?: string } = {},
): ProgressSection {
  const { title = 'Progress', hint, waiting = 'waiting' } = options;
  const names = { ...NAMES, waiting };
  const all = [...cells.matchAll(/([a-z])(\d*)/g)].flatMap(([, letter = '', count]) =>
    Array.from({ length: Number(count || 1) }, () => KINDS[letter] ?? 'waiting'),
  );
  const legend = (Object.keys(names) as CellKind[])
    .map((kind) => ({ kind, count: all.filter((cell) => cell === kind).length, text: names[kind] }))
    .filter(({ count }) => count > 0);
  return {
    type: 'progress',
    title,
    ...head,
    cells: all.map((kind, index) => ({ kind, title: `Request ${index + 1}: ${names[kind]}` })),
    cellsLabel: `${all.length} requests: ${legend.map(({ count, text }) => `${count} ${text}`).join(', ')}`,
    legend: legend.map((item) => ({ ...item, count: String(item.count) })),
    ...(hint !== undefined && { hint }),
  };
}

export function operation(chosen: 'add' | 'remove' | 'replace'): OperationSection {
  const undone = chosen === 'replace' ? ' Can’t be undone.' : '';
  return {
    type: 'operation',
    title: 'What happens',
    choices: [
      { value: 'add', label: 'Add', hint: 'Everyone in the segment stays in it.' },
      { value: 'remove', label: 'Remove', hint: 'Removes these people from the segment.' },
      {
        value: 'replace',
        label: 'Replace',
        hint: `Clears the segment, then adds the file.${undone}`,
      },
    ].map((choice) => ({ ...choice, chosen: choice.value === chosen })),
    hash: {
      label: 'Send emails as',
      options: [
        { value: 'none', label: 'As written', chosen: true },
        { value: 'sha256', label: 'SHA-256', chosen: false },
        { value: 'md5', label: 'MD5', chosen: false },
        { value: 'sha256md5', label: 'SHA-256 of MD5', chosen: false },
      ],
    },
    ...(chosen === 'remove' && {
      formats: {
        label: 'Remove emails as',
        text: 'MD5, SHA-256, SHA-256 of MD5',
        hint: 'Plain: not sent, since you hash addresses',
        plain: { label: 'Send plain addresses, too', chosen: false },
      },
    }),
  };
}

export function times(
  now: readonly [string, string, 'now' | 'past'],
  options: { computed?: boolean; hint?: string } = {},
): TimesSection {
  return {
    type: 'times',
    title: 'What comes next',
    items: [
      { time: now[0], text: now[1], state: now[2] },
      {
        time: '12:00',
        text: 'computed',
        tooltip: '12:00 UTC',
        state: options.computed ? 'past' : 'later',
        dashed: true,
      },
      { time: 'about 17:00', text: 'in campaigns', tooltip: '17:00 UTC', state: 'later' },
    ],
    ...(options.hint !== undefined && { hint: options.hint }),
  };
}

/** The kinds of invalid rows of crm-export.csv. */
export const CRM_KINDS = [
  ['Several addresses in one field', 412, 'fix'],
  ['Name around the address', 264, 'fix'],
  ['Contains a space', 187],
  ['No @ sign', 141],
  ['Quotes or brackets around the address', 108, 'fix'],
  ['Domain without a dot', 70],
  ['Two @ signs', 22],
  ['Ends with a dot', 12],
  ['Too long', 6],
] as const;

/** `bar`: the ratios kept, added, lost and pending; all 0 for none. */
export function size(
  before: string,
  after: string,
  bar: readonly [number, number, number, number?],
  texts: string[],
  options: Partial<SizeSection> = {},
): SizeSection {
  const [kept, added, lost, pending = 0] = bar;
  return {
    type: 'size',
    title: 'Segment size',
    before,
    after,
    arrow: 'to',
    ...(kept + added + lost > 0 && { bar: { kept, pending, added, lost } }),
    texts,
    ...options,
  };
}
