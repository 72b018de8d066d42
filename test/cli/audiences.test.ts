import assert from 'node:assert/strict';
import type { PlainAudience } from '../../src/app/audiences/plainAudience';
import type { NewAudience } from '../../src/sandbox/control';
import type { AlgebraNode } from '../../src/sandbox/world';
import { documentOf, endsWith, type Ended } from './support/cli';
import { useWorld } from './support/world';

const leaf = (audienceSegmentId: string): AlgebraNode => ({ audienceSegmentId });
const OTHERS = 'Audiences of other accounts that use a shared segment aren’t visible from here.';

describe('audiences in the terminal', function () {
  this.timeout(60_000);
  const world = useWorld();

  let crm: string;
  let newsletter: string;
  let optOuts: string;
  before(async () => {
    world.control.clearAudiences();
    crm = await world.newSegment({ name: 'Crm of the test' });
    newsletter = await world.newSegment({ name: 'News of the test' });
    optOuts = await world.newSegment({ name: 'Opt-outs of the test' });
  });
  afterEach(() => world.control.clearAudiences());

  function put(audience: NewAudience): string {
    return world.control.putAudiences({ channels: ['Onsite', 'Offsite'], ...audience }).ids[0];
  }

  const rule = (): AlgebraNode => ({
    and: [{ or: [leaf(crm), leaf(newsletter)] }, { not: leaf(optOuts) }],
  });

  const run = (...args: string[]): Promise<Ended> => world.run(['audiences', ...args]);
  const list = async (...args: string[]): Promise<PlainAudience[]> =>
    documentOf<{ audiences: PlainAudience[] }>(endsWith(0, await run('list', ...args, '--json')))
      .audiences;
  const idsOf = (audiences: readonly PlainAudience[]): string[] => audiences.map(({ id }) => id);
  const errorOf = (ended: Ended): { code: string; message: string; operation: string } =>
    documentOf<{ error: { code: string; message: string; operation: string } }>(ended).error;

  it('are one line each, with the rule as a sentence and one search for all names', async () => {
    const first = put({ name: 'New Customers', algebra: rule() });
    const second = put({ name: null, channels: null, algebra: leaf('123') });
    const { stdout, stderr } = endsWith(0, await run('list'));
    const [line, other, ...rest] = stdout.split('\n');
    assert.match(
      line,
      new RegExp(
        `^${first}  New Customers +\\d+  Onsite Offsite  In Crm of the test or News of the test, but not in Opt-outs of the test\\.$`,
      ),
    );
    assert.match(other, new RegExp(`^${second}  ${second} +\\d+ +In 123\\.$`));
    assert.deepEqual([rest, stderr], [[''], '']);
    assert.deepEqual([world.gate.count('audiences'), world.gate.count('search')], [1, 1]);
  });

  it('are a document with IDs, for which no names are looked up', async () => {
    const id = put({ name: 'New Customers', description: 'Welcome', algebra: rule() });
    const [audience, ...others] = await list();
    assert.deepEqual(others, []);
    const { createdAt, updatedAt, retailerId, ...rest } = audience;
    assert.deepEqual(rest, {
      id,
      accountId: world.sandbox.accountId,
      name: 'New Customers',
      description: 'Welcome',
      channels: ['Onsite', 'Offsite'],
      algebra: {
        kind: 'and',
        nodes: [
          {
            kind: 'or',
            nodes: [
              { kind: 'segment', segmentId: crm },
              { kind: 'segment', segmentId: newsletter },
            ],
          },
          { kind: 'not', node: { kind: 'segment', segmentId: optOuts } },
        ],
      },
      segmentIds: [crm, newsletter, optOuts],
    });
    assert.match(`${createdAt} ${updatedAt}`, /^(\d{4}-\d\d-\d\dT[\d:.]+Z ?){2}$/);
    assert.match(retailerId ?? '', /^\d+$/);
    assert.equal(world.gate.count('search'), 0);
    assert.deepEqual(documentOf(endsWith(0, await run('show', id, '--json'))), { audience });
    assert.deepEqual(documentOf(endsWith(0, await run('show', 'New Customers', '--json'))), {
      audience,
    });
  });

  it('are filtered by words, IDs, retailer, and segments of which they use any', async () => {
    const retailer = (retailerId: string): NewAudience => ({ retailerId });
    const [one, two, three] = [
      put({ ...retailer('1200'), name: 'Été, crème', algebra: leaf(crm) }),
      put({ ...retailer('1200'), name: 'Winter', description: 'For the crème', algebra: rule() }),
      put({ ...retailer('1251'), name: 'Other retailer', algebra: leaf(optOuts) }),
    ];
    const cases: [string[], string[]][] = [
      [[], [one, two, three]],
      [['--text', 'creme ete'], [one]],
      [
        ['--text', 'CREME'],
        [one, two],
      ],
      [['--text', 'onsite winter'], [two]],
      [['--text', 'nothing like it'], []],
      [['--text', three], [three]],
      [['--text', 'news of'], [two]],
      [['--text', 'opt-outs', '--segment', crm], [two]],
      [
        ['--audience-ids', three, one, '1'],
        [one, three],
      ],
      [
        ['--segment', crm],
        [one, two],
      ],
      [
        ['--segment', 'Crm of the test', optOuts],
        [one, two, three],
      ],
      [['--segment', newsletter, '--text', 'ete'], []],
      [['--retailer', '1251'], [three]],
      [['--retailer', 'maple & main grocery', '--segment', optOuts], [two]],
      [
        ['--retailer', '1200', '1251', '--segment', optOuts],
        [two, three],
      ],
    ];
    for (const [args, expected] of cases)
      assert.deepEqual(idsOf(await list(...args)).sort(), [...expected].sort(), args.join(' '));
  });

  it('are found on every page', async () => {
    const { audienceIds } = world.control.seed({ audiences: 1200, nodes: 40 });
    const last = put({ name: 'The last one', algebra: leaf(crm) });
    assert.deepEqual(idsOf(await list()), [...audienceIds, last]);
    assert.equal(world.gate.count('audiences'), 3);
    assert.deepEqual(idsOf(await list('--segment', crm, '--text', 'last')), [last]);
    const { stdout } = endsWith(0, await run('show', 'The last one'));
    assert.match(stdout, /^In Crm of the test\.$/m);
    const lines = endsWith(0, await run('list'))
      .stdout.trimEnd()
      .split('\n');
    assert.equal(lines.length, 1201);
    assert.ok(lines.every((line) => /^\d+  \S.*\.$/.test(line)));
  });

  it('that use none of the segments don’t prove that a segment can be deleted', async () => {
    put({ algebra: leaf(crm) });
    const text = endsWith(0, await run('list', '--segment', newsletter, 'Opt-outs of the test'));
    assert.equal(text.stdout, '');
    assert.equal(
      text.stderr,
      `No audience found that uses ${newsletter} or ${optOuts}.\n${OTHERS}\n`,
    );
    const json = await run('list', '--segment', newsletter, '--json');
    assert.deepEqual(documentOf(endsWith(0, json)), { audiences: [] });
    assert.ok(json.stderr.endsWith(`${OTHERS}\n`));
    const quiet = endsWith(0, await run('list', '--segment', newsletter, '--quiet'));
    assert.equal(quiet.stderr, '');
    // One that uses it, but not these words, is another matter.
    const other = endsWith(0, await run('list', '--segment', crm, '--text', 'nothing like it'));
    assert.deepEqual([other.stdout, other.stderr], ['', '']);
  });

  it('are shown with their details, the sentence and the rule as a tree', async () => {
    const day = Date.UTC(2026, 3, 1, 12);
    const id = put({
      name: 'New Customers',
      description: 'For the welcome offer',
      retailerId: '1200',
      algebra: { and: [{ or: [leaf(crm), leaf('123')] }, { not: leaf(optOuts) }] },
      createdAt: day,
      updatedAt: null,
    });
    const shown = endsWith(0, await run('show', 'New Customers')).stdout;
    assert.equal(endsWith(0, await run('show', id)).stdout, shown);
    const [created, ...others] = shown.split('\n').filter((line) => /^(Creat|Updat)ed/.test(line));
    assert.match(created, /^Created: 2026-04-01 12:00 UTC$/);
    assert.deepEqual(others, []);
    assert.equal(
      shown.replace(`${created}\n`, ''),
      `New Customers
Description: For the welcome offer
Retailer: 1200
Channels: Onsite, Offsite
ID: ${id}
In Crm of the test or 123, but not in Opt-outs of the test.

In all of
  In any of
    Crm of the test (${crm})
    123
  Not in
    Opt-outs of the test (${optOuts})
`,
    );
  });

  it('need a permission, which the error names together with what to do', async () => {
    const id = put({ algebra: rule() });
    for (const args of [['list'], ['list', '--segment', crm], ['show', id], ['show', 'Any']]) {
      world.control.addFaults({ fault: 'forbidden', operation: 'audiences' });
      const { stdout, stderr } = endsWith(4, await run(...args));
      assert.equal(stdout, '');
      assert.match(
        stderr,
        /^Error: Reading the audiences failed: .*\(403\).*Partner Dashboard.*permission “Audiences Read”/,
      );
      assert.match(stderr, /^operation=audiences code=forbidden status=403/m);
      world.control.clearFaults();
    }
    world.control.addFaults({ fault: 'forbidden', operation: 'audiences' });
    const error = errorOf(endsWith(4, await run('list', '--json')));
    assert.deepEqual([error.code, error.operation], ['forbidden', 'audiences']);
  });

  it('with names from anywhere take one line, and control nothing', async () => {
    const name = '\u001b[31mRed\u001b[0m\n123  Faked  \u202eline\u0007 {0} %s';
    const segment = await world.newSegment({ name: '\u001b]0;title\u0007Seg\nment\u0001 {1}' });
    const id = put({ name, description: 'One\r\nError: two\u009b2J', algebra: leaf(segment) });
    const { stdout } = endsWith(0, await run('list'));
    assert.match(
      stdout,
      new RegExp(`^${id}  Red 123 Faked line \\{0\\} %s +\\d+ .* In Seg ment \\{1\\}\\.\\n$`),
    );
    const shown = endsWith(0, await run('show', id)).stdout;
    assert.match(shown, /^Red 123 Faked line \{0\} %s\nDescription: One Error: two2J\n/);
    assert.ok(shown.endsWith(`\n\nSeg ment {1} (${segment})\n`));
    for (const text of [stdout, shown]) assert.doesNotMatch(text, /[^\P{Cc}\n]|\u202e/u);
    // Programs get it as it is.
    assert.equal((await list())[0].name, name);
    assert.deepEqual(
      idsOf([
        documentOf<{ audience: PlainAudience }>(endsWith(0, await run('show', name, '--json')))
          .audience,
      ]),
      [id],
    );
  });

  it('are in French, too', async () => {
    put({ name: 'Tous', algebra: rule() });
    const env = { LC_ALL: 'fr_FR.UTF-8' };
    const { stdout } = endsWith(
      0,
      await world.runInstalled(['audiences', 'show', 'Tous'], { env }),
    );
    assert.match(stdout, /\nDans chacun de\n {2}Dans au moins un de\n[^]*\n {2}Pas dans\n/);
  });
});
