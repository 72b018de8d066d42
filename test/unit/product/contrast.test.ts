import assert from 'node:assert/strict';
import { contrast, FILLS, pairsOf, RULES, SIGNS } from '../../workbench/gallery/contrast';
import { THEMES } from '../../workbench/gallery/themes';

/** Of WCAG 2, for texts of any size. */
const LEAST = 4.5;

const PAIRS = THEMES.flatMap(pairsOf);

/** The values of a property in the style sheets, except those without a color of their own. */
function valuesOf(property: string): string[] {
  const values = RULES.flatMap(({ values }) => values.get(property) ?? []);
  return distinct(values.filter((value) => !/^(inherit|none|transparent)$/.test(value)));
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

// The galleries find a pair that is missing.
describe('the contrast of texts', () => {
  for (const theme of THEMES)
    it(`is enough in every pair of colors: ${theme.name}`, () => {
      const found = pairsOf(theme).map(([color, on]) => ({
        pair: `${color} on ${on}`,
        contrast: contrast(color, on, theme),
      }));
      assert.deepEqual(
        found.filter((one) => !(one.contrast >= LEAST)),
        [],
      );
    });

  it('is known of every color and background of the style sheets, and of no other', () => {
    assert.deepEqual(distinct([...PAIRS.map(([color]) => color), ...SIGNS]), valuesOf('color'));
    assert.deepEqual(
      distinct([...PAIRS.map(([, on]) => on), ...FILLS]),
      // Patterns are of bars and swatches.
      valuesOf('background').filter((value) => !value.includes('gradient(')),
    );
    assert.deepEqual(valuesOf('background-color'), [], 'one way to say it');
  });

  it('is known of what a rule draws on its own background', () => {
    const own = RULES.map(({ values }) => [values.get('color'), values.get('background')]);
    assert.deepEqual(
      own.filter(
        ([color, on]) =>
          color?.startsWith('var(') &&
          on?.startsWith('var(') &&
          !PAIRS.some((pair) => pair[0] === color && pair[1] === on),
      ),
      [],
    );
  });

  it('is less only where something is disabled', () => {
    assert.deepEqual(
      RULES.filter(
        ({ selector, values }) => values.has('opacity') && !selector.includes('disabled'),
      ),
      [],
    );
  });

  it('is 21 of black on white, 1 of what can’t be seen, and what others compute', () => {
    const theme = { name: '', bodyClass: '', variables: { 'editor-background': '#ffffff' } };
    assert.equal(contrast('#000000', 'transparent', theme), 21);
    assert.equal(contrast('#00000000', 'transparent', theme), 1);
    assert.equal(contrast('#777777', '#ffffff', theme).toFixed(2), '4.48');
    // Half of black on white is #7f7f7f.
    assert.equal(contrast('#000000', '#00000080', theme).toFixed(2), '5.24');
    assert.equal(contrast('#000000', '#7f7f7f', theme).toFixed(2), '5.24');
  });
});
