import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../../host/root';

const FOLDER = path.join(root, '.github', 'ISSUE_TEMPLATE');

interface Item {
  type: string;
  id?: string;
  attributes: { label?: string; value?: string; description?: string };
  validations?: { required?: boolean };
}
interface Form {
  name: string;
  description: string;
  body: Item[];
}

const read = <T>(name: string): T => parse(fs.readFileSync(path.join(FOLDER, name), 'utf8')) as T;

describe('the forms for issues', () => {
  const forms = fs.readdirSync(FOLDER).filter((name) => name !== 'config.yml');

  it('are for bugs and ideas, and nothing goes around them', () => {
    assert.deepEqual(forms.sort(), ['bug.yml', 'feature.yml']);
    assert.deepEqual(read('config.yml'), { blank_issues_enabled: false });
  });

  for (const name of forms)
    it(`${name} has what GitHub wants, and warns against identifiers and secrets`, () => {
      const form = read<Form>(name);
      assert.ok(form.name && form.description);
      const fields = form.body.filter(({ type }) => type !== 'markdown');
      assert.ok(fields.every(({ id, attributes }) => id && attributes.label));
      assert.equal(new Set(fields.map(({ id }) => id)).size, fields.length);
      const texts = form.body.flatMap(({ attributes }) => Object.values(attributes)).join('\n');
      assert.match(texts, /Don't paste identifiers/);
      assert.match(texts, /secret/);
    });

  it('asks of a bug for what names the build', () => {
    const details = read<Form>('bug.yml').body.find(({ id }) => id === 'details');
    assert.ok(details?.validations?.required);
    assert.match(
      details.attributes.description ?? '',
      /\*\*Copy Details\*\*[^]*`criteo-audiences doctor`/,
    );
  });
});
