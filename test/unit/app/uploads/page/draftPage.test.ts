import assert from 'node:assert/strict';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import type { Confirmation } from '../../../../../src/app/segments/confirmation';
import { limitsOf } from '../../../../../src/app/uploads/choices/engineOptions';
import type { DraftPlan, DraftStep } from '../../../../../src/app/uploads/draftStep';
import { fileShown, type DraftPageInput } from '../../../../../src/app/uploads/page/draftBase';
import { draftModel } from '../../../../../src/app/uploads/page/draftPage';
import { readFilePreview } from '../../../../../src/app/uploads/page/filePreview';
import type { PlanFacts } from '../../../../../src/app/uploads/plan/planFacts';
import { confirmationReasons } from '../../../../../src/app/uploads/plan/planReview';
import { Failure } from '../../../../../src/common/failure';
import { configureFormat } from '../../../../../src/common/format';
import { OutsideText } from '../../../../../src/common/outsideText';
import { NO_PROGRESS } from '../../../../../src/upload/jobTypes';
import { segmentSize } from '../../../../../src/upload/segmentSize';
import type { LastUpload, Plan, UploadOptions } from '../../../../../src/upload/uploadTypes';
import type { UploadModel, UploadSection } from '../../../../../src/webview/uploadModel';
import { account } from '../../segments/segments';
import { NOW, plan, view } from '../plan/plans';

const ACCOUNT = account({});
const PROTECTED = account({}, { isProtected: true, label: OutsideText.name('Northwind') });
const LIMITS = limitsOf({});
const FILE = { uri: 'file:///work/crm.csv' };
const NAMES = {
  account: OutsideText.name('Northwind'),
  retailer: OutsideText.name('Maple & Main'),
  segment: OutsideText.name('CRM Users 2025'),
};
const READING = { identifiers: 5000, at: NOW - 60_000 };
const replacing: Partial<UploadOptions> = { operation: 'replace' };
const removing: Partial<UploadOptions> = { operation: 'remove' };

function input(step: DraftStep, changes: Partial<DraftPageInput> = {}): DraftPageInput {
  return {
    step,
    choices: { files: [FILE], operation: 'add' },
    identifierType: 'Email',
    account: ACCOUNT,
    names: NAMES,
    limits: LIMITS,
    now: NOW,
    ...changes,
  };
}

function planned(
  of: Plan,
  changes: Partial<PlanFacts> = {},
  confirmation: Partial<Confirmation> = {},
): DraftPlan {
  const known = view({ plan: of, ...changes });
  return {
    plan: of,
    reading: known.reading,
    reasons: confirmationReasons(known, LIMITS),
    confirmation: { kind: 'yes', account: ACCOUNT, guard: undefined, ...confirmation },
    changes: [],
    view: () => Promise.resolve(known),
  };
}

/** The page of a plan that is ready. */
function ready(
  of: Plan,
  changes: Partial<PlanFacts> = {},
  confirmation: Partial<Confirmation> = {},
  more: Partial<DraftPageInput> = {},
): UploadModel {
  const { operation } = of.options;
  return draftModel(
    input(
      { kind: 'ready', planned: planned(of, changes, confirmation) },
      {
        choices: { files: of.files.map(({ uri }) => ({ uri })), operation },
        view: view({ plan: of, ...changes }),
        ...more,
      },
    ),
  );
}

function blocked(failure: Failure, changes: Partial<DraftPageInput> = {}): UploadModel {
  return draftModel(input({ kind: 'blocked', failure, changes: ['check'] }, changes));
}

function sectionOf<T extends UploadSection['type']>(
  { main, first, last }: UploadModel,
  type: T,
): Extract<UploadSection, { type: T }> | undefined {
  return [...main, ...first, ...last].find(
    (section): section is Extract<UploadSection, { type: T }> => section.type === type,
  );
}

/** All sentences of notes. */
function notes({ main, last }: UploadModel): string[] {
  return [...main, ...last].flatMap((section) =>
    section.type === 'notes' ? section.items.map(({ text }) => text) : [],
  );
}

const types = (sections: readonly UploadSection[]): string[] => sections.map(({ type }) => type);
const button = ({ bar }: UploadModel) => bar?.buttons[0];

describe('the page of a draft', () => {
  before(() => configureFormat('en', 'UTC'));

  describe('while the files are checked', () => {
    const progress = {
      ...NO_PROGRESS,
      phase: 'reading' as const,
      bytesRead: 387,
      bytesTotal: 1000,
      rowsRead: 46_200,
      checked: { rows: 46_200, blank: 890, invalid: 1000 },
    };
    const checking = (changes: Partial<DraftPageInput> = {}): UploadModel =>
      draftModel(input({ kind: 'checking', progress }, changes));

    it('has the first figures, and a button that waits', () => {
      const model = checking({ size: segmentSize({ earlier: READING, now: NOW }, []) });
      assert.deepEqual(sectionOf(model, 'rows')?.legend, [
        { kind: 'send', count: '44,310', text: 'valid so far' },
        { kind: 'invalid', count: '1,000', text: 'invalid' },
        { kind: 'blank', count: '890', text: 'blank' },
        { text: 'reading row 46,200 · 38%' },
      ]);
      assert.equal(sectionOf(model, 'rows')?.busy, true);
      assert.deepEqual(model.bar, {
        text: 'Checking: 38%',
        busy: true,
        start: [],
        buttons: [
          {
            label: 'Add',
            action: 'send',
            look: 'primary',
            missing: 'The file is still being checked.',
          },
        ],
      });
      const size = sectionOf(model, 'size');
      assert.deepEqual(
        [size?.before, size?.after, size?.texts],
        ['5,000', 'counting…', ['Read at 08:59.']],
      );
    });

    it('says the percent every ten, and has nothing yet at the start', () => {
      assert.equal(checking().announcement, 'Checking: 30%');
      const start = draftModel(input({ kind: 'checking' }));
      assert.equal(start.bar?.text, 'Checking…');
      assert.equal(start.announcement, undefined);
      assert.deepEqual(types(start.main), []);
    });

    it('is the same step as the plan, so that the focus stays', () => {
      assert.equal(checking().step, ready(plan()).step);
    });
  });

  describe('with a plan', () => {
    it('has the sentence that the button carries out, and the target once', () => {
      const { heading, context } = ready(plan());
      assert.equal(heading.text, 'Add a b.csv to CRM Users 2025');
      assert.deepEqual(
        context.items.map(({ text }) => text),
        ['Email', 'Maple & Main', 'Northwind'],
      );
      assert.equal(context.badge?.kind, 'live');
      assert.deepEqual(context.press, { label: 'Change Segment', action: 'changeSegment' });
      assert.equal(
        ready(plan({}, removing)).heading.text,
        'Remove the people in a b.csv from CRM Users 2025',
      );
      assert.equal(ready(plan({}, replacing)).heading.text, 'Replace CRM Users 2025 with a b.csv');
      const [file] = plan().files;
      assert.equal(
        ready(plan({ files: [file, file, file] })).heading.text,
        'Add 3 files to CRM Users 2025',
      );
    });

    it('has the rows, the operation, the size and the times, in their columns', () => {
      const model = ready(plan(), { reading: READING });
      assert.deepEqual(types(model.main), ['rows', 'kinds']);
      assert.deepEqual(types(model.first), ['operation', 'size']);
      assert.deepEqual(types(model.last), ['times']);
      assert.deepEqual(sectionOf(model, 'rows')?.legend, [
        { kind: 'send', count: '940', text: 'to send' },
        { kind: 'duplicates', count: '30', text: 'duplicates' },
        { kind: 'invalid', count: '20', text: 'invalid' },
        { kind: 'blank', count: '10', text: 'blank' },
      ]);
      assert.deepEqual(
        sectionOf(model, 'times')?.items.map(({ time, text }) => `${time} ${text}`),
        ['now sent', '12:00 computed', 'about 17:00 in campaigns'],
      );
      assert.equal(
        model.announcement,
        '1,000 rows: 940 to send, 20 invalid, 30 duplicates, 10 blank.',
      );
    });

    it('leaves out zeros and short times', () => {
      const clean = plan({ rows: 940, blank: 0, invalid: 0, duplicates: 0, byRule: {} });
      assert.equal(sectionOf(ready(clean), 'rows')?.legend.length, 1);
      assert.equal(sectionOf(ready(clean), 'kinds'), undefined);
      assert.equal(
        notes(ready(plan({ calls: 39 }))).some((text) => /requests/.test(text)),
        false,
      );
    });

    it('says the time by the quota that the API gave, else by 250 requests a minute', () => {
      const long = plan({ calls: 1200 });
      const told = (quota?: number): string => notes(ready(long, { quota })).join();
      assert.match(told(), /1,200 requests, about 5 min at 250 requests a minute/);
      assert.match(told(100), /1,200 requests, about 11 min at 100 requests a minute/);
      const sandbox = notes(ready(long, { quota: 100, sandbox: true })).join();
      assert.match(sandbox, /1,200 requests, about 11 min\.$/, 'no word of a limit of Criteo’s');
    });

    it('lists the invalid rows by kind, with fixes and their sum', () => {
      const byRule = {
        'email-two-addresses': 412,
        'email-display-name': 264,
        'email-whitespace-inside': 187,
        'email-no-at': 141,
        'email-wrapped': 108,
        'email-domain-without-dot': 70,
        'email-dots': 30,
        'email-two-at': 9,
        'email-non-ascii-local': 3,
        duplicate: 30,
      };
      const model = ready(plan({ byRule }));
      const kinds = sectionOf(model, 'kinds');
      assert.ok(kinds);
      assert.equal(kinds.title, 'Invalid rows by kind');
      assert.deepEqual(
        kinds.presses.map(({ label, action }) => [label, action]),
        [
          ['Export Invalid Rows…', 'exportRows'],
          ['Fix All That Can Be Fixed (784)', 'fixAll'],
        ],
      );
      assert.equal(kinds.items.length, 8);
      assert.deepEqual(kinds.items[0], {
        text: 'Several addresses in one field',
        count: '412',
        share: 1,
        kind: 'invalid',
        fix: {
          label: 'Fix 412',
          action: 'fix',
          value: 'email-two-addresses',
          description: 'Fix 412 rows: Several addresses in one field',
        },
        show: {
          label: 'Show',
          action: 'showRows',
          value: 'email-two-addresses',
          description: 'Show 412 rows: Several addresses in one field',
        },
      });
      assert.equal(kinds.items[3].fix, undefined, 'only to remove');
      assert.deepEqual(kinds.more, { label: '2 more kinds', count: '39' });
      assert.ok(notes(model).includes('Non-ASCII letters before the @: 3 rows'), 'sent as it is');
    });

    it('fixes a large file into a new one', () => {
      const [file] = plan().files;
      const large = plan({ byRule: { 'email-wrapped': 5 }, files: [{ ...file, size: 6e7 }] });
      assert.equal(sectionOf(ready(large), 'kinds')?.presses[1].label, 'Fix into a New File… (5)');
    });

    it('offers the operations, the hash of emails, and the other formats of a removal', () => {
      const operation = sectionOf(ready(plan({}, { hash: 'md5' })), 'operation');
      assert.deepEqual(
        operation?.choices.map(({ value, chosen }) => [value, chosen]),
        [
          ['add', true],
          ['remove', false],
          ['update', false],
          ['replace', false],
        ],
      );
      assert.deepEqual(
        operation?.hash?.options.map(({ label, chosen }) => [label, chosen]),
        [
          ['As written', false],
          ['SHA-256', false],
          ['MD5', true],
          ['SHA-256 of MD5', false],
        ],
      );
      assert.equal(operation?.choices[0].hint, 'Everyone in the segment stays in it.');
      assert.equal(operation?.formats, undefined);
      const ids = ready(plan(), {}, {}, { identifierType: 'CustomerId' });
      assert.equal(sectionOf(ids, 'operation')?.hash, undefined);
    });

    it('says in which formats emails are removed, and sends plain addresses if that is chosen', () => {
      const formats = (
        of: Partial<Plan>,
        options: Partial<UploadOptions>,
        forms?: UploadOptions['forms'],
      ) => {
        const choices = { files: [FILE], operation: 'remove' as const, formats: forms };
        const model = ready(plan(of, { ...removing, ...options }), {}, {}, { choices });
        return sectionOf(model, 'operation')?.formats;
      };
      const others = { sha256: 940, sha256ofMd5: 940 };
      const hashed = { chunks: [{ ...CHUNK, others }], byForm: { plain: 940 } };
      const label = 'Send plain addresses, too';
      assert.deepEqual(formats(hashed, { hash: 'md5', forms: 'hashed' }), {
        label: 'Remove emails as',
        text: 'MD5, SHA-256, SHA-256 of MD5',
        hint: 'Plain: not sent, since you hash addresses',
        plain: { label, chosen: false },
      });
      const all = { ...hashed, chunks: [{ ...CHUNK, others: { ...others, plain: 940 } }] };
      const isChosen = formats(all, { hash: 'md5', forms: 'all' }, 'all');
      assert.equal(isChosen?.text, 'plain, MD5, SHA-256, SHA-256 of MD5');
      assert.deepEqual(isChosen.plain, { label, chosen: true });
      // They were sent to the segment before, so there is nothing to choose.
      assert.equal(formats(all, { hash: 'md5', forms: 'all' })?.plain, undefined);
      // Nothing is hashed, or there are only hashes.
      const unhashed = formats({}, { hash: 'none', forms: 'hashed' });
      assert.deepEqual([unhashed?.hint, unhashed?.plain], [undefined, undefined]);
      const ofHashes = formats({ byForm: { sha256: 940 } }, { hash: 'md5', forms: 'hashed' });
      assert.deepEqual([ofHashes?.text, ofHashes?.plain], ['SHA-256', undefined]);
    });

    it('says how addresses are hashed, and which other formats a removal has', () => {
      const hashing = notes(
        ready(plan({ byForm: { plain: 900, sha256: 40 } }, { hash: 'sha256' })),
      );
      assert.deepEqual(hashing, ['Plain addresses are sent as SHA-256.']);
      assert.deepEqual(notes(ready(plan())), []);
      const chunk = { ...CHUNK, others: { md5: 943 } };
      assert.deepEqual(notes(ready(plan({ chunks: [chunk] }, { ...removing, forms: 'all' }))), [
        'Hash formats to send: MD5 943, plain 940.',
      ]);
    });

    it('says who uses the segment, and what a Replace means', () => {
      const audiences = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => OutsideText.name(name));
      const size = sectionOf(ready(plan(), { audiences }), 'size');
      const usedBy = { label: 'Used by 6 audiences', names: ['A', 'B', 'C', 'D', 'E', 'F'] };
      assert.deepEqual(size?.usedBy, usedBy);
      assert.doesNotMatch(size.texts.join(), /Used by/, 'said once');
      const loss = ready(plan({ listReading: READING }, replacing), {
        audiences,
        reading: READING,
      }).danger;
      assert.deepEqual(loss?.usedBy, usedBy);
      assert.equal(sectionOf(ready(plan()), 'size')?.usedBy, undefined);
      assert.match(notes(ready(plan({}, replacing))).join(), /the segment is incomplete until/);
    });

    it('warns in one sentence each, with a way on', () => {
      const model = ready(
        plan({
          columnWarnings: ['named-otherwise', 'header-doubtful', 'hash-unverified'],
          formBefore: 'sha256',
        }),
        { git: 'tracked' },
        {},
        { now: Date.parse('2026-03-04T11:45:00Z') },
      );
      const [warnings] = model.main.filter(({ type }) => type === 'notes');
      assert.ok(warnings.type === 'notes');
      assert.deepEqual(
        warnings.items.map(({ press }) => press && [press.action, press.value]),
        [
          ['changeSegment', undefined],
          ['changeReading', '0'],
          undefined,
          ['chooseHash', 'sha256'],
          undefined,
          undefined,
        ],
      );
      const texts = notes(model).join('\n');
      assert.match(texts, /less than 30 minutes before the computation at 12:00 UTC/);
      assert.match(texts, /git rm --cached/);
      assert.match(texts, /another hash format \(SHA-256\)/);
      const removal = ready(plan({ formBefore: 'sha256' }, removing));
      const [note] = removal.main.filter(({ type }) => type === 'notes');
      assert.ok(note.type === 'notes');
      assert.match(note.items[0].text, /this may remove no one/);
      assert.equal(note.items[0].press, undefined);
    });

    it('says why it needs a yes, and that the rest is sent anyway', () => {
      const model = ready(plan({ invalid: 101 }));
      assert.deepEqual(model.intro, [
        {
          text: '10.2% of the rows that aren’t blank (101) are invalid and left out.',
          strong: true,
        },
      ]);
      assert.equal(button(model)?.label, 'Add the Other 940 Anyway');
      const again = ready(plan({ unchangedSince: '2026-03-04T08:00:00Z' }));
      assert.match(again.intro[0].text, /sending them again changes nothing/);
      assert.equal(button(again)?.label, 'Send Anyway');
    });
  });

  describe('the size of the list', () => {
    const size = (of: Plan, changes: Partial<PlanFacts> = {}) => {
      const { danger, first } = ready(of, changes);
      const found = danger ?? first.find(({ type }) => type === 'size');
      assert.ok(found?.type === 'size');
      return [found.before, found.qualifier, found.after, ...found.texts];
    };
    const read = { listReading: READING };

    it('grows by at most the file’s identifiers in an add', () => {
      assert.deepEqual(size(plan(), { reading: READING }), [
        '5,000',
        'at most',
        '5,940',
        'Read at 08:59.',
        'Adds may overlap with what is in already.',
      ]);
      assert.deepEqual(size(plan()), ['unknown', 'at least', '940']);
      const previous: LastUpload = {
        ...{ jobId: 'p', operation: 'add', distinct: 7, accepted: 7 },
        ...{ finishedAt: new Date(NOW).toISOString(), fingerprint: 'g', byForm: {} },
        complete: true,
      };
      assert.deepEqual(size(plan({ previous })), [
        'at least 7',
        'at least',
        '940',
        'By the last upload from here.',
      ]);
    });

    it('is at least what a removal may leave, also of an earlier reading', () => {
      assert.deepEqual(size(plan(read, removing), { reading: READING }).slice(0, 3), [
        '5,000',
        'at least',
        '4,060',
      ]);
      assert.deepEqual(
        size(plan({ listReading: { at: NOW } }, removing), { reading: READING }).slice(0, 3),
        ['5,000', 'at least', '4,060'],
      );
    });

    it('is at least without all that a removal sends in several formats', () => {
      const all = plan(
        { ...read, chunks: [{ ...CHUNK, others: { md5: 940 } }] },
        { ...removing, forms: 'all' },
      );
      assert.deepEqual(size(all, { reading: READING }).slice(0, 3), ['5,000', 'at least', '3,120']);
    });

    it('is told as unreadable only if it was asked for, or if it must be known', () => {
      const unreadable = /Couldn’t read how many identifiers the segment has\./;
      assert.match(size(plan({ listReading: { at: NOW } })).join(), unreadable);
      assert.doesNotMatch(size(plan()).join(), unreadable);
      for (const listReading of [{ at: NOW }, undefined])
        assert.match(size(plan({ listReading }, removing)).join(), unreadable);
    });

    it('is exact after a Replace', () => {
      const model = ready(plan({ listReading: { at: NOW, identifiers: 1000 } }, replacing), {
        reading: { at: NOW, identifiers: 1000 },
      });
      const section = sectionOf(model, 'size');
      assert.deepEqual(
        [section?.before, section?.qualifier, section?.after, section?.change],
        ['1,000', undefined, '940', '(−6%)'],
      );
      assert.equal(model.danger, undefined);
    });
  });

  describe('a press that sent nothing', () => {
    const lost = new Failure('network', 'The connection was lost.', 'x', { system: 'ECONNRESET' });

    it('is on the page, with a way to try again', () => {
      const model = ready(plan(), {}, {}, { unsent: lost });
      assert.deepEqual(
        [model.callout?.title, model.callout?.text],
        ['Nothing was sent.', lost.message],
      );
      assert.deepEqual(model.callout?.presses, [{ label: 'Try Again', action: 'send' }]);
      assert.match(model.callout?.details ?? '', /ECONNRESET/);
      assert.equal(model.announcement, 'Nothing was sent. The connection was lost.');
      assert.notEqual(model.step, ready(plan()).step);
      assert.equal(button(model)?.action, 'send');
    });

    it('offers to sign in', () => {
      const unsent = new Failure('signed-out', 'Sign in again.');
      assert.deepEqual(
        ready(plan(), {}, {}, { unsent }).callout?.presses.map(({ label }) => label),
        ['Sign In', 'Try Again'],
      );
    });

    it('isn’t repeated by another press if it is dangerous', () => {
      const typed = { kind: 'accountId', account: PROTECTED, guard: 'marked' } as const;
      const model = ready(plan({}, replacing), {}, typed, { unsent: lost });
      assert.equal(button(model)?.look, 'danger');
      assert.deepEqual(model.callout?.presses, []);
    });
  });

  describe('danger', () => {
    const small = plan({ listReading: READING }, replacing);
    const typing = { kind: 'accountId', account: PROTECTED, guard: 'marked' } as const;

    it('is shown under the heading for a Replace below the limit, and the ID is typed', () => {
      const model = ready(small, { reading: READING }, typing, { account: PROTECTED });
      assert.equal(model.context.badge?.kind, 'protected');
      assert.equal(model.danger?.tone, 'loss');
      assert.deepEqual(
        [model.danger?.before, model.danger?.after, model.danger?.change],
        ['5,000', '940', '(−81%)'],
      );
      assert.deepEqual(model.danger?.texts, [
        '4,060 fewer. The segment keeps 18.8% of its size.',
        'Below 70% the account ID must be typed.',
        'Read at 08:59.',
      ]);
      assert.deepEqual(types(model.first), ['operation'], 'said once');
      assert.deepEqual(model.intro, []);
      assert.deepEqual(
        model.typed,
        { reasons: [], fields: [{ label: 'Type the ID of Northwind', text: '77' }] },
        'the reason and the ID are said once',
      );
      assert.deepEqual(button(model), {
        label: 'Replace 5,000 with 940',
        action: 'send',
        look: 'danger',
      });
    });

    it('needs nothing typed in the sandbox, but no key sends it', () => {
      const sandbox: AccountHandle = account({}, { sandbox: true });
      const model = ready(small, { reading: READING }, {}, { account: sandbox });
      assert.equal(model.context.badge?.kind, 'sandbox');
      assert.equal(model.typed, undefined);
      assert.deepEqual([button(model)?.look, button(model)?.byKey], ['danger', undefined]);
      assert.doesNotMatch(model.danger?.texts.join() ?? '', /typed/);
    });

    it('is a Replace of a list whose size is not known', () => {
      const unknown = plan({ listReading: { at: NOW } }, replacing);
      const model = ready(unknown, { reading: { identifiers: 40, at: 0 } }, typing);
      assert.deepEqual(
        [model.danger?.before, model.danger?.after, model.danger?.tone],
        ['40', '940', 'unknown'],
      );
      assert.match(
        model.danger?.texts.join() ?? '',
        /It isn’t known how many will be lost\.,Read on Jan 1, 1970, 00:00\.$/,
      );
      assert.equal(model.danger?.press?.action, 'check');
      assert.equal(button(model)?.label, 'Replace Identifiers with 940');
      assert.equal(button(model)?.look, 'danger');
    });

    it('is whatever wants the ID typed, and nothing else', () => {
      const removal = ready(plan({ listReading: READING }, removing), { reading: READING }, typing);
      assert.equal(removal.danger, undefined);
      assert.deepEqual(button(removal), { label: 'Remove 940', action: 'send', look: 'danger' });
      assert.deepEqual(removal.typed?.reasons, [{ text: 'Account Northwind is protected.' }]);
      const known = { at: NOW, identifiers: 1000 };
      const safe = ready(plan({ listReading: known }, replacing), { reading: known });
      assert.deepEqual(button(safe), {
        label: 'Replace 1,000 with 940',
        action: 'send',
        look: 'primary',
        byKey: true,
      });
      assert.equal(button(ready(plan()))?.byKey, true);
    });

    it('is a removal that may take too much, and one of a list whose size is not known', () => {
      const most = { identifiers: 1200, at: NOW - 60_000 };
      const large = ready(plan({ listReading: most }, removing), { reading: most }, typing);
      assert.deepEqual(
        [large.danger?.tone, large.danger?.before, large.danger?.after],
        ['loss', '1,200', '260'],
      );
      assert.deepEqual(large.danger?.texts.slice(0, 2), [
        'The segment may lose too much: it had 1,200 identifiers, and 940 would be removed.',
        'Below 70% the account ID must be typed.',
      ]);
      const unknown = ready(plan({ listReading: { at: NOW } }, removing), {}, typing);
      assert.equal(unknown.danger?.tone, 'unknown');
      assert.match(unknown.danger.texts.join(), /It isn’t known how many will be left\./);
      assert.equal(unknown.danger.press?.action, 'check');
      for (const model of [large, unknown]) {
        assert.deepEqual([button(model)?.look, button(model)?.byKey], ['danger', undefined]);
        assert.equal(model.typed?.fields[0].text, '77');
        assert.deepEqual(model.intro, [], 'said once');
      }
    });

    it('can be cancelled while a Replace counts down', () => {
      const model = ready(small, { reading: READING }, typing, { countdown: 4 });
      assert.deepEqual(model.bar, {
        text: 'Replacing in 4 s',
        start: [],
        buttons: [{ label: 'Cancel', action: 'hold', look: 'secondary' }],
      });
      assert.equal(model.context.press, undefined);
      assert.equal(sectionOf(model, 'operation'), undefined);
    });
  });

  it('says what else there is to know, after what needs a yes', () => {
    const notices = ['b.csv is sent already.', 'It goes to the same segment.'];
    const model = ready(plan({ invalid: 101 }), {}, {}, { notices });
    assert.deepEqual(model.intro, [
      { text: '10.2% of the rows that aren’t blank (101) are invalid and left out.', strong: true },
      ...notices.map((text) => ({ text })),
    ]);
  });

  it('has nothing to press while the segment is read once more before the first request', () => {
    const typing = { kind: 'accountId', account: PROTECTED, guard: 'marked' } as const;
    const { bar, heading } = ready(plan({}, replacing), {}, typing, { isSending: true });
    assert.deepEqual(bar, { text: 'Checking the segment…', busy: true, start: [], buttons: [] });
    assert.equal(heading.text, 'Replace CRM Users 2025 with a b.csv');
  });

  it('lists the rows that the editor cannot show', () => {
    const listed = { rule: 'email-dots', lines: [7, 1200] };
    const kinds = sectionOf(ready(plan(), {}, {}, { listed }), 'kinds');
    assert.deepEqual(
      kinds?.items.map(({ lines }) => lines),
      [undefined, 'Lines 7, 1,200'],
    );
  });

  describe('for a program that waits', () => {
    it('can be confirmed, not changed', () => {
      const model = ready(
        plan({ listReading: READING }, { ...removing, forms: 'all', hash: 'md5' }),
        { reading: READING },
        {},
        { waits: true },
      );
      assert.equal(model.context.press, undefined);
      assert.deepEqual(
        sectionOf(model, 'facts')?.items.map(({ label, text }) => [label, text]),
        [
          ['Remove', 'Removes these people from the segment.'],
          ['Remove emails as', 'MD5'],
        ],
      );
      assert.match(model.bar?.text ?? '', /A program waits/);
      assert.equal(button(model)?.label, 'Remove 940');
    });

    it('ends with a report if a safety check holds it', () => {
      const failure = new Failure('too-many-refused', 'Nothing was sent: too many.', 'uploadCsv');
      const model = draftModel(
        input(
          { kind: 'blocked', failure, changes: [], planned: planned(plan({ invalid: 200 })) },
          { waits: true },
        ),
      );
      assert.equal(model.callout?.text, failure.message);
      assert.deepEqual(button(model), {
        label: 'End Without Sending',
        action: 'send',
        look: 'secondary',
      });
    });
  });

  describe('of an undo', () => {
    const typing = { kind: 'accountId', account: ACCOUNT, guard: 'shrinks' } as const;
    const UNDONE = {
      jobId: 'u',
      sentAt: NOW - 3600_000,
      accepted: 115_119,
    };
    const REMOVAL = { good: 115_119, distinct: 115_119 };
    const UP_TO =
      'Up to 115,119 of these identifiers were in the segment before that upload. Undo removes them too.';
    const BOTH = 'Below 70% the account ID must be typed.';
    /** The page where the list has this many identifiers, read at this time. */
    const undoPage = (
      identifiers: number | undefined,
      undoes: Partial<typeof UNDONE> = {},
      at = NOW,
      confirmation: Partial<Confirmation> = typing,
    ): UploadModel =>
      ready(
        plan({ ...REMOVAL, listReading: { at, identifiers } }, { ...removing, undoes: 'u' }),
        identifiers === undefined ? {} : { reading: { identifiers, at } },
        confirmation,
        { undoes: { ...UNDONE, ...undoes } },
      );
    const sizeOf = ({ danger }: UploadModel): unknown =>
      danger && [danger.tone, danger.before, danger.qualifier, danger.after, danger.texts];

    it('says what it undoes, and can’t be changed', () => {
      const model = undoPage(163_302);
      assert.equal(model.heading.text, 'Remove the people in a b.csv from CRM Users 2025');
      assert.deepEqual(
        model.intro.map(({ text }) => text.replace(/\s/g, ' ')),
        ['Undoes the upload of Mar 4, 2026, 08:00.'],
      );
      assert.equal(model.context.press, undefined);
      assert.equal(sectionOf(model, 'operation'), undefined);
      assert.equal(sectionOf(model, 'facts')?.items[0].label, 'Remove');
      assert.deepEqual(sectionOf(model, 'kinds')?.presses, []);
      assert.deepEqual(
        [button(model)?.label, button(model)?.look, model.typed?.fields[0].text],
        ['Remove 115,119', 'danger', '77'],
      );
      assert.equal(model.bar?.text, undefined, 'no program waits');
    });

    it('says what is left at least, and who is removed too', () => {
      assert.deepEqual(sizeOf(undoPage(163_302)), [
        'loss',
        '163,302',
        'at least',
        '48,183',
        [UP_TO, BOTH, 'Read at 09:00.'],
      ]);
    });

    it('goes back to what it had, or less, as long as Criteo hasn’t computed the upload', () => {
      const added: LastUpload = {
        ...{ jobId: 'u', operation: 'add', distinct: 115_119, accepted: 115_119 },
        ...{ finishedAt: new Date(NOW - 3600_000).toISOString(), fingerprint: 'f', byForm: {} },
        complete: true,
      };
      const listReading = { at: NOW - 60_000, identifiers: 48_183 };
      const { danger } = ready(
        plan({ ...REMOVAL, listReading, previous: added }, { ...removing, undoes: 'u' }),
        { reading: listReading },
        typing,
        { undoes: UNDONE },
      );
      assert.deepEqual(
        [danger?.tone, danger?.before, danger?.qualifier, danger?.after],
        ['loss', '115,119 to 163,302', undefined, '0 to 48,183'],
      );
      assert.deepEqual(
        danger?.parts?.map(({ label, value }) => `${label}: ${value}`),
        ['Read at 08:59: 48,183', 'Sent since, not computed: +115,119', 'This undo: −115,119'],
      );
      assert.deepEqual(danger.sum, { label: 'After', value: '0 to 48,183' });
      assert.deepEqual(danger.texts, [UP_TO, BOTH]);
      assert.deepEqual(danger.press, { label: 'Show Upload', action: 'showSegment' });
    });

    it('needs no ID where enough is left, and says nothing of rejected ones', () => {
      const model = undoPage(2_000_000, { accepted: 115_000 }, NOW, {});
      assert.equal(model.danger, undefined);
      const section = sectionOf(model, 'size');
      assert.deepEqual(
        [section?.before, section?.qualifier, section?.after],
        ['2,000,000', 'at least', '1,884,881'],
      );
      assert.match(section?.texts[0] ?? '', /^Up to 115,000 of these identifiers/);
      assert.deepEqual([button(model)?.look, button(model)?.byKey], ['primary', true]);
    });

    it('can read a size again that could not be read', () => {
      const { danger } = undoPage(undefined);
      assert.deepEqual([danger?.tone, danger?.after], ['unknown', 'unknown']);
      assert.match(danger?.texts[0] ?? '', /It isn’t known how many will be left\.$/);
      assert.equal(danger?.texts[1], UP_TO);
      assert.equal(danger?.press?.action, 'check');
    });

    it('says why it can’t be done any more', () => {
      const failure = new Failure('not-undoable', '“a b.csv” has changed. Nothing was removed.');
      const model = blocked(failure, { undoes: UNDONE });
      assert.equal(model.heading.text, 'The upload of crm.csv can’t be undone');
      assert.deepEqual(model.callout, {
        tone: 'warning',
        icon: 'warning',
        text: failure.message,
        presses: [{ label: 'Check Again', action: 'check' }],
      });
      const gone = blocked(new Failure('not-found', 'It isn’t there.'), { undoes: UNDONE });
      assert.deepEqual(
        gone.callout?.presses.map(({ action }) => action),
        ['check'],
        'no other file',
      );
      const other = blocked(new Failure('segment-not-found', 'Gone.'), { undoes: UNDONE });
      assert.deepEqual(
        other.callout?.presses.map(({ action }) => action),
        ['refreshSegments'],
        'no other segment',
      );
    });
  });

  it('has no button to send nothing', () => {
    const none = plan({ good: 0, distinct: 0, invalid: 990, byRule: { 'email-no-at': 990 } });
    const failure = new Failure('nothing-to-send', 'Nothing was sent: no valid rows.', 'x');
    const model = draftModel(
      input({ kind: 'blocked', failure, changes: [], planned: planned(none) }),
    );
    assert.equal(model.heading.text, 'Nothing in crm.csv can be sent');
    assert.equal(model.bar?.text, 'No row can be sent.');
    assert.deepEqual(model.bar.buttons, [
      { label: 'Choose Another File…', action: 'chooseFile', look: 'secondary' },
    ]);
    assert.equal(sectionOf(model, 'kinds')?.items[0].count, '990');
    assert.equal(sectionOf(model, 'times'), undefined);
  });

  describe('of a check without a segment', () => {
    const CHECK: Partial<DraftPageInput> = { checks: true, names: undefined, account: undefined };

    it('says how many rows could be sent, and uploads them', () => {
      const model = ready(plan({ invalid: 200, good: 760 }), {}, {}, CHECK);
      assert.equal(model.heading.text, 'a b.csv: 760 of 1,000 rows can be sent');
      assert.match(model.intro[0].text, /^An upload would need confirmation: 20\.2% of the rows/);
      assert.deepEqual(types(model.main), ['rows', 'kinds']);
      assert.deepEqual(model.first, []);
      assert.equal(sectionOf(model, 'times'), undefined);
      assert.deepEqual(button(model), {
        label: 'Upload…',
        action: 'changeSegment',
        look: 'primary',
      });
    });

    it('asks for the type, the likely one first', () => {
      const failure = new Failure('bad-argument', 'x', 'checkCsv');
      const candidates = [
        { type: 'CustomerId', fits: true },
        { type: 'Email', fits: false },
      ] as const;
      const model = draftModel(
        input({ kind: 'needs', missing: 'type', candidates, failure }, CHECK),
      );
      assert.equal(model.heading.text, 'What kind of identifiers does crm.csv hold?');
      assert.deepEqual(
        sectionOf(model, 'ways')?.items.map(({ press, look }) => [press.action, press.value, look]),
        [
          ['chooseType', 'CustomerId', 'primary'],
          ['chooseType', 'Email', 'secondary'],
        ],
      );
    });
  });

  it('shows the file that a step is about, with its column', async () => {
    const preview = await readFilePreview({
      uri: FILE.uri,
      bytes: Buffer.from('name;email\nA;a@example.com\n'),
    });
    const failure = new Failure('no-column', 'No column.', 'x');
    const step: DraftStep = { kind: 'needs', missing: 'column', file: 1, candidates: [], failure };
    assert.equal(fileShown(step), 1);
    const choices = { files: [FILE, { uri: 'file:///work/b.csv' }] };
    const needs = draftModel(input(step, { preview, choices }));
    assert.match(sectionOf(needs, 'file')?.summary ?? '', /^b\.csv, 2 of 2 files · /);
    const file = sectionOf(ready(plan(), {}, {}, { preview }), 'file');
    assert.equal(file?.summary, 'UTF-8 with BOM · semicolon · header · 1,000 rows');
    assert.deepEqual(
      file?.columns.map(({ chosen }) => chosen),
      [false, true],
    );
  });

  it('needs an operation before anything is sent', () => {
    const failure = new Failure('bad-argument', 'x', 'x');
    const model = draftModel(
      input({ kind: 'needs', missing: 'operation', failure }, { choices: { files: [FILE] } }),
    );
    assert.equal(model.heading.text, 'Upload crm.csv to CRM Users 2025');
    assert.equal(button(model)?.missing, 'Choose what happens to the segment.');
    assert.ok(sectionOf(model, 'operation')?.choices.every(({ chosen }) => !chosen));
    const other = draftModel(
      input({ kind: 'needs', missing: 'segment', failure }, { names: undefined }),
    );
    assert.deepEqual(
      [other.heading.text, button(other)?.action],
      ['Upload crm.csv', 'changeSegment'],
    );
  });

  it('never takes a name for more than text', () => {
    const segment = OutsideText.name('<img src=x>\u202e\u001b[31m\nnext');
    const { heading } = ready(plan(), {}, {}, { names: { ...NAMES, segment } });
    assert.equal(heading.text, 'Add a b.csv to <img src=x> next');
  });

  it('says why a check failed, with its details for support', () => {
    const model = blocked(new Failure('api', 'Criteo failed.', 'uploadCsv', { status: 503 }));
    assert.equal(model.heading.text, 'crm.csv can’t be sent');
    assert.equal(model.callout?.details, 'operation=uploadCsv code=api status=503');
    assert.equal(model.bar, undefined);
  });
});

const CHUNK = {
  file: 0,
  start: 0,
  end: 1,
  firstRow: 0,
  line: 0,
  bodySize: 1,
  identifiers: 940,
  hash: 'h',
};
