import assert from 'node:assert/strict';
import { t } from '@vscode/l10n';
import { isId, markdownText, OutsideText, plainText } from '../../../src/common/outsideText';
import { processorTime } from '../../support/processorTime';

const SINKS = ['forTree', 'forMarkdown', 'forNotification', 'forPrompt', 'forTerminal'] as const;

describe('a text from outside', () => {
  it('is an ID if it is 1 to 20 digits', () => {
    assert.ok(isId('1') && isId('9'.repeat(20)));
    for (const text of ['', '1'.repeat(21), '-1', ' 1', '1.0', '١', '1\n'])
      assert.ok(!isId(text), JSON.stringify(text));
  });

  it('is no string by accident', () => {
    const name = OutsideText.name('Dupont');
    assert.ok(!JSON.stringify({ name }).includes('Dupont'));
    // oxlint-disable-next-line typescript/no-base-to-string, typescript/restrict-template-expressions
    assert.ok(!`${name}`.includes('Dupont'));
    // @ts-expect-error: a message wants to know where it goes
    const words = t('{0} is there.', name);
    assert.ok(!words.includes('Dupont'));
    assert.equal(name.raw(), 'Dupont');
  });

  it('has nothing in it that a screen obeys, wherever it goes', () => {
    for (const [raw, shown] of [
      ['a\u001b[31mb\u001b[0m', 'ab'],
      ['a\u001b]0;title\u0007b', 'ab'],
      ['a\u001b]8;;https://x.example\u001b\\b', 'ab'],
      ['a\u001b[2K\u001b[1Ab', 'ab'],
      ['a\u001bcb', 'ab'],
      ['a\u009b31mb', 'a31mb'],
      ['a\rb\nc\r\nd\te\u2028f\u0085g', 'a b c d e f g'],
      ['a\u0000\u0007\bb\u007f', 'ab'],
      ['a\u202eb\u2066c\u200fd\u061ce', 'abcde'],
      ['a\u{e0041}\u{e007f}b', 'ab'],
      ['a\ufeff\u200bb', 'ab'],
      ['a\ud800b', 'ab'],
      [
        '\u{1F468}\u200d\u{1F469} a\u0301 \u05d0\u05d1',
        '\u{1F468}\u200d\u{1F469} a\u0301 \u05d0\u05d1',
      ],
    ] as const) {
      for (const sink of SINKS)
        if (sink !== 'forMarkdown')
          assert.equal(OutsideText.name(raw)[sink](), shown, `${JSON.stringify(raw)} ${sink}`);
      assert.equal(OutsideText.name(raw).forMarkdown(), markdownText(shown));
      assert.equal(plainText(raw), shown);
    }
  });

  it('is cut, a name earlier than a text, and no character in two', () => {
    assert.equal(OutsideText.name('x'.repeat(300)).forTree(), 'x'.repeat(300));
    assert.equal(OutsideText.name('x'.repeat(301)).forTree(), `${'x'.repeat(299)}…`);
    assert.equal(OutsideText.text('x'.repeat(2_000)).forTree(), 'x'.repeat(2_000));
    assert.equal(OutsideText.text('x'.repeat(2_001)).forTree(), `${'x'.repeat(1_999)}…`);
    assert.equal(
      OutsideText.name(`${'x'.repeat(298)}\u{1F600}yy`).forTree(),
      `${'x'.repeat(298)}…`,
    );
    assert.equal(OutsideText.name('x'.repeat(301)).raw().length, 301);
  });

  it('of a megabyte no more is looked at than is shown', () => {
    for (const piece of ['a', '\u001b', '\u001b]', '](', '$(', '\u202e', '\n', '<']) {
      const name = OutsideText.name(piece.repeat(1_000_000));
      const ms = processorTime(() => {
        for (const sink of SINKS) assert.ok(name[sink]().length < 2_000);
      }, 50);
      assert.ok(ms < 50, JSON.stringify(piece));
    }
  });

  it('is no link in a notification, no icon and no link in a prompt, no markup in Markdown', () => {
    const name = OutsideText.name(
      '[press](command:evil) $(zap) $(sync~spin) $5 $(1 000) <b>*x*</b>',
    );
    assert.equal(
      name.forNotification(),
      '[press] (command:evil) $(zap) $(sync~spin) $5 $(1 000) <b>*x*</b>',
    );
    assert.equal(
      name.forPrompt(),
      '[press] (command:evil) \\$(zap) \\$(sync~spin) $5 $(1 000) <b>*x*</b>',
    );
    assert.match(name.forMarkdown(), /^[\w\s&#;/]+$/);
    assert.equal(
      name.forTree(),
      '[press](command:evil) $(zap) $(sync~spin) $5 $(1 000) <b>*x*</b>',
    );
  });

  it('joins with others and with words of ours, each cut by itself', () => {
    const joined = OutsideText.join(
      [OutsideText.name('a'.repeat(400)), undefined, '', 'here', OutsideText.name('](')],
      ' · ',
    );
    assert.equal(joined.forNotification(), `${'a'.repeat(299)}… · here · ] (`);
    assert.ok(OutsideText.join([undefined, ''], ' · ').isBlank);
    for (const unseen of [' \u202e\n', '\u3164', '\u2800', '\u00ad\u115f'])
      assert.ok(OutsideText.name(unseen).isBlank, unseen);
    assert.ok(!OutsideText.name('\u3164a').isBlank);
    assert.ok(
      OutsideText.same(OutsideText.name('a'), OutsideText.name('a')) &&
        !OutsideText.same(OutsideText.name('a'), undefined),
    );
  });
});
