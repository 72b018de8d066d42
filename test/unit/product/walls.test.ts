import assert from 'node:assert/strict';
import path from 'node:path';
import { ESLint } from 'eslint';
import { root } from '../../host/root';

/** Lint rules about text from outside; each is shown to reject a violation. */
describe('lint', () => {
  // On a CI machine, the file on disk would be checked instead of this text.
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: {
      languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } },
    },
  });

  async function violations(file: string, code: string): Promise<string[]> {
    const imports =
      "import { OutsideText } from '../../common/outsideText';\nconst name = OutsideText.name('x');\n";
    const [result] = await eslint.lintText(imports + code, { filePath: path.join(root, file) });
    return result.messages.map(({ ruleId }) => ruleId ?? 'none');
  }

  for (const [code, rule] of [
    ['export const words = `Segment ${name}`;', '@typescript-eslint/restrict-template-expressions'],
    ["export const words = 'Segment ' + name;", '@typescript-eslint/restrict-plus-operands'],
    ["export const words = [name, name].join(', ');", '@typescript-eslint/no-base-to-string'],
    ['export const words = String(name);', '@typescript-eslint/no-base-to-string'],
    ['export const words = name.raw();', 'no-restricted-syntax'],
  ] as const) {
    it(`rejects: ${code}`, async function () {
      this.timeout(180_000);
      assert.ok((await violations('src/ui/segments/confirm.ts', code)).includes(rule));
    });
  }

  it('accepts text that names its destination, and raw text in an export', async function () {
    this.timeout(180_000);
    assert.deepEqual(
      await violations(
        'src/ui/segments/confirm.ts',
        'export const words = `Segment ${name.forTree()}`;',
      ),
      [],
    );
    assert.deepEqual(
      await violations('src/app/segments/segmentFile.ts', 'export const words = name.raw();'),
      [],
    );
  });
});
