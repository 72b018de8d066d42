import assert from 'node:assert/strict';
import { batchJobsModel } from '../../../../../../src/app/uploads/batchPage/batchJobsPage';
import { configureFormat } from '../../../../../../src/common/format';
import { OutsideText } from '../../../../../../src/common/outsideText';
import type { UploadModel } from '../../../../../../src/webview/uploadModel';
import { ACCOUNT, at, job, NAMES, requests } from '../../page/jobs';

/** Uploads of files to segments, of which one file was left out. */
function page(
  uploads: readonly (readonly [file: string, segment: string])[],
  state: 'finished' | 'running' = 'finished',
): UploadModel {
  return batchJobsModel({
    jobs: uploads.map(([file, segment]) => {
      const made = job({
        jobId: `${file} ${segment}`,
        state,
        files: [{ uri: `file:///work/${file}`, size: 1 }],
        report: { state: 'finished', sent: 100_000, accepted: 100_000, unsent: 0 },
      });
      return {
        job: { ...made, target: { ...made.target, segmentId: segment } },
        requests: requests('a2'),
        names: { ...NAMES, segment: OutsideText.name(segment) },
        account: { ...ACCOUNT, key: 'k', label: NAMES.account },
        readings: [],
        unnamed: 0,
        now: at('09:53:00'),
      };
    }),
    leftOut: [{ uri: 'file:///work/week-45.csv', reason: 'Not selected.' }],
    open: new Set(),
    hasProblems: false,
    now: at('09:53:00'),
  });
}

const groups = ({ main }: UploadModel): (string | undefined)[][] =>
  main.flatMap((section) =>
    section.type === 'lines' ? [section.groups.map(({ id, head }) => head?.title ?? id)] : [],
  );
const FILES = [
  ['a.csv', 'CRM'],
  ['b.csv', 'VIP'],
] as const;
const SEGMENTS = [
  ['a.csv', 'CRM'],
  ['a.csv', 'VIP'],
] as const;

describe('the page of several uploads that others were left out of', () => {
  before(() => configureFormat('en', 'UTC'));

  it('has what wasn’t sent as its first group once they have ended, as its last before', () => {
    assert.deepEqual(groups(page(FILES)), [['Not sent', 'CRM', 'VIP']]);
    assert.deepEqual(groups(page(FILES, 'running')), [['CRM', 'VIP', 'Not sent']]);
  });

  it('has it beside the segments of a file', () => {
    assert.deepEqual(groups(page(SEGMENTS)), [['Not sent'], ['segments']]);
    assert.deepEqual(groups(page(SEGMENTS, 'running')), [['segments'], ['Not sent']]);
  });

  it('says so in its heading once they have ended', () => {
    const ended = page(FILES);
    assert.deepEqual(ended.heading, {
      text: '2 files added to 2 segments, 1 file left out',
      icon: 'warning',
    });
    assert.equal(ended.announcement, ended.heading.text);
    assert.equal(page(FILES, 'running').heading.text, 'Adding 2 files to 2 segments');
  });
});
