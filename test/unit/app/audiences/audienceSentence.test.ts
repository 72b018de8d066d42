import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isUnclear, segmentsIn } from '../../../../src/api/algebra';
import type { Algebra } from '../../../../src/api/apiTypes';
import {
  audienceSentence,
  sentenceText,
  shrinkingBy,
} from '../../../../src/app/audiences/audienceSentence';
import { configureFormat } from '../../../../src/common/format';
import { share, TEST_SEED } from '../../../support/tenth';
import { all, any, not, leaf as s, UNCLEAR } from './audiences';

const own = s('7');

/** In one string, with stars around what is strong. */
const sentence = (algebra: Algebra): string =>
  audienceSentence(algebra, (id) => id.toUpperCase(), '7')
    .map(({ text, strong }) => (strong ? `*${text}*` : text))
    .join('');

describe('how an audience uses a segment', () => {
  beforeEach(() => configureFormat('en', 'UTC'));

  it('is said as people would say it', () => {
    const cases: [Algebra, string][] = [
      [own, 'In *this segment*.'],
      [all(own, not(s('a'))), 'In *this segment*, but not in A.'],
      [all(any(s('a'), own), s('b')), 'In *this segment* or A, and in B.'],
      [all(s('b'), any(s('a'), own)), 'In *this segment* or A, and in B.'],
      [any(own, s('a'), s('b')), 'In *this segment*, A, or B.'],
      [all(own, s('a'), s('b')), 'In *this segment*, and in A, and in B.'],
      [all(own, not(s('a')), not(s('b'))), 'In *this segment*, but not in A or B.'],
      [
        all(s('a'), not(own)),
        'In A, but not in *this segment*. Adding people here makes it smaller.',
      ],
      [not(own), 'Not in *this segment*. Adding people here makes it smaller.'],
    ];
    for (const [algebra, text] of cases) assert.equal(sentence(algebra), text);
  });

  it('means the same however the rule is written', () => {
    const same: [Algebra, Algebra][] = [
      [not(not(own)), own],
      [all(own), own],
      [any(any(own, s('a')), s('b')), any(own, s('a'), s('b'))],
      [all(all(own, not(s('a'))), not(s('b'))), all(own, not(s('a')), not(s('b')))],
      [all(own, not(any(s('a'), s('b')))), all(own, not(s('a')), not(s('b')))],
      [all(own, own, s('a')), all(own, s('a'))],
      [not(all(not(own), not(s('a')))), any(own, s('a'))],
      [not(any(own, s('a'))), all(not(own), not(s('a')))],
    ];
    for (const [one, other] of same) assert.equal(sentence(one), sentence(other));
  });

  it('is a shorter sentence that is still true where the rule is long or nested', () => {
    const cases: [Algebra, string][] = [
      [any(all(own, s('a')), s('b')), 'Combines *this segment* with 2 other segments.'],
      [all(own, not(all(s('a'), s('b')))), 'Combines *this segment* with 2 other segments.'],
      [
        any(s('a'), not(own)),
        'Combines *this segment* with 1 other segment. Adding people here can make it smaller.',
      ],
      // People here are in it and kept out of it.
      [
        any(all(own, s('a')), all(not(own), s('b'))),
        'Combines *this segment* with 2 other segments.',
      ],
      [all(own, not(own)), 'Uses *this segment*.'],
      [all(own, UNCLEAR), 'Uses *this segment*.'],
      [
        all(s('a'), { kind: 'unknown', nodes: [not(own)] }),
        'Combines *this segment* with 1 other segment.',
      ],
      [any(own, ...'abcdef'.split('').map(s)), 'Combines *this segment* with 6 other segments.'],
    ];
    for (const [algebra, text] of cases) assert.equal(sentence(algebra), text);
    let deep: Algebra = own;
    for (let level = 0; level < 200; level++)
      deep = level % 2 ? all(deep, s(`x${level}`)) : any(deep, s(`y${level}`));
    assert.equal(sentence(deep), 'Combines *this segment* with 200 other segments.');
  });

  it('shrinks by new people where it only excludes them, for certain only if nothing depends on it', () => {
    const cases: [Algebra, ReturnType<typeof shrinkingBy>][] = [
      [own, undefined],
      [s('a'), undefined],
      [UNCLEAR, undefined],
      [not(own), 'makes'],
      [all(s('a'), not(own)), 'makes'],
      [all(s('a'), not(any(own, s('b')))), 'makes'],
      [all(...'abcdefg'.split('').map(s), not(own)), 'makes'],
      [not(not(own)), undefined],
      [any(s('a'), not(own)), 'can'],
      [all(s('a'), not(all(own, s('b')))), 'can'],
      [all(not(own), UNCLEAR), 'can'],
      [all(not(own), { kind: 'unknown', nodes: [own] }), undefined],
      [not({ kind: 'unknown', nodes: [own] }), undefined],
      [all(own, not(own)), undefined],
    ];
    for (const [algebra, shrinks] of cases)
      assert.equal(shrinkingBy(algebra, '7'), shrinks, JSON.stringify(algebra));
  });

  it('isn’t guessed where the rule doesn’t show it', () => {
    for (const algebra of [UNCLEAR, s('a'), all(), any()])
      assert.equal(sentence(algebra), 'Criteo doesn’t say how it uses *this segment*.');
  });

  it('is the whole rule where it stands beside the audience, not on a segment’s page', () => {
    const whole = (algebra: Algebra): string =>
      audienceSentence(algebra, (id) => id.toUpperCase())
        .map(({ text, strong }) => (strong ? assert.fail('no segment is its own') : text))
        .join('');
    const cases: [Algebra, string][] = [
      [s('a'), 'In A.'],
      [all(any(s('a'), s('b')), not(s('c'))), 'In A or B, but not in C.'],
      [all(s('a'), s('b')), 'In A, and in B.'],
      [not(s('a')), 'Not in A.'],
      [any(all(s('a'), s('b')), s('c')), 'Combines 3 segments in a longer rule.'],
      [any(...'abcdefg'.split('').map(s)), 'Combines 7 segments in a longer rule.'],
      [{ kind: 'unknown', nodes: [s('a')] }, 'Combines 1 segment in a longer rule.'],
      [UNCLEAR, 'Criteo doesn’t say which segments it uses.'],
      [all(), 'Criteo doesn’t say which segments it uses.'],
      [any(), 'Criteo doesn’t say which segments it uses.'],
    ];
    for (const [algebra, text] of cases) {
      assert.equal(whole(algebra), text);
      assert.equal(
        sentenceText(algebra, (id) => id.toUpperCase()),
        text,
      );
    }
  });

  it('takes names as they are', () => {
    const parts = audienceSentence(all(own, not(s('a'))), () => '{0} *bold* \n$&', '7');
    assert.deepEqual(parts, [
      { text: 'In ' },
      { text: 'this segment', strong: true },
      { text: ', but not in ' },
      { text: '{0} *bold* \n$&' },
      { text: '.' },
    ]);
  });
});

/** Any rule of five segments, with nodes that say nothing or more than one thing. */
const { rule: anyRule } = fc.letrec<{ rule: Algebra; list: Algebra[] }>((tie) => ({
  list: fc.array(tie('rule'), { maxLength: 4 }),
  rule: fc.oneof(
    { maxDepth: 6, depthSize: 'small' },
    { weight: 4, arbitrary: fc.constantFrom(...'abcd7').map(s) },
    { weight: 3, arbitrary: tie('list').map((nodes) => all(...nodes)) },
    { weight: 3, arbitrary: tie('list').map((nodes) => any(...nodes)) },
    { weight: 2, arbitrary: tie('rule').map(not) },
    { weight: 1, arbitrary: tie('list').map((nodes): Algebra => ({ kind: 'unknown', nodes })) },
  ),
}));

/** Whether someone who is in these segments is in the audience. */
function takes(rule: Algebra, segments: ReadonlySet<string>): boolean {
  switch (rule.kind) {
    case 'segment':
      return segments.has(rule.segmentId);
    case 'not':
      return !takes(rule.node, segments);
    case 'and':
      return rule.nodes.every((node) => takes(node, segments));
    case 'or':
      return rule.nodes.some((node) => takes(node, segments));
    case 'unknown':
      return assert.fail('nobody knows');
  }
}

/** The same of a sentence that says the whole rule, such as "In A or B, and in C, but not in D." */
function says(text: string, segments: ReadonlySet<string>): boolean {
  const [, included, excluded] = /^(?:In (.*?))?(?:(?:, but n|N)ot in (.*))?\.$/.exec(text) ?? [];
  assert.ok(included !== undefined || excluded !== undefined, text);
  const isInAny = (names: string): boolean =>
    (names.match(/[A-D7]/g) ?? []).some((name) => segments.has(name.toLowerCase()));
  return (
    (included?.split(', and in ').every(isInAny) ?? true) &&
    !(excluded !== undefined && isInAny(excluded))
  );
}

const EVERYONE = Array.from(
  { length: 2 ** 5 },
  (_, bits) => new Set([...'abcd7'].filter((__, place) => bits & (1 << place))),
);

/** Step by step: what the sentence is made from. */
function simplest(rule: Algebra, isNot = false): Algebra {
  if (rule.kind === 'segment') return isNot ? not(rule) : rule;
  if (rule.kind === 'not') return simplest(rule.node, !isNot);
  if (rule.kind === 'unknown')
    return { kind: 'unknown', nodes: rule.nodes.map((node) => simplest(node)) };
  const kind = (rule.kind === 'and') === isNot ? 'or' : 'and';
  const nodes = rule.nodes.flatMap((node) => {
    const simple = simplest(node, isNot);
    return simple.kind === kind ? simple.nodes : [simple];
  });
  const leaf = (node: Algebra): string | undefined =>
    node.kind === 'segment' || node.kind === 'not' ? JSON.stringify(node) : undefined;
  const distinct = nodes.filter(
    (node, at) =>
      leaf(node) === undefined || nodes.findIndex((one) => leaf(one) === leaf(node)) === at,
  );
  return distinct.length === 1 && distinct[0] ? distinct[0] : { kind, nodes: distinct };
}

describe('the sentence of any rule', () => {
  beforeEach(() => configureFormat('en', 'UTC'));

  it('is true, and the same as of the rule without detours', () => {
    const kinds = { whole: 0, short: 0, shrinking: 0 };
    fc.assert(
      fc.property(anyRule, (rule) => {
        const text = sentenceText(rule, (id) => id.toUpperCase());
        if (/^(In|Not in) /.test(text)) {
          kinds.whole++;
          for (const segments of EVERYONE)
            assert.equal(says(text, segments), takes(rule, segments), text);
        } else if (segmentsIn(rule).length > 0) {
          kinds.short++;
          const { size } = new Set(segmentsIn(rule));
          assert.equal(text, `Combines ${size} segment${size === 1 ? '' : 's'} in a longer rule.`);
        }
        const shrinks = shrinkingBy(rule, '7');
        if (shrinks && !isUnclear(rule)) {
          kinds.shrinking++;
          for (const segments of EVERYONE)
            assert.ok(takes(rule, segments) || !takes(rule, new Set([...segments, '7'])));
        }
        const simple = simplest(rule);
        assert.equal(
          sentenceText(simple, (id) => id.toUpperCase()),
          text,
        );
        assert.equal(sentence(simple), sentence(rule));
        assert.equal(shrinkingBy(simple, '7'), shrinks);
      }),
      { numRuns: share(20_000), seed: TEST_SEED },
    );
    for (const [kind, drawn] of Object.entries(kinds)) assert.ok(drawn > share(400), kind);
  });
});
