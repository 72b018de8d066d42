import assert from 'node:assert/strict';
import {
  configureOtherVersions,
  OtherVersion,
  otherVersionText,
  parseRecord,
  parseRecordLine,
  recordText,
} from '../../../src/common/recordVersion';

describe('records on disk', () => {
  const told: string[] = [];
  beforeEach(() => {
    told.length = 0;
    configureOtherVersions((path) => told.push(path));
  });
  afterEach(() => configureOtherVersions(() => undefined));

  it('are read as they were written, without their version', () => {
    const record = { jobId: 'a', files: [1] };
    assert.match(recordText(record), /^\{"version":\d+,"jobId":"a"/);
    assert.deepEqual(parseRecord(recordText(record), '/a.json'), record);
    assert.deepEqual(parseRecordLine(recordText(record), '/a.jsonl'), record);
    assert.deepEqual(told, []);
  });

  it('of another version are told once for each file, and not used', () => {
    for (const text of ['{"version":1,"jobId":"a"}', '{"jobId":"a"}', '{"version":"2"}']) {
      assert.throws(() => parseRecord(text, '/a.json'), OtherVersion);
      assert.equal(parseRecordLine(text, '/b.jsonl'), undefined);
    }
    assert.deepEqual(told, ['/a.json', '/b.jsonl']);
    assert.match(otherVersionText('/a.json'), / aren’t used: \/a\.json\.$/);
    assert.match(otherVersionText('a', 'b', 'c', 'd'), / aren’t used: a, b, c, …\.$/);
  });

  it('that are torn are no records of another version', () => {
    for (const text of ['', '{"version":1', 'null', '[]', '7']) {
      assert.throws(
        () => parseRecord(text, '/a.json'),
        (error) => !(error instanceof OtherVersion),
      );
      assert.equal(parseRecordLine(text, '/a.jsonl'), undefined);
    }
    assert.deepEqual(told, []);
  });
});
