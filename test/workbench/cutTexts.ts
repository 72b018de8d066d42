import type { Page } from 'playwright-core';

/** The part of the page's `HTMLElement` that is looked at. */
interface CutElement {
  innerText: string;
  scrollWidth: number;
  clientWidth: number;
}

/** Texts and buttons of the walkthrough that are cut because there is no room for them. */
export function cutTextsOf(page: Page): Promise<string[]> {
  return page
    .locator(
      '.gettingStartedDetailsContent :is(h2, h3, .step-title, .step-description-container, .monaco-button)',
    )
    .evaluateAll((texts: CutElement[]) =>
      texts.filter((text) => text.scrollWidth > text.clientWidth + 1).map((text) => text.innerText),
    );
}
