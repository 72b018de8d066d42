import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import { plant } from './planted';

const IMPORT =
  "import { OutsideText } from '../../common/outsideText';\nconst name = OutsideText.name('x');\n";

/** What lint rejects, and with which rule. */
const REJECTED = [
  ['export const words = `Segment ${name}`;', '@typescript-eslint/restrict-template-expressions'],
  ["export const words = 'Segment ' + name;", '@typescript-eslint/restrict-plus-operands'],
  ["export const words = [name, name].join(', ');", '@typescript-eslint/no-base-to-string'],
  ['export const words = String(name);', '@typescript-eslint/no-base-to-string'],
  ['export const words = name.raw();', 'no-restricted-syntax'],
  ["document.body.innerHTML = '<b>';", 'no-restricted-syntax'],
  ['export const words = html`<p .innerHTML=${name}></p>`;', 'no-restricted-syntax'],
  ["import 'lit/directives/unsafe-html.js';", 'no-restricted-syntax'],
  ["import { createReadStream } from 'node:fs';", 'no-restricted-syntax'],
  ["import * as fs from 'node:fs';\nfs.createReadStream('x');", 'no-restricted-syntax'],
] as const;

/** Each violation is planted in a file of its own. */
const fileOf = (at: number): string => `src/ui/segments/planted${at}.ts`;
const FORMED = 'src/ui/segments/formed.ts';
/** Raw text may stand here. */
const EXPORTED = 'src/app/segments/segmentFile.ts';

/** Lint rules about text and files from outside; each is shown to reject a violation. */
describe('lint', () => {
  let folder: string;
  /** The rules that each file violates. */
  let found: Map<string, string[]>;

  before(async function () {
    this.timeout(180_000);
    folder = plant(
      {
        ...Object.fromEntries(REJECTED.map(([code], at) => [fileOf(at), IMPORT + code])),
        [FORMED]: `${IMPORT}export const words = \`Segment \${name.forTree()}\`;`,
        [EXPORTED]: `${IMPORT}export const words = name.raw();`,
      },
      ['src/common/outsideText.ts'],
    );
    const eslint = new ESLint({ cwd: folder });
    const results = await eslint.lintFiles(['src/ui', 'src/app']);
    found = new Map(
      results.map(({ filePath, messages }) => [
        path.relative(fs.realpathSync(folder), fs.realpathSync(filePath)).split(path.sep).join('/'),
        messages.map(({ ruleId }) => ruleId ?? 'none'),
      ]),
    );
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const [at, [code, rule]] of REJECTED.entries())
    it(`rejects: ${code}`, () => {
      assert.ok(found.get(fileOf(at))?.includes(rule));
    });

  it('accepts text that names its destination, and raw text in an export', () => {
    assert.deepEqual(found.get(FORMED), []);
    assert.deepEqual(found.get(EXPORTED), []);
  });
});
