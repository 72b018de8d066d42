import assert from 'node:assert/strict';
import { jobModel } from '../../../../../../src/app/uploads/page/jobPage';
import { configureFormat } from '../../../../../../src/common/format';
import type { UploadModel } from '../../../../../../src/webview/uploadModel';
import { ACCOUNT, at, job, NAMES, requests } from '../jobs';

const page = (changes: Parameters<typeof job>[0]): UploadModel =>
  jobModel({
    job: job(changes),
    requests: requests('a20'),
    names: NAMES,
    account: ACCOUNT,
    readings: [],
    unnamed: 0,
    leftOut: [{ uri: 'file:///work/week-45.csv', reason: 'Not selected.' }],
    now: at('09:53:00'),
  });
const titles = ({ main }: UploadModel): string[] => main.map(({ title }) => title);

describe('the page of an upload that others were left out of', () => {
  before(() => configureFormat('en', 'UTC'));

  it('begins with what wasn’t sent, once it has ended', () => {
    const model = page({
      state: 'finished',
      report: { state: 'finished', sent: 1_000_000, accepted: 1_000_000, unsent: 0 },
    });
    assert.equal(titles(model)[0], 'Not sent');
    assert.deepEqual(model.heading, {
      text: '1,000,000 added to CRM Users 2025, 1 file left out',
      icon: 'warning',
    });
    assert.equal(model.announcement, model.heading.text);
  });

  it('ends with it while it is sending', () => {
    const model = page({ report: { sent: 500_000, accepted: 500_000, unsent: 500_000 } });
    assert.equal(titles(model).at(-1), 'Not sent');
    assert.equal(model.heading.text, 'Adding big-1m.csv to CRM Users 2025');
  });
});
