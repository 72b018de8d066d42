import assert from 'node:assert/strict';
import type { Audience } from '../../../../../src/api/apiTypes';
import { decodeAudience } from '../../../../../src/api/decode';
import { listOf, objectOf, parseJson } from '../../../../../src/api/json';
import {
  audienceSentence,
  sentenceText,
  shrinkingBy,
} from '../../../../../src/app/audiences/audienceSentence';
import {
  namedLines,
  unknownUses,
  usedByLines,
} from '../../../../../src/app/audiences/audienceUsage';
import { plainAudience } from '../../../../../src/app/audiences/plainAudience';
import { ruleLines } from '../../../../../src/app/audiences/ruleLines';
import { OutsideText } from '../../../../../src/common/outsideText';
import { draw } from '../../../../support/tenth';

const leaf = (id: number): string => `{"audienceSegmentId":${id}}`;

/** A rule of `size` segments in `levels`: `around` makes a level of some and what is below it. */
const nested =
  (around: (below: string, leaves: string[], level: number) => string, ids = Infinity) =>
  (size: number, levels: number): string => {
    let rule = leaf(1);
    const each = Math.floor(size / levels);
    for (let level = 0; level < levels; level++) {
      const leaves = Array.from({ length: each }, (_, at) => leaf(1 + ((level * each + at) % ids)));
      rule = around(rule, leaves, level);
    }
    return rule;
  };
const list = (key: string, ...nodes: string[]): string => `{"${key}":[${nodes.join(',')}]}`;

const SHAPES: Record<string, (size: number, levels: number) => string> = {
  'each level in one of its own kind': nested((below, leaves) => list('or', ...leaves, below)),
  'of a few segments': nested((below, leaves) => list('or', ...leaves, below), 3),
  'any of all of any of': nested((below, leaves, level) =>
    list(level % 2 ? 'and' : 'or', ...leaves, below),
  ),
  'with levels that combine one thing': nested((below, leaves) =>
    list('or', ...leaves, list('and', below)),
  ),
  'with negations': nested((below, leaves, level) =>
    list(level % 3 ? 'and' : 'or', ...leaves, `{"not":${below}}`),
  ),
  'of what isn’t documented': nested((below, leaves) => list('xor', ...leaves, below)),
  'on one level': (size) => nested((below, leaves) => list('or', ...leaves, below))(size, 1),
  'of many groups': (size) =>
    list('and', ...Array.from({ length: size / 2 }, () => list('or', leaf(1), leaf(2)))),
};

/** Everything that any place says of an audience. */
function sayAll(audience: Audience): void {
  const { algebra } = audience;
  const name = (id: string): string => `S${id}`;
  assert.ok(sentenceText(algebra, name).length < 300);
  audienceSentence(algebra, name, '1');
  shrinkingBy(algebra, '1');
  assert.ok(usedByLines([audience], '1', name).join('').length < 300);
  const items = Array.from({ length: 100 }, (_, at) => ({
    id: `${at}`,
    name: OutsideText.name(`${at}`),
  }));
  namedLines(items, [audience], name);
  unknownUses([audience]);
  plainAudience(audience);
  ruleLines(algebra, name);
}

/** Milliseconds of the processor, the least of three: to parse its JSON, and all that follows. */
function timesOf(rule: string): { parsing: number; saying: number } {
  const text = `{"data":[{"id":"1","attributes":{"name":"Long","algebra":${rule}}}]}`;
  const used = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const runs = Array.from({ length: 3 }, () => {
    const start = used();
    const [item] = listOf(objectOf(parseJson(text)).data);
    const parsed = used();
    sayAll(decodeAudience(item) ?? assert.fail());
    return { parsing: parsed - start, saying: used() - parsed };
  });
  return {
    parsing: Math.min(...runs.map(({ parsing }) => parsing)),
    saying: Math.min(...runs.map(({ saying }) => saying)),
  };
}

describe('a rule of 20,000 segments', function () {
  this.timeout(60_000);

  for (const [shape, ruleOf] of draw(Object.entries(SHAPES), 3))
    it(`${shape} is read and worded in time, however deep it is`, function () {
      const shallow = timesOf(ruleOf(20_000, 4));
      const deep = timesOf(ruleOf(20_000, 400));
      const slower = deep.saying / shallow.saying;
      const share = deep.saying / deep.parsing;
      this.test!.title += ` (${Math.round(deep.saying)} ms, ${share.toFixed(1)} times its JSON’s, ${slower.toFixed(1)} times that of 4 levels)`;
      assert.ok(slower < 10, `it took ${slower} times as long as with 4 levels`);
      assert.ok(share < 30, `it took ${share} times as long as to parse its JSON`);
    });
});
