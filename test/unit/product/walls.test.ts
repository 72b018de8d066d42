import assert from 'node:assert/strict';
import path from 'node:path';
import { ESLint } from 'eslint';
import { root } from '../../host/root';

/** What lint holds about texts from outside, each rule seen to refuse. */
describe('lint', () => {
  // On a machine for CI the text of the file on the disk would be looked at instead of ours.
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: {
      languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } },
    },
  });

  async function refusals(file: string, code: string): Promise<string[]> {
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
    it(`refuses: ${code}`, async function () {
      this.timeout(60_000);
      assert.ok((await refusals('src/ui/segments/confirm.ts', code)).includes(rule));
    });
  }

  it('lets what says where it goes pass, and an export have it as it came', async function () {
    this.timeout(60_000);
    assert.deepEqual(
      await refusals(
        'src/ui/segments/confirm.ts',
        'export const words = `Segment ${name.forTree()}`;',
      ),
      [],
    );
    assert.deepEqual(
      await refusals('src/app/segments/segmentFile.ts', 'export const words = name.raw();'),
      [],
    );
  });
});
