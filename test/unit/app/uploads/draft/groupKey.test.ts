import assert from 'node:assert/strict';
import type {
  Caller,
  Choices,
  UploadSettings,
} from '../../../../../src/app/uploads/choices/choices';
import { groupKey, segmentKey } from '../../../../../src/app/uploads/draft/groupKey';
import { ACCOUNT, OTHER } from '../batchPage/batches';

const SETTINGS: UploadSettings = { hash: 'none', dedupe: true, chunkSize: 50_000, concurrency: 4 };
const choices = (changes: Partial<Choices> = {}): Choices => ({
  files: [{ uri: 'file:///work/week-38.csv' }],
  into: { account: ACCOUNT, segmentId: '5' },
  operation: 'add',
  ...changes,
});

for (const by of ['person', 'program'] as const satisfies Caller[])
  describe(`the upload of a file, of a ${by}`, () => {
    const keyOf = (
      changes: Partial<Choices> = {},
      settings: Partial<UploadSettings> = {},
      type: string | undefined = 'Email',
    ): string => groupKey(choices(changes), { ...SETTINGS, ...settings }, type, by);

    it('is that of those with the same segment, account and options', () => {
      const files = [{ uri: 'file:///work/other.csv', columns: [1] }];
      assert.equal(keyOf(), keyOf({ files }));
      const others: Partial<Choices>[] = [
        { into: undefined },
        { into: { account: ACCOUNT, segmentId: '6' } },
        { into: { account: OTHER, segmentId: '5' } },
        { operation: 'replace' },
        { operation: 'remove' },
        { operation: 'remove', formats: 'all' },
        { hash: 'md5' },
        { maxInvalid: 0.2 },
        { operation: 'remove', minKept: 0.2 },
        { confirm: false },
        { operation: 'update', previous: [] },
      ];
      const keys = [{}, ...others].map((changes) => keyOf(changes));
      assert.equal(new Set(keys).size, keys.length);
      assert.equal(segmentKey(undefined), '');
    });

    it('is that of those whose folders send in the same format', () => {
      const hashed = { hash: 'sha256' } as const;
      assert.notEqual(keyOf({}, hashed), keyOf());
      assert.equal(keyOf({ hash: 'md5' }, hashed), keyOf({ hash: 'md5' }));
      assert.equal(keyOf({ hash: 'sha256' }), keyOf({}, hashed));
      // Only emails are hashed.
      assert.equal(keyOf({}, hashed, 'CustomerId'), keyOf({}, {}, 'CustomerId'));
      assert.notEqual(keyOf({}, hashed, undefined), keyOf({}, {}, undefined));
      assert.equal(keyOf({}, { chunkSize: 7, concurrency: 1, dedupe: false }), keyOf());
    });

    it('isn’t known without a segment', () => {
      const into = undefined;
      assert.equal(keyOf({ into }, { hash: 'md5' }), keyOf({ into, hash: 'sha256' }));
    });
  });
