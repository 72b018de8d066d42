import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { saveScreenshot, SCREENSHOTS } from '../../host/picture';
import { chance, draw, LONG, share } from '../../support/tenth';
import { findViolations } from '../violations';
import { unknownPairs } from './contrast';
import { THEMES, type GalleryTheme } from './themes';

/** A page that a test opened. */
interface Shown {
  readonly page: Page;
  readonly errors: string[];
  close(): Promise<void>;
}

/** CSS pixels. */
const [WIDE, NARROW] = [1040, 450];
const [DARK, ...OTHERS] = THEMES as [GalleryTheme, ...GalleryTheme[]];

/** What is looked at in a theme and a width. */
interface Look {
  theme: GalleryTheme;
  width: number;
  /** Whether every state is drawn, or only those that axe-core looks at. */
  isWhole: boolean;
}

/**
 * Each state in one theme and both widths. Themes differ in nothing but color: `contrast.test.ts` has
 * the contrast of each pair of colors that is found in the first, so that axe-core looks at contrast
 * only in tenths.
 */
const LOOKS: readonly Look[] = [
  { theme: DARK, width: WIDE, isWhole: true },
  { theme: DARK, width: NARROW, isWhole: true },
  ...OTHERS.map((theme, n) => ({ theme, width: n % 2 === 0 ? NARROW : WIDE, isWhole: false })),
];

/**
 * Defines a test for each look. `states` draw themselves, in this order. Axe-core looks at each once,
 * and at a tenth of them in each other look. With SCREENSHOTS=1, out/screenshots has a picture of each.
 */
export function looksRight<Of extends Shown>(
  prefix: string,
  states: Readonly<Record<string, (shown: Of) => Promise<void>>>,
  open: (theme: GalleryTheme, width: number) => Promise<Of>,
): void {
  // Looks draw other tenths.
  const random = chance();
  const names = Object.keys(states);
  for (const [index, { theme, width, isWhole }] of LOOKS.entries()) {
    const examined = new Set(index === 0 ? names : draw(names, share(names.length), random));
    const drawn = isWhole || SCREENSHOTS ? names : [...examined];
    it(`in ${isWhole || LONG ? 'every state' : 'a tenth of the states'}: ${theme.name}, ${width} px`, async () => {
      const shown = await open(theme, width);
      const { page, errors } = shown;
      for (const state of drawn) {
        await states[state]?.(shown);
        assert.equal(
          await page.evaluate('document.documentElement.scrollWidth > innerWidth'),
          false,
          `${state} is too wide`,
        );
        const found = [
          ...(examined.has(state) ? await findViolations(page, index > 0) : []),
          ...(index === 0 || (theme === DARK && examined.has(state))
            ? await unknownPairs(page, theme)
            : []),
        ];
        errors.push(...found.map((what) => `${state}: ${what}`));
        await saveScreenshot(page, `${prefix}-${state}-${theme.name}-${width}`, { fullPage: true });
      }
      assert.deepEqual(errors, []);
      await shown.close();
    });
  }
}
