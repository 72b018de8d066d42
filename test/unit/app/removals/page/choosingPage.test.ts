import assert from 'node:assert/strict';
import { choosingModel } from '../../../../../src/app/removals/page/choosingPage';
import { configureFormat } from '../../../../../src/common/format';
import type { Hash } from '../../../../../src/identifiers/identifierTypes';
import type {
  LinesSection,
  UploadModel,
  UploadSection,
} from '../../../../../src/webview/uploadModel';
import {
  CA,
  CHOICES,
  choosing,
  EU,
  FORBIDDEN,
  guarded,
  open,
  OPT_OUTS,
  planned,
  record,
  US,
  withUnreadable,
} from './removalPages';

describe('the page of a removal before it is sent', () => {
  before(() => configureFormat('en', 'UTC'));

  const sections = ({ main, last }: UploadModel): UploadSection[] => [...main, ...last];
  const lines = (model: UploadModel, title: RegExp | string): LinesSection => {
    const found = sections(model).find(
      (one): one is LinesSection => one.type === 'lines' && new RegExp(title).test(one.title),
    );
    assert.ok(found, String(title));
    return found;
  };
  const rowsOf = (section: LinesSection): string[] =>
    section.groups.flatMap((group) =>
      group.lines.map(({ name, tick, numbers, notes }) =>
        [tick?.state ?? '-', name, ...numbers, ...notes.map(({ text }) => text)].join('|'),
      ),
    );

  it('says first who stays, with the way to fix it, then what it takes', () => {
    const model = choosingModel(choosing({ planned: planned() }));
    assert.equal(model.heading.text, 'Remove 12 people everywhere');
    assert.deepEqual(model.stays, [
      {
        text: '2 people stay in every segment: their rows can’t be read.',
        presses: [{ label: 'Fix Rows…', action: 'fixRows' }],
      },
    ]);
    const [cost] = model.main;
    assert.ok(cost?.type === 'rows');
    assert.deepEqual(
      cost.legend.map(({ count, text }) => count ?? text),
      [
        '12 people',
        '2 accounts',
        '212 segments',
        '212 requests',
        'takes about 54 s',
        '31 out of reach',
      ],
    );
    assert.equal(model.bar?.buttons[0]?.label, 'Remove 12 from 212 Segments');
    assert.equal(model.bar?.buttons[0]?.look, 'primary');
    assert.equal(model.bar?.text, 'One receipt covers 2 accounts.');
    assert.equal(model.typed, undefined);
  });

  it('has ticks for accounts only, and no way to leave none', () => {
    const model = choosingModel(choosing({ planned: planned() }));
    assert.deepEqual(rowsOf(lines(model, 'Accounts')), [
      'on|Northwind EU|181|',
      '-|Email|146|1,324,585',
      '-|Phone number|21|192,276',
      '-|Customer ID|14|128,429',
      'on|Northwind CA|31||2 segments have other types',
      '-|Email|25|not read',
      '-|Phone number|3|not read',
      '-|Customer ID|3|not read',
      'off|Northwind US||not looked at',
    ]);
    const alone = choosingModel(
      choosing({ choices: { ...CHOICES, accounts: [EU.key] }, planned: planned() }),
    );
    const [group] = lines(alone, 'Accounts').groups;
    assert.equal(group?.lines[0]?.tick?.disabled, true);
  });

  it('leaves out segments that keep people out, unless one is ticked or gets them', () => {
    const out = (choices = CHOICES): LinesSection =>
      lines(
        choosingModel(choosing({ choices, planned: planned() })),
        'keeps? people out|keep people out',
      );
    assert.deepEqual(rowsOf(out()), ['off|Opt-outs|']);
    assert.equal(out().title, 'Left out: 1 segment that keeps people out');
    assert.match(out().hint ?? '', /may be targeted again/);
    const [line] = out().groups.flatMap((group) => group.lines);
    assert.deepEqual(line?.notes[0]?.press, {
      ...{ label: 'Add Them There', action: 'addThere', value: OPT_OUTS.id },
      description: 'Add Them There: Opt-outs',
    });
    assert.deepEqual(rowsOf(out({ ...CHOICES, alsoFrom: [OPT_OUTS.id] })), ['on|Opt-outs|']);
    assert.deepEqual(rowsOf(out({ ...CHOICES, addTo: [OPT_OUTS.id] })), [
      'off|Opt-outs|They are added there.',
    ]);
  });

  it('lets all account IDs be typed above 1,000 identifiers, with what they are about', () => {
    const model = choosingModel(choosing({ planned: guarded() }));
    assert.deepEqual(model.typed?.fields, [
      { label: 'Type the ID of Northwind EU', text: '48210' },
      { label: 'Type the ID of Northwind CA', text: '31077' },
    ]);
    assert.deepEqual(
      model.typed?.reasons.map(({ text }) => text),
      [
        'More than 1,000 identifiers: type all account IDs.',
        '11 segments may be empty afterwards.',
        'CRM Users 2025 may lose the largest share: up to 9% of 48,210.',
      ],
    );
    const [button] = model.bar?.buttons ?? [];
    assert.equal(button?.look, 'danger');
    assert.equal(button?.byKey, undefined);
    assert.equal(model.bar?.text, undefined, 'the fields say how many are typed');
  });

  it('names protected accounts beside its one button', () => {
    const of = record({
      accounts: [{ accountId: '41205', name: 'Northwind US', isProtected: true, otherTypes: [] }],
    });
    const model = choosingModel(
      choosing({ choices: { ...CHOICES, accounts: [US.key] }, planned: planned({}, open(of)) }),
    );
    assert.equal(model.bar?.text, 'Northwind US is protected.');
  });

  it('says first that an account can’t be read', () => {
    const of = open();
    const [eu, ca] = of.accounts;
    assert.ok(eu && ca);
    const failed = { ...of, accounts: [eu, { ...ca, failure: FORBIDDEN }] };
    const model = choosingModel(choosing({ planned: planned({}, failed) }));
    assert.deepEqual(
      model.stays?.map(({ text, presses }) => [text, presses[0]?.label]),
      [
        [
          '12 people stay in every segment of Northwind CA: no permission (403).',
          'Copy for the Account’s Owner',
        ],
      ],
    );
  });

  it('says the formats in a sentence, with one tick', () => {
    const formats = (choices = CHOICES, hash: Hash = 'sha256'): unknown => {
      const options = { hash, formats: choices.sendsPlain ? ('all' as const) : undefined };
      const plan = planned({}, undefined, options);
      const section = sections(choosingModel(choosing({ choices, planned: plan }))).find(
        (one) => one.type === 'operation' && one.title === 'Remove emails as',
      );
      assert.ok(section?.type === 'operation');
      return [section.formats?.text, section.formats?.hint, section.formats?.plain?.chosen];
    };
    assert.deepEqual(formats(), [
      'MD5, SHA-256, SHA-256 of MD5',
      'Plain: not sent, since you hash addresses',
      false,
    ]);
    assert.deepEqual(formats({ ...CHOICES, sendsPlain: true }), [
      'plain, MD5, SHA-256, SHA-256 of MD5',
      undefined,
      true,
    ]);
    assert.deepEqual(formats(CHOICES, 'none'), [
      'plain, MD5, SHA-256, SHA-256 of MD5',
      undefined,
      undefined,
    ]);
  });

  it('shows a failure in place of a plan, or above one that wasn’t sent', () => {
    const failure = { message: 'No connection.', code: 'network', details: 'network' };
    const none = choosingModel(choosing({ failure }));
    assert.deepEqual(
      none.callout?.presses.map(({ action }) => action),
      ['check'],
    );
    assert.equal(none.bar, undefined);
    const unsent = choosingModel(choosing({ failure, planned: planned() }));
    assert.equal(unsent.callout?.text, 'No connection.');
    assert.equal(unsent.bar?.buttons[0]?.action, 'send');
  });

  it('continues a removal in the same receipt', () => {
    const of = withUnreadable(2);
    const model = choosingModel(choosing({ planned: planned({ continues: of }) }));
    assert.equal(model.bar?.buttons[0]?.label, 'Resume: 212 Segments');
    assert.match(model.intro[0]?.text ?? '', /R-20261127-174104-3f9c/);
    const all = planned({ continues: of }, record());
    assert.equal(
      choosingModel(choosing({ planned: all })).bar?.buttons[0]?.missing,
      'There is nothing to send.',
    );
  });

  it('has nothing to choose where it continues one on record', () => {
    const model = choosingModel(choosing({ planned: planned(), isLocked: true }));
    const presses = JSON.stringify(model).match(/"action":"\w+"/g) ?? [];
    assert.deepEqual([...new Set(presses)].sort(), [
      '"action":"chooseKeepOut"',
      '"action":"fixRows"',
      '"action":"send"',
      '"action":"showList"',
    ]);
    const ticks = sections(model).flatMap((one) =>
      one.type === 'lines' ? one.groups.flatMap((group) => group.lines) : [],
    );
    assert.ok(ticks.every(({ tick }) => tick?.disabled !== false));
  });

  it('says how far reading is, and shows the accounts meanwhile', () => {
    const model = choosingModel(choosing({ ratio: 0.401, shown: [EU, CA] }));
    assert.equal(model.bar?.text, 'Reading the file: 40%');
    assert.equal(model.heading.text, 'Remove people everywhere');
    assert.equal(lines(model, 'Accounts').groups[0]?.lines.length, 2);
  });
});
