import assert from 'node:assert/strict';
import { planText } from '../../../../../src/app/uploads/plan/planPage';
import { CHECK, DraftBench, readyOf } from '../draftBench';

describe('the page of a plan', function () {
  this.timeout(20_000);
  const bench = new DraftBench();
  beforeEach(() => bench.start());
  afterEach(() => bench.stop());

  const pageOf = async (...contents: string[]): Promise<string> => {
    const files = contents.map((content, index) => {
      const uri = `memfs:/list-${index}.csv`;
      bench.virtual.set(uri, Buffer.from(content));
      return { uri };
    });
    const draft = bench.drafts.draft({ files, identifierType: 'Email', operation: 'add' }, CHECK);
    return planText(readyOf(await draft.check()), draft.sources);
  };
  // Longer than what is read at a time, and with a line break in a field of each row.
  const addresses = Array.from({ length: 20_000 }, (_, index) => `"n${index}\n",a${index}@b.co`);
  const long = ['name,email', ...addresses].join('\r\n');

  it('shows the first rows of each kind of problem, with most of the value hidden', async () => {
    const page = await pageOf(`${long}\r\nx,jane.b.co\r\n`);
    assert.match(page, /\| line 40,002: j\S+ \|/);
    assert.doesNotMatch(page, /jane/);
  });

  it('says of a duplicate in which line it came first, in whichever file', async () => {
    const page = await pageOf(long, 'email\na19999@b.co\na0@b.co\nnew@b.co\nnew@b.co\n');
    assert.match(page, /file 2, line 2: same as file 1, line 40,001/);
    assert.match(page, /file 2, line 3: same as file 1, line 3/);
    assert.match(page, /file 2, line 5: same as file 2, line 4/);
  });
});
