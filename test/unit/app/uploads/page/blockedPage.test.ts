import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Choices } from '../../../../../src/app/uploads/choices/choices';
import { limitsOf } from '../../../../../src/app/uploads/choices/engineOptions';
import type { Draft } from '../../../../../src/app/uploads/draft/draft';
import {
  fileShown,
  type DraftPageInput,
  type FittingSegment,
} from '../../../../../src/app/uploads/page/draftBase';
import { draftModel } from '../../../../../src/app/uploads/page/draftPage';
import { readFilePreview } from '../../../../../src/app/uploads/page/filePreview';
import { fitValue } from '../../../../../src/app/uploads/page/segmentWays';
import { Cancelled, type Failure } from '../../../../../src/common/failure';
import { configureFormat } from '../../../../../src/common/format';
import { OutsideText } from '../../../../../src/common/outsideText';
import type { Press, UploadModel, UploadSection } from '../../../../../src/webview/uploadModel';
import { people } from '../../../../support/people';
import { csv } from '../../../upload/support/bench';
import { segment } from '../../segments/segments';
import { draftBenchForEach, PERSON } from '../draftBench';

/** Two columns of customer IDs, so that neither is meant for sure. */
const LOYALTY = 'customer_id,loyalty number\nc-1,LC884120\nc-2,LC884137\n';
const MAIDS =
  'device_id,os\n6513270e-269e-4d37-a2a7-4de452e6b438,ios\nd23f0824-128b-4f33-ac5c-7fd0a6a3a450,ios\n';

describe('what stops a draft', () => {
  const bench = draftBenchForEach();
  before(() => configureFormat('en', 'UTC'));

  const inputOf = async (
    { step, choices, identifierType, sources }: Draft,
    changes: Partial<DraftPageInput> = {},
  ): Promise<DraftPageInput> => {
    const source = sources.at(fileShown(step));
    return {
      step,
      choices,
      identifierType,
      preview: source && (await readFilePreview(source).catch(() => undefined)),
      account: bench.account,
      names: { account: bench.account.label, segment: OutsideText.name('VIP') },
      limits: limitsOf(choices),
      now: Date.now(),
      ...changes,
    };
  };
  /** The page of a file as checked by a real engine. */
  const pageOf = async (
    content: string,
    name: string,
    changes: Partial<DraftPageInput> = {},
    choices: Partial<Choices> = {},
  ): Promise<UploadModel> => {
    const files = [bench.chosen(content, name)];
    const draft = bench.draft({ files, into: bench.into(), operation: 'add', ...choices }, PERSON);
    await draft.check();
    const model = draftModel(await inputOf(draft, changes));
    await draft.discard();
    return model;
  };
  const waysOf = ({ main }: UploadModel) => {
    const ways = main.find(
      (section): section is Extract<UploadSection, { type: 'ways' }> => section.type === 'ways',
    );
    assert.ok(ways);
    return ways;
  };
  const fileOf = ({ main }: UploadModel) =>
    main.find(
      (section): section is Extract<UploadSection, { type: 'file' }> => section.type === 'file',
    );
  const actions = ({ callout }: UploadModel) => callout?.presses.map(({ action }) => action);

  const fits = (...sameRetailer: boolean[]): FittingSegment[] =>
    sameRetailer.map((same, index) => ({
      account: bench.account,
      segment: segment(`9${index}`, { name: `Cards ${index}` }),
      retailer: OutsideText.name(same ? 'Maple & Main' : 'Brightcart'),
      size: same ? 3904 : undefined,
      sameRetailer: same,
    }));

  it('is another type: segments that fit, the same retailer’s first, and a header anyway', async () => {
    const model = await pageOf(MAIDS, 'maid.csv', { fits: fits(false, true) });
    assert.equal(model.step, 'wrong-type');
    assert.equal(model.heading.text, 'maid.csv holds mobile IDs, VIP takes emails');
    const { title, items } = waysOf(model);
    assert.equal(title, 'Send them to a segment for mobile IDs');
    assert.deepEqual(
      items.map(({ text, note, count, press, look }) => [text, note, count, press.action, look]),
      [
        ['Cards 1', 'Maple & Main', '3,904', 'useSegment', 'primary'],
        ['Cards 0', 'Other retailer: Brightcart', undefined, 'useSegment', 'secondary'],
        ['', undefined, undefined, 'createSegment', 'link'],
        ['', undefined, undefined, 'changeSegment', 'link'],
      ],
    );
    assert.equal(items[0].press.value, fitValue(fits(false, true)[1]));
    assert.equal(items[2].press.label, 'Create a Segment for Mobile IDs…');
    assert.deepEqual(
      fileOf(model)?.columns.map(({ detail, press }) => [detail, press?.action]),
      [
        ['Mobile or cookie ID · fits 100%', 'chooseColumn'],
        ['', 'chooseColumn'],
      ],
    );
    assert.match(fileOf(model)?.hint ?? '', /No column looks like emails/);
  });

  it('never makes a segment of another retailer the primary way on', async () => {
    const model = await pageOf(MAIDS, 'maid.csv', { fits: fits(false, false) });
    assert.ok(waysOf(model).items.every(({ look }) => look !== 'primary'));
  });

  it('is no other segment for one file of several', async () => {
    const files = [bench.chosen(), bench.chosen(MAIDS, 'maid.csv')];
    const model = await pageOf('', 'x.csv', {}, { files });
    assert.equal(model.heading.text, 'maid.csv holds mobile IDs, VIP takes emails');
    assert.deepEqual(
      model.main.map(({ type }) => type),
      ['file'],
    );
    assert.match(fileOf(model)?.summary ?? '', /^maid\.csv, 2 of 2 files/);
  });

  it('is no column: what the file seems to hold, and how it is read', async () => {
    const model = await pageOf(LOYALTY, 'loyalty-cards.csv', { fits: fits(true) });
    assert.equal(model.heading.text, 'No column of loyalty-cards.csv looks like emails');
    const { title, items } = waysOf(model);
    assert.equal(title, 'customer_id looks like customer IDs');
    assert.deepEqual(
      items.map(({ press, look }) => [press.action, look]),
      [
        ['useSegment', 'primary'],
        ['createSegment', 'link'],
        ['changeSegment', 'link'],
        ['changeReading', 'link'],
      ],
    );
    const none = await pageOf('city,name\nGraz,Ann\nLyon,Ben\n', 'towns.csv');
    assert.equal(none.heading.text, 'No column of towns.csv looks like emails');
    assert.deepEqual(
      waysOf(none).items.map(({ press }) => press.action),
      ['changeSegment', 'changeReading'],
    );
    assert.equal(fileOf(none)?.hint, 'Select a header to use a column anyway.');
  });

  it('is more than one column that may be meant', async () => {
    const model = await pageOf('mail,email\na@example.com,b@example.com\n', 'two.csv');
    assert.equal(model.step, 'column');
    assert.equal(model.heading.text, 'Which column of two.csv holds the emails?');
    assert.equal(waysOf(model).title, 'These may be emails');
    assert.deepEqual(
      waysOf(model).items.map(({ text, note, press, look }) => [text, note, press.value, look]),
      [
        ['mail', 'Name and values fit', '0', 'secondary'],
        ['email', 'Name and values fit', '1', 'secondary'],
        ['Both', 'every row has an identifier in each, if filled', '0,1', 'secondary'],
      ],
    );
    const both = waysOf(model).items.at(-1)?.press;
    assert.deepEqual([both?.label, both?.description], ['Use Both', 'Use Both: mail, email']);
    const three = await pageOf(
      'mail,email,email2,city\na@example.com,b@example.com,c@example.com,Graz\n',
      'three.csv',
    );
    assert.deepEqual(
      waysOf(three)
        .items.map(({ press: { label, value } }) => [label, value])
        .at(-1),
      ['Use All 3', '0,1,2'],
    );
    const one = await pageOf('mail,email\na@example.com,\nb@example.com,\n', 'one.csv');
    assert.ok(
      one.step !== 'column' || waysOf(one).items.every(({ press }) => press.label === 'Use'),
    );
  });

  it('is a suppression list: what would happen, and the ways on, the harmless one first', async () => {
    const folder = dirname(fileURLToPath(bench.chosen().uri));
    const list = (name: string, rows: readonly string[]) => {
      fs.writeFileSync(join(folder, name), csv(rows));
      return { file: pathToFileURL(join(folder, name)).href, maxAge: '26h' };
    };
    const stopped = async (
      suppress: Choices['suppress'],
      rows = people(10),
      more: Partial<Choices> = {},
    ) => {
      const model = await pageOf(csv(rows), 'crm.csv', {}, { suppress, ...more });
      const { title, text, presses = [] } = model.callout ?? {};
      assert.equal(model.main.at(0)?.type, 'file');
      const others = presses.filter(({ label }) => label !== 'Check Again');
      assert.equal(presses.length - others.length, 1);
      assert.notEqual(presses.at(-1)?.label, 'Check Again');
      return [model.step, model.heading.text, title, text, others] as const;
    };
    const use = (value: string): Press => ({
      label: 'Use It Once…',
      action: 'allowSuppression',
      value,
    });
    const without = { ...use('suppression-missing'), label: 'Send Without It Once…' };
    const other = (name: string, label = 'Choose Another File…'): Press => ({
      label,
      action: 'replaceSuppressionList',
      value: join(folder, name),
    });

    const leaveOut = (name: string, label = 'Leave It Out'): Press => ({
      label,
      action: 'removeSuppressionList',
      value: join(folder, name),
    });

    const old = list('opt-outs.csv', people(2));
    const before = new Date(Date.now() - 43 * 3_600_000);
    fs.utimesSync(fileURLToPath(old.file), before, before);
    assert.deepEqual(await stopped([old]), [
      'suppression-stale',
      'opt-outs.csv is too old to send crm.csv',
      'opt-outs.csv was written 43 h ago, the limit is 26 h.',
      'People who opted out since then would be sent. Nothing was sent.',
      [
        other('opt-outs.csv', 'Choose a Newer File…'),
        leaveOut('opt-outs.csv'),
        use('suppression-stale'),
      ],
    ]);
    const settings = bench.settings;
    bench.settings = () => ({ ...settings(''), suppress: [old] });
    const [, , , , presses] = await stopped(undefined);
    const openSettings: Press = { label: 'Open Settings', action: 'openListSetting' };
    assert.deepEqual(presses, [openSettings, use('suppression-stale')]);
    bench.settings = () => ({ ...settings(''), wrongList: 'An entry isn’t a list.' });
    const wrong = (await pageOf(csv(people(10)), 'crm.csv')).callout;
    assert.deepEqual(
      [wrong?.text, wrong?.presses],
      ['An entry isn’t a list.', [openSettings, { label: 'Try Again', action: 'check' }]],
    );
    bench.settings = settings;

    assert.deepEqual(await stopped([{ file: pathToFileURL(join(folder, 'gone.csv')).href }]), [
      'suppression-missing',
      'crm.csv isn’t sent without gone.csv',
      'The suppression list gone.csv isn’t there.',
      'The people on it would be sent. Nothing was sent.',
      [other('gone.csv'), leaveOut('gone.csv'), without],
    ]);
    assert.deepEqual(await stopped(undefined, people(10), { requireSuppression: true }), [
      'suppression-missing',
      'crm.csv isn’t sent without its suppression lists',
      'No suppression list is given (suppress).',
      'People who opted out would be sent. Nothing was sent.',
      [{ label: 'Add Suppression List…', action: 'addSuppressionList' }, without],
    ]);
    const many = list('all.csv', people(150));
    assert.deepEqual(await stopped([many], people(400)), [
      'too-many-suppressed',
      'Too many people in crm.csv are on all.csv',
      'On all.csv: 150 people in the file, 37.5% of all.',
      'With a wrong file, people who haven’t opted out would be left out. Nothing was sent.',
      [other('all.csv'), leaveOut('all.csv'), use('too-many-suppressed')],
    ]);
    const [, , , , several] = await stopped([many, list('few.csv', people(2))], people(400));
    assert.deepEqual(several, [
      leaveOut('all.csv', 'Leave Out all.csv'),
      leaveOut('few.csv', 'Leave Out few.csv'),
      use('too-many-suppressed'),
    ]);
    assert.deepEqual(await stopped([list('part.csv', [...people(2), 'x', 'y'])]), [
      'suppression-unreadable',
      'part.csv can’t be read',
      'Entries of part.csv can’t be read: 2 of 4, the first on line 4.',
      'The people in what can’t be read would be sent. Nothing was sent.',
      [other('part.csv'), leaveOut('part.csv'), use('suppression-unreadable')],
    ]);
    const names = async (...given: Parameters<typeof stopped>) =>
      (await stopped(...given)).slice(0, 2);
    const [md5, sha256] = ['md5', 'sha256'].map((algorithm) =>
      people(9).map((email) => createHash(algorithm).update(email).digest('hex')),
    );
    assert.deepEqual(await names([list('md5.csv', md5)], sha256), [
      'suppression-not-comparable',
      'md5.csv can’t be compared with crm.csv',
    ]);

    const grown = list('grown.csv', people(90, 50));
    const sent = bench.draft({ into: bench.into(), operation: 'add', suppress: [grown] }, PERSON);
    await sent.check();
    await (await sent.send('yes')).run({});
    list('grown.csv', people(70, 50));
    assert.deepEqual(await names([grown]), [
      'suppression-shrunk',
      'grown.csv has fewer people than before',
    ]);
    list('grown.csv', []);
    assert.deepEqual(await names([grown]), ['suppression-empty', 'grown.csv has no one in it']);
    const [, , lacking] = await stopped(undefined);
    assert.match(
      lacking ?? '',
      /^Earlier uploads to this segment used the suppression list grown\.csv/,
    );
  });

  it('is a file that is itself a suppression list: its people can be removed', async () => {
    const own = bench.chosen(csv(people(3)), 'opt-outs.csv');
    const suppress = [{ file: own.uri }];
    const settings = bench.settings;
    const page = async (more: Partial<Choices>): Promise<UploadModel> =>
      pageOf(csv(people(3)), 'opt-outs.csv', {}, more);
    const chosen = await page({ suppress });
    assert.equal(chosen.heading.text, 'opt-outs.csv is itself a suppression list');
    assert.deepEqual(actions(chosen), ['chooseOperation', 'removeSuppressionList', 'check']);
    assert.equal(chosen.callout?.presses[0].value, 'remove');
    bench.settings = () => ({ ...settings(''), suppress });
    assert.deepEqual(actions(await page({})), ['chooseOperation', 'openListSetting', 'check']);
    bench.settings = settings;
    const other = bench.chosen(csv(people(2, 50)), 'crm.csv');
    const several = await page({ suppress, files: [own, other] });
    assert.deepEqual(actions(several), ['removeSuppressionList', 'check']);
  });

  it('is a dialect that does not fit', async () => {
    const model = await pageOf('sep=^\nmail\na@example.com\n', 'odd.csv');
    assert.equal(model.heading.text, 'odd.csv can’t be read as it is');
    assert.deepEqual(actions(model), ['changeReading']);
    assert.ok(fileOf(model));
  });

  it('is a file that is not saved, or not there', async () => {
    const file = bench.chosen();
    bench.unsaved.add(file.uri);
    const draft = bench.draft({ files: [file], into: bench.into(), operation: 'add' }, PERSON);
    await draft.check();
    const unsaved = draftModel(await inputOf(draft));
    assert.match(unsaved.heading.text, /has unsaved changes$/);
    assert.deepEqual(unsaved.callout?.presses, [
      { label: 'Save File', action: 'saveFile', value: file.uri },
    ]);
    bench.unsaved.clear();
    fs.rmSync(fileURLToPath(file.uri));
    await draft.check();
    const gone = draftModel(await inputOf(draft));
    assert.match(gone.heading.text, / can’t be read$/);
    assert.deepEqual(actions(gone), ['check', 'chooseFile']);
    assert.deepEqual(gone.main, []);
  });

  it('is a segment that no longer exists or can’t be written to', async () => {
    const gone = await pageOf('email\na@example.com\n', 'a.csv', {}, { into: bench.into('404') });
    assert.equal(gone.heading.text, 'VIP no longer exists');
    assert.deepEqual(actions(gone), ['changeSegment', 'refreshSegments']);
    bench.world
      .get('k')
      ?.push(segment('9', { contactList: { isReadOnly: true, identifierType: 'Email' } }));
    const readOnly = await pageOf('email\na@example.com\n', 'a.csv', {}, { into: bench.into('9') });
    assert.deepEqual(actions(readOnly), ['changeSegment', 'check']);
  });

  it('is a change since the check', async () => {
    const file = bench.chosen(undefined, 'crm.csv');
    const draft = bench.draft({ files: [file], into: bench.into(), operation: 'add' }, PERSON);
    await draft.check();
    fs.appendFileSync(fileURLToPath(file.uri), 'more@example.com\n');
    await assert.rejects(draft.send('yes'));
    const model = draftModel(await inputOf(draft));
    assert.equal(model.heading.text, 'Something has changed since crm.csv was checked');
    assert.match(model.callout?.text ?? '', /“crm\.csv” has changed\./);
    assert.deepEqual(actions(model), ['check', 'openFile']);
  });

  it('is a cancelled check, or a missing sign-in', async () => {
    const draft = bench.draft({ into: bench.into(), operation: 'add' }, PERSON);
    const input = await inputOf(draft);
    const of = (failure: Failure) =>
      draftModel({ ...input, step: { kind: 'blocked', failure, changes: ['check'] } });
    assert.deepEqual(actions(of(new Cancelled())), ['check']);
    assert.equal(of(new Cancelled()).callout?.tone, 'warning');
    bench.isSignedIn = false;
    const step = await draft.check();
    assert.deepEqual(actions(draftModel({ ...input, step })), ['signIn', 'check']);
  });
});
