import assert from 'node:assert/strict';
import {
  afterText,
  formatsNote,
  rangeInWords,
  rangeText,
  sizeInRow,
  sizeInWords,
  sizeLines,
  sizeNowSummary,
  sizesSummary,
  sizeSummary,
} from '../../../../../src/app/segments/sizes/sizeTexts';
import { configureFormat } from '../../../../../src/common/format';
import {
  effectOf,
  segmentSize,
  sizeAround,
  type SegmentSize,
  type SizeAround,
  type SizeChange,
} from '../../../../../src/upload/segmentSize';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-05-04T09:50:00Z');
const READ = Date.parse('2026-05-04T00:12:00Z');

/** So many hours ago. */
const change = (
  hours: number,
  operation: SizeChange['operation'],
  identifiers: number,
  more: Partial<SizeChange> = {},
): SizeChange => ({
  operation,
  begin: NOW - hours * HOUR,
  end: NOW - hours * HOUR,
  effect: effectOf(operation, identifiers),
  sent: identifiers,
  missing: 0,
  ...more,
});
const ADD = change(2, 'add', 4263);

/** Of a segment that was read at 00:12 UTC; `read`: null without a reading. */
const size = (changes: SizeChange[] = [], read: number | null = 5000, at = READ): SegmentSize =>
  segmentSize(
    { earlier: read === null ? undefined : { identifiers: read, at }, now: NOW },
    changes,
  );
const around = (changes: SizeChange[], own: SizeChange, read: number | null = 5000): SizeAround =>
  sizeAround(
    { earlier: read === null ? undefined : { identifiers: read, at: READ }, now: NOW },
    changes,
    own,
  );

describe('the size of a segment in words', () => {
  beforeEach(() => configureFormat('en', 'UTC'));
  afterEach(() => configureFormat('en', 'UTC'));

  it('is short in a row', () => {
    for (const [row, changes, read] of [
      ['', [], null],
      ['5,000', [], 5000],
      ['empty', [], 0],
      ['5,000 · +4.3k', [ADD], 5000],
      ['1,500 · +400k', [change(2, 'add', 400_000)], 1500],
      ['31,077 · −600', [change(2, 'remove', 600)], 31_077],
      ['5,000 · +4.3k −600', [ADD, change(1, 'remove', 600)], 5000],
      ['+4.3k', [ADD], null],
      ['empty · +1,100', [change(2, 'add', 1100)], 0],
      ['1,204 → 960', [ADD, change(1, 'replace', 960)], 1204],
      ['1,204 → 960 · +40', [change(2, 'replace', 960), change(1, 'add', 40)], 1204],
      ['1,204 → empty · +40', [change(2, 'clear', 0), change(1, 'add', 40)], 1204],
      ['→ 960', [change(1, 'replace', 960)], null],
    ] as const)
      assert.equal(sizeInRow(size([...changes], read)), row);
    assert.equal(sizeInRow(size([ADD], 9016), 'Nov 26'), '9,016 · Nov 26 · +4.3k');
    const lost = { least: 0, most: Infinity };
    const cleared = change(1, 'replace', 9, {
      effect: { clears: false, least: 0, added: 9, removed: lost },
    });
    assert.equal(sizeInRow(size([cleared])), '5,000 · +9, maybe cleared');
    assert.equal(
      sizeInWords(size([cleared])),
      '5,000 identifiers, up to 9 added since, maybe cleared',
    );
    assert.equal(
      sizeSummary(size([cleared])),
      '5,000 (read May 4, 2026, 00:12 UTC) · +9, maybe cleared since',
    );
  });

  it('is at most the content of a replace that got no answer to all, or has duplicates', () => {
    const unsure = { effect: { ...effectOf('replace', 900), least: 0 } };
    const replaced = size([change(2, 'replace', 900, unsure), change(1, 'add', 40)], 1204);
    assert.equal(sizeInRow(replaced), '1,204 → up to 900 · +40');
    assert.match(sizeInWords(replaced), /, replaced with up to 900, /);
    assert.match(sizeSummary(replaced), / · replaced with up to 900, \+40 since$/);
  });

  it('says what was sent shortly before its reading, which may lack it', () => {
    const before = change(10, 'add', 900);
    const sizes = around([before], change(0, 'add', 1100));
    assert.equal(
      sizesSummary(sizes),
      '5,000 (read May 4, 2026, 00:12 UTC) · +900 before that, maybe not in it · +1,100 now → at most 7,000',
    );
    assert.deepEqual(
      sizeLines(sizes.before, NOW).map(({ label, value }) => [label, value]),
      [
        ['Read at 00:12', '5,000'],
        ['Sent before 00:00, maybe not in it', '+900'],
      ],
    );
    assert.match(
      sizeSummary(size([change(10, 'replace', 960), ADD])),
      / · replaced with 960 before that, maybe not in it · \+4,263 sent since$/,
    );
    assert.equal(afterText(around([before], change(0, 'remove', 600))), '4,400 to 5,900');
  });

  it('has in a line the range only where something was sent', () => {
    const read = '5,000 (read May 4, 2026, 00:12 UTC)';
    assert.equal(sizeNowSummary(size()), read);
    assert.equal(
      sizeNowSummary(size([ADD, change(1, 'remove', 600)])),
      `${read} · +4,263 −600 sent since → 4,400 to 9,263`,
    );
  });

  it('is in words for a screen reader', () => {
    assert.equal(sizeInWords(size()), '5,000 identifiers');
    assert.equal(
      sizeInWords(size([ADD, change(1, 'remove', 600)])),
      '5,000 identifiers, up to 4,263 added since, up to 600 removed since',
    );
    assert.equal(
      sizeInWords(size([change(2, 'replace', 1), change(1, 'add', 40)])),
      '5,000 identifiers, replaced with 1, up to 40 added since',
    );
    assert.equal(sizeInWords(size([], null)), '');
  });

  it('is a range, and the parts that it follows from', () => {
    assert.equal(rangeInWords(size([ADD])), '5,000 to 9,263 identifiers');
    assert.equal(rangeInWords(size([], 1)), '1 identifier');
    assert.equal(rangeInWords(size([ADD], null)), 'at least 4,263 identifiers');
    assert.equal(rangeInWords(size([], null)), undefined);
    assert.equal(rangeText(size([ADD])), '5,000 to 9,263');
    const lines = (of: SegmentSize) => sizeLines(of, NOW).map(({ label, value }) => [label, value]);
    assert.deepEqual(lines(size([ADD])), [
      ['Read at 00:12', '5,000'],
      ['Sent since, not computed', '+4,263'],
    ]);
    const earlier = READ - 24 * HOUR;
    assert.deepEqual(lines(size([change(20, 'replace', 960), ADD], 5000, earlier)), [
      ['Read on May 3, 2026, 00:12', '5,000'],
      ['Sent since', 'replaced with 960, +4,263'],
    ]);
    assert.deepEqual(lines(size([], null)), []);
  });

  it('is one line before and after an upload', () => {
    const add = change(0, 'add', 1100);
    assert.equal(
      sizeSummary(size([ADD])),
      '5,000 (read May 4, 2026, 00:12 UTC) · +4,263 sent since',
    );
    for (const [text, of] of [
      [
        '5,000 (read May 4, 2026, 00:12 UTC) · +4,263 sent since · +1,100 now → at most 10,363',
        around([ADD], add),
      ],
      [
        '5,000 (read May 4, 2026, 00:12 UTC) · +4,263 sent since → 600',
        around([ADD], change(0, 'replace', 600)),
      ],
      [
        '5,000 (read May 4, 2026, 00:12 UTC) · cleared since · +1,100 now → 1,100',
        around([change(2, 'clear', 0)], add),
      ],
      ['not read · +1,100 now → at least 1,100', around([], add, null)],
      ['not read · −600 now → unknown', around([], change(0, 'remove', 600), null)],
    ] as const)
      assert.equal(sizesSummary(of), text);
  });

  it('says that a removal in several formats counts more than a safety check does', () => {
    const inFour = around([], change(0, 'remove', 600, { effect: effectOf('remove', 2400) }));
    assert.equal(
      formatsNote(inFour, 600),
      'Up to 2,400 identifiers in all hash formats of 600 people. The safety check counts each person once.',
    );
    assert.equal(formatsNote(around([], change(0, 'remove', 600)), 600), undefined);
    assert.equal(formatsNote(around([], change(0, 'replace', 600)), 60), undefined);
    assert.equal(formatsNote(around([], ADD), 60), undefined);
  });

  it('after an upload is what it may be at most, at least, or from where to where', () => {
    const after = (own: SizeChange, ...changes: SizeChange[]) => afterText(around(changes, own));
    const removal = change(0, 'remove', 600);
    assert.equal(after(removal), 'at least 4,400');
    assert.equal(after(removal, ADD), '4,400 to 9,263');
    assert.equal(after(change(0, 'add', 600)), 'at most 5,600');
    assert.equal(after(change(0, 'add', 600), removal), '4,400 to 5,600');
    const update = effectOf('update', 940, { added: 40, removed: 85 });
    assert.equal(after(change(0, 'update', 940, { effect: update })), '4,915 to 4,955');
    assert.equal(after(change(0, 'replace', 600), ADD), '600');
    assert.equal(
      after(change(0, 'add', 40), change(2, 'replace', 960)),
      '960 to 1,000',
      'a reading of what was replaced bounds nothing',
    );
    const FILE = { fingerprint: 'file', unsent: 0, unanswered: 0 };
    // An undo takes out what the add put there, and what was in before that was in it, too.
    const first = change(1, 'add', 1100, { content: FILE, jobId: 'a' });
    assert.equal(after(change(0, 'remove', 1100, { undoes: 'a' }), first), '3,900 to 5,000');
    assert.equal(
      after(change(0, 'add', 1100, { content: FILE }), first),
      'at most 6,100',
      'the same content once',
    );
  });
});
