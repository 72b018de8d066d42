import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { plant } from './planted';

const IMPORT =
  "import { OutsideText } from '../../common/outsideText';\nconst name = OutsideText.name('x');\n";

/** What lint rejects in the product, and with which rule. */
const REJECTED = [
  ['export const words = `Segment ${name}`;', 'typescript(restrict-template-expressions)'],
  ["export const words = 'Segment ' + name;", 'typescript(restrict-plus-operands)'],
  ["export const words = [name, name].join(', ');", 'typescript(no-base-to-string)'],
  ['export const words = String(name);', 'typescript(no-base-to-string)'],
  ['export const words = name.raw();', 'house(raw-text)'],
  ["document.body.innerHTML = '<b>';", 'house(no-markup)'],
  ['export const words = html`<p .innerHTML=${name}></p>`;', 'house(no-markup)'],
  ["import 'lit/directives/unsafe-html.js';", 'house(no-markup)'],
  ["import { createReadStream } from 'node:fs';", 'house(open-source)'],
  ["import * as fs from 'node:fs';\nfs.createReadStream('x');", 'house(open-source)'],
  ['setTimeout(() => name, 5);', 'eslint(no-restricted-globals)'],
] as const;

/** What makes a test depend on how fast the machine is. */
const TIMED = [
  'export const slept = new Promise((resolve) => setTimeout(resolve, 5));',
  "import { setTimeout } from 'node:timers/promises';\nexport const slept = setTimeout(5);",
  'export const slept = page.waitForTimeout(5);',
  'export const took = performance.now();',
  'export const took = Date.now() - started;',
  'while (Date.now() < end) await look();',
] as const;

/** Each violation is planted in a file of its own. */
const fileOf = (at: number): string => `src/ui/segments/planted${at}.ts`;
const timedFile = (at: number): string => `test/unit/timed${at}.test.ts`;
const FORMED = 'src/ui/segments/formed.ts';
/** Raw text may stand here. */
const EXPORTED = 'src/app/segments/segmentFile.ts';

/** The rules of lint that are the project’s own; each is shown to reject a violation. */
describe('lint', () => {
  let folder: string;
  /** The rules that each file violates. */
  const found = (file: string): string[] =>
    diagnostics.flatMap(({ filename, code }) => (filename === file ? code : []));
  let diagnostics: { filename: string; code: string }[];

  before(() => {
    folder = plant(
      {
        ...Object.fromEntries(REJECTED.map(([code], at) => [fileOf(at), IMPORT + code])),
        ...Object.fromEntries(TIMED.map((code, at) => [timedFile(at), code])),
        [FORMED]: `${IMPORT}export const words = \`Segment \${name.forTree()}\`;`,
        [EXPORTED]: `${IMPORT}export const words = name.raw();`,
      },
      ['src/common/outsideText.ts'],
    );
    const { stdout } = spawnSync('npx', ['oxlint', '--format', 'json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    ({ diagnostics } = JSON.parse(stdout) as { diagnostics: typeof diagnostics });
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const [at, [code, rule]] of REJECTED.entries())
    it(`rejects: ${code}`, () => {
      assert.ok(found(fileOf(at)).includes(rule));
    });

  for (const [at, code] of TIMED.entries())
    it(`rejects in a test: ${code}`, () => {
      assert.ok(found(timedFile(at)).includes('house(no-time)'));
    });

  it('accepts text that names its destination, and raw text in an export', () => {
    assert.deepEqual(found(FORMED), []);
    assert.deepEqual(found(EXPORTED), []);
  });
});
